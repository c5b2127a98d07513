using Collections.Adapters.Http;
using Collections.Adapters.Moodle;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleVerdictTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("invalidtoken", typeof(RemoteMisconfiguredException))]
    [InlineData("accessexception", typeof(RemoteMisconfiguredException))]
    [InlineData("nopermissions", typeof(RemoteMisconfiguredException))]
    [InlineData("errorreportview", typeof(RemoteMisconfiguredException))]
    [InlineData("wsaccessusersuspended", typeof(RemoteMisconfiguredException))]
    [InlineData("sitemaintenance", typeof(RemoteUnavailableException))]
    [InlineData("upgraderunning", typeof(RemoteUnavailableException))]
    [InlineData("dbconnectionfailed", typeof(RemoteUnavailableException))]
    [InlineData("dmlwriteexception", typeof(RemoteUnavailableException))]
    [InlineData("errorcoursecontextnotvalid", typeof(RemoteRejectedException))]
    [InlineData("requireloginerror", typeof(RemoteRejectedException))]
    [InlineData("invalidparameter", typeof(RemoteRejectedException))]
    [InlineData("invalidrecordunknown", typeof(RemoteRejectedException))]
    [InlineData("wsusercannotassign", typeof(RemoteRejectedException))]
    [InlineData("wsnoinstance", typeof(RemoteRejectedException))]
    [InlineData("somethingnew", typeof(RemoteRejectedException))]
    public void A_success_that_is_an_error_is_judged_by_its_code_for_reads_and_writes(string code, Type expected)
    {
        var body = $"{{\"exception\":\"moodle_exception\",\"errorcode\":\"{code}\",\"message\":\"Ana may not\"}}";

        foreach (var isWrite in new[] { false, true })
        {
            var error = Judge(200, "application/json", body, isWrite);

            Assert.IsType(expected, error);
            Assert.Equal(code, MoodleVerdict.CodeOf(error!));
            Assert.Contains("a_function", error!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Ana", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(403, "text/html", "", false, typeof(RemoteMisconfiguredException))]
    [InlineData(403, "text/html", "<h1>Forbidden</h1>", false, typeof(RemoteMisconfiguredException))]
    [InlineData(404, "text/html", "File not found.", true, typeof(RemoteMisconfiguredException))]
    [InlineData(303, "text/html", "", false, typeof(RemoteMisconfiguredException))]
    [InlineData(503, "text/html", "<h1>Maintenance</h1>", false, typeof(RemoteUnavailableException))]
    [InlineData(503, "text/html", "<h1>Maintenance</h1>", true, typeof(RemoteUnavailableException))]
    [InlineData(200, "text/html", "<h1>Log in</h1>", false, typeof(RemoteUnavailableException))]
    [InlineData(200, "text/html", "<h1>Log in</h1>", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(500, "text/html", "", false, typeof(RemoteUnavailableException))]
    [InlineData(500, "text/html", "", true, typeof(RemoteOutcomeUnknownException))]
    [InlineData(
        200,
        "application/json",
        "{\"exception\":\"TypeError\",\"message\":\"x\"}",
        false,
        typeof(RemoteRejectedException)
    )]
    [InlineData(
        200,
        "application/json",
        "{\"exception\":\"TypeError\",\"message\":\"x\"}",
        true,
        typeof(RemoteOutcomeUnknownException)
    )]
    [InlineData(200, "application/json", "{\"exception\":\"Moo", false, typeof(RemoteRejectedException))]
    public void Other_lies_are_judged_by_what_they_prove(
        int status,
        string contentType,
        string body,
        bool isWrite,
        Type expected
    )
    {
        Assert.IsType(expected, Judge(status, contentType, body, isWrite));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{\"sitename\":\"The exception\"}")]
    public void Usable_answers_are_left_alone(string body)
    {
        Assert.Null(Judge(200, "application/json", body, isWrite: true));
    }

    [Fact]
    public void A_password_that_must_be_changed_is_found_inside_the_course_error()
    {
        var error = Judge(
            200,
            "application/json",
            "{\"exception\":\"m\",\"errorcode\":\"errorcoursecontextnotvalid\",\"message\":\"error/forcepasswordchangenotice\"}",
            isWrite: false
        );

        Assert.Contains(
            "password",
            Assert.IsType<RemoteMisconfiguredException>(error).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(MoodleSiteState.Maintenance, typeof(RemoteUnavailableException))]
    [InlineData(MoodleSiteState.CommandLineMaintenance, typeof(RemoteUnavailableException))]
    [InlineData(MoodleSiteState.Upgrading, typeof(RemoteUnavailableException))]
    [InlineData(MoodleSiteState.NoDatabase, typeof(RemoteUnavailableException))]
    [InlineData(MoodleSiteState.WebServicesOff, typeof(RemoteMisconfiguredException))]
    [InlineData(MoodleSiteState.TypeError, typeof(RemoteRejectedException))]
    public async Task A_whole_site_s_state_reaches_the_port_s_caller(MoodleSiteState state, Type expected)
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Twin.State = state;

        var error = await Record.ExceptionAsync(() => moodle.Enrolments.ReadCoursesAsync(Ct));

        Assert.IsType(expected, error);
    }

    [Fact]
    public async Task A_function_outside_the_service_is_named()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Twin.RemoveFunction("core_course_get_courses_by_field");

        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            moodle.Enrolments.ReadCoursesAsync(Ct)
        );

        Assert.Contains(
            "core_course_get_courses_by_field is not in the token's service",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_token_is_in_no_address_and_no_observed_call()
    {
        await using var moodle = await MoodleStage.WithReportAsync();

        await moodle.ReadAsync();

        Assert.NotEmpty(moodle.Calls);
        Assert.All(
            moodle.Calls,
            call => Assert.DoesNotContain(moodle.Twin.Token, call.ToString(), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(moodle.Counts.Keys, operation => operation == "none");
    }

    private static RemoteException? Judge(int status, string contentType, string body, bool isWrite) =>
        new MoodleVerdict("lms").Judge(
            new RemoteAnswer("a_function", status, contentType, body, new Dictionary<string, string>()),
            isWrite
        );
}
