using Collections.Adapters.Canvas;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Canvas;

public sealed class CanvasCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_well_made_Canvas_has_nothing_missing_and_nothing_is_written()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var adapter = canvas.Make(settings => settings["customDataNamespace"] = "org.example");

        var findings = await adapter.CheckAsync(Ct);

        Assert.DoesNotContain(findings, finding => finding.Result is CheckResult.Missing or CheckResult.NotProven);
        Assert.Equal(9, findings.Count(finding => finding.Code.StartsWith("canvas.right.", StringComparison.Ordinal)));
        Assert.DoesNotContain(canvas.Calls, call => call.IsWrite);
    }

    [Theory]
    [InlineData("read_course_list", "Courses - view list")]
    [InlineData("read_roster", "Users - view list")]
    [InlineData("remove_student_from_course", "Students - remove")]
    [InlineData("read_email_addresses", "Users - view primary email address")]
    [InlineData("view_user_logins", "Users - view login IDs")]
    [InlineData("read_sis", "SIS Data - read")]
    [InlineData("send_messages", "Conversations - send messages to individual course members")]
    public async Task Each_missing_right_is_named_as_Canvas_shows_it_with_what_stops_and_what_to_do(
        string name,
        string right
    )
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight(name);

        var finding = (await canvas.Adapter.CheckAsync(Ct)).First(f => f.Code == $"canvas.right.{right}");

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.NotEmpty(finding.Consequence);
        Assert.Contains(right, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_right_to_enrol_is_no_fault_where_nobody_is_enrolled_from_here()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight("add_student_to_course");

        var finding = (await canvas.Adapter.CheckAsync(Ct)).First(f => f.Code == "canvas.right.Students - add");

        Assert.Equal(CheckResult.Note, finding.Result);
        Assert.NotEmpty(finding.Consequence);
    }

    [Fact]
    public async Task The_right_to_custom_data_is_asked_for_only_where_it_is_used()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight("manage_user_logins");
        var with = canvas.Make(settings => settings["customDataNamespace"] = "org.example");

        Assert.DoesNotContain(await canvas.Adapter.CheckAsync(Ct), f => f.Result == CheckResult.Missing);
        Assert.Contains(await with.CheckAsync(Ct), f => f.Result == CheckResult.Missing);
    }

    [Fact]
    public async Task A_wrong_token_is_one_finding_that_says_so()
    {
        await using var canvas = await CanvasStage.StartAsync();

        var findings = await canvas.WithWrongKey.CheckAsync(Ct);

        var missing = Assert.Single(findings, finding => finding.Result == CheckResult.Missing);
        Assert.Contains("New access token", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terms_imports_public_courses_and_self_enrolment_are_told()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight("read_terms");
        canvas.Twin.SetState(canvas.Enrolment, "deleted");
        canvas.Twin.Enrol(canvas.User, canvas.Course, imported: true);
        canvas.Twin.OpenToPublic(canvas.Course);

        var codes = (await canvas.Adapter.CheckAsync(Ct)).ToDictionary(f => f.Code, f => f.Result);

        Assert.Equal(CheckResult.Missing, codes["canvas.terms"]);
        Assert.Equal(CheckResult.Note, codes["canvas.sis-imports"]);
        Assert.Equal(CheckResult.Note, codes["canvas.public-courses"]);
        Assert.Equal(CheckResult.Note, codes["canvas.self-enrolment"]);
    }

    [Fact]
    public async Task A_check_never_throws_what_Canvas_did()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.BeforeAnswer = operation => canvas.Twin.ThrottleNext = operation == "users/self" ? 0 : 99;

        var findings = await canvas.Adapter.CheckAsync(Ct);

        Assert.Contains(findings, finding => finding.Code == "canvas.reading" && finding.Result == CheckResult.Missing);
    }
}

public sealed class CanvasSettingsTests
{
    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() =>
            Parse(
                """{"baseUrl":"ftp://x","accountId":"main","courses":["a"],"pageSize":101,"customDataScope":"b","tokn":"t"}"""
            )
        );

        foreach (
            var name in new[] { "baseUrl", "token", "accountId", "courses", "pageSize", "customDataScope", "tokn" }
        )
        {
            Assert.Contains(wrong.Faults, fault => fault.Contains($"'{name}'", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"baseUrl":"http://canvas.example","token":"t"}""", "plain http")]
    [InlineData("""{"baseUrl":"https://elsewhere.example","token":"t"}""", "allowedHosts")]
    [InlineData("""{"baseUrl":"https://canvas.example/?access_token=t","token":"t"}""", "address alone")]
    public void A_wrong_setting_says_what_is_wrong(string json, string expected)
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() => Parse(json));

        Assert.Contains(wrong.Faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_but_address_and_token_has_a_default_and_the_address_is_its_host_alone()
    {
        var settings = Parse("""{"baseUrl":"https://canvas.example/courses/7","token":"t"}""");

        Assert.Equal(new Uri("https://canvas.example/"), settings.BaseUrl);
        Assert.Equal(
            ("self", 1, 100, ""),
            (settings.AccountId, settings.ParallelCalls, settings.PageSize, settings.CustomDataNamespace)
        );
        Assert.Empty(settings.Courses);
    }

    private static CanvasSettings Parse(string json) =>
        CanvasSettings.Read(
            new("lms", json, ["canvas.example"], "Europe/Madrid", "demo", TimeProvider.System, new Deaf())
        );

    private sealed class Deaf : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
