using Collections.Adapters.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleSettingsTests
{
    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() =>
            Parse("""{"baseUrl":"ftp://x","reportId":"six","pageSize":0,"verifyRoles":"yes","tokn":"t"}""")
        );

        Assert.Equal(6, wrong.Faults.Count);
        foreach (var name in new[] { "baseUrl", "reportId", "pageSize", "verifyRoles", "tokn", "token" })
        {
            Assert.Contains(wrong.Faults, fault => fault.Contains(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"baseUrl":"http://campus.example","token":"t"}""", "plain http")]
    [InlineData("""{"baseUrl":"https://elsewhere.example","token":"t"}""", "allowedHosts")]
    [InlineData("""{"baseUrl":"https://campus.example/?wstoken=t","token":"t"}""", "address alone")]
    [InlineData("""{"baseUrl":"https://campus.example","token":" "}""", "token is missing")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    public void A_wrong_setting_says_what_is_wrong(string json, string expected)
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() => Parse(json));

        Assert.Contains(wrong.Faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_but_address_and_token_has_a_default()
    {
        var settings = Parse("""{"baseUrl":"https://campus.example/moodle","token":"t"}""");

        Assert.Equal(
            (5, false, false, 4, 5_000),
            (
                settings.StudentRoleId,
                settings.AttestNoWindows,
                settings.VerifyRoles,
                settings.ParallelCalls,
                settings.PageSize
            )
        );
        Assert.Null(settings.ReportId);
        Assert.Null(settings.SiteToken);
        Assert.Empty(settings.Cohorts);
    }

    [Theory]
    [InlineData("""{"cohort":12}""", "must be a list")]
    [InlineData("""[{"cohort":12,"courses":[4],"unenrolAction":"unenrol"}]""", "lose groups and grades")]
    [InlineData("""[{"cohort":12,"courses":[4]}]""", "unenrolAction")]
    [InlineData("""[{"cohort":"12","courses":[4],"unenrolAction":"suspend"}]""", "cohort must be")]
    [InlineData("""[{"cohort":12,"courses":[],"unenrolAction":"suspend"}]""", "courses must name")]
    [InlineData("""[{"cohort":12,"courses":[4,"5"],"unenrolAction":"suspend"}]""", "courses must name")]
    [InlineData("""[{"cohort":12,"courses":[4],"unenrolAction":"suspend","x":1}]""", "nothing else")]
    [InlineData("""[7]""", "nothing else")]
    [InlineData(
        """[{"cohort":12,"courses":[4],"unenrolAction":"suspend"},{"cohort":12,"courses":[5],"unenrolAction":"suspend"}]""",
        "twice"
    )]
    public void What_is_attested_of_cohorts_is_whole_or_refused(string cohorts, string expected)
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() =>
            Parse($$"""{"baseUrl":"https://campus.example","token":"t","cohorts":{{cohorts}}}""")
        );

        Assert.Contains(expected, Assert.Single(wrong.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Attested_cohorts_and_the_second_token_are_read()
    {
        var settings = Parse(
            """{"baseUrl":"https://campus.example","token":"t","siteToken":"s","cohorts":[{"cohort":12,"courses":[4,5,4],"unenrolAction":"suspendWithoutRoles"}]}"""
        );

        Assert.Equal("s", settings.SiteToken);
        var cohort = Assert.Single(settings.Cohorts);
        Assert.Equal(12, cohort.Cohort);
        Assert.Equal([4L, 5L], cohort.Courses);
    }

    [Theory]
    [InlineData("\"t\"")]
    [InlineData("\" \"")]
    [InlineData("7")]
    public void The_second_token_is_another_than_the_first(string token)
    {
        var wrong = Assert.Throws<AdapterSettingsException>(() =>
            Parse($$"""{"baseUrl":"https://campus.example","token":"t","siteToken":{{token}}}""")
        );

        Assert.Contains("siteToken", Assert.Single(wrong.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(32, true)]
    [InlineData(0, false)]
    [InlineData(33, false)]
    public void Parallel_calls_have_a_limit_on_both_sides(int calls, bool allowed)
    {
        var json = $$"""{"baseUrl":"https://campus.example","token":"t","parallelCalls":{{calls}}}""";

        var error = Record.Exception(() => Parse(json));

        Assert.Equal(allowed, error is null);
    }

    private static MoodleSettings Parse(string json) =>
        MoodleSettings.Parse(
            new AdapterContext(
                "lms",
                json,
                ["campus.example"],
                "Europe/Madrid",
                "demo",
                TimeProvider.System,
                new Silence()
            )
        );

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
