using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_well_made_site_has_nothing_missing_and_nothing_is_written()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.AddCourse("HIDDEN", visible: false);
        var before = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course);

        var findings = await moodle.Adapter.CheckAsync(Ct);

        Assert.DoesNotContain(findings, finding => finding.Result == CheckResult.Missing);
        foreach (
            var right in new[]
            {
                "moodle/course:view",
                "moodle/course:viewhiddencourses",
                "moodle/course:update",
                "moodle/course:enrolreview",
                "moodle/user:viewdetails",
                "moodle/user:viewalldetails",
                "moodle/site:viewuseridentity",
                "enrol/manual:enrol",
            }
        )
        {
            Assert.Equal(CheckResult.Ok, Of(findings, $"moodle.capability.{right}").Result);
        }

        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.report").Result);
        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.zone").Result);
        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.capability.moodle/role:assign").Result);
        Assert.Equal(before, moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course));
        Assert.DoesNotContain(moodle.Calls, call => call.IsWrite);
    }

    [Theory]
    [InlineData("core_webservice_get_site_info", "moodle.connection")]
    [InlineData("core_course_get_courses_by_field", null)]
    [InlineData("core_enrol_get_enrolled_users", null)]
    [InlineData("core_user_get_users_by_field", null)]
    [InlineData("core_reportbuilder_retrieve_report", null)]
    [InlineData("core_reportbuilder_filters_reset", null)]
    [InlineData("core_enrol_get_course_enrolment_methods", null)]
    [InlineData("enrol_manual_enrol_users", null)]
    [InlineData("core_message_send_instant_messages", null)]
    public async Task Each_missing_function_is_named_with_what_stops_and_what_to_do(string function, string? code)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.RemoveFunction(function);

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), code ?? $"moodle.function.{function}");

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.NotEmpty(finding.Consequence);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData("moodle/course:view")]
    [InlineData("moodle/course:update")]
    [InlineData("moodle/course:enrolreview")]
    [InlineData("moodle/user:viewdetails")]
    [InlineData("moodle/user:viewalldetails")]
    [InlineData("moodle/site:viewuseridentity")]
    [InlineData("enrol/manual:enrol")]
    public async Task Each_missing_right_is_named_with_what_stops_and_what_to_do(string right)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.RemoveCapability(right);

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), $"moodle.capability.{right}");

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.NotEmpty(finding.Consequence);
        Assert.Contains(right, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_may_not_be_viewed_or_does_not_exist_is_missing()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        await using var other = moodle.Make(settings => settings["reportId"] = 999);
        moodle.Twin.RemoveCapability("moodle/reportbuilder:viewall");

        var forbidden = Of(await moodle.Adapter.CheckAsync(Ct), "moodle.call.core_reportbuilder_retrieve_report");
        var unknown = Of(await other.CheckAsync(Ct), "moodle.call.core_reportbuilder_retrieve_report");

        Assert.Contains("moodle/reportbuilder:viewall", forbidden.Remedy, StringComparison.Ordinal);
        Assert.Equal(CheckResult.Missing, unknown.Result);
    }

    [Fact]
    public async Task A_site_that_forces_a_zone_is_found_by_asking_twice()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.ForcedZone = "America/Argentina/Buenos_Aires";

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), "moodle.zone");

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.Contains("Force timezone", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_enrolled_is_not_a_proof_of_anything()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.Unenrol(moodle.User, moodle.Course);

        var findings = await moodle.Adapter.CheckAsync(Ct);

        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.capability.moodle/user:viewdetails").Result);
        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.capability.moodle/user:viewalldetails").Result);
        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.zone").Result);
        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.capability.enrol/manual:enrol").Result);
    }

    [Fact]
    public async Task Attested_cohorts_are_looked_up_and_what_cannot_be_proved_is_said()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var unfed = moodle.Twin.AddCourse("UNFED");
        var attested = MoodleCohortStage.Attest((cohort, [moodle.Course]), (98, [unfed]), (99, [moodle.Course, unfed]));
        var other = moodle.Make(settings => settings["cohorts"] = attested);
        moodle.Twin.Cohorts.Add(unfed);

        var findings = await other.CheckAsync(Ct);

        Assert.Equal(CheckResult.Ok, Of(findings, $"moodle.cohorts.{cohort}").Result);
        Assert.Equal(CheckResult.Missing, Of(findings, "moodle.cohorts.98").Result);
        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.capability.moodle/cohort:view").Result);
        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.capability.moodle/cohort:assign").Result);
        Assert.Equal(CheckResult.NotProven, Of(findings, "moodle.cohorts.unenrolaction").Result);
        Assert.DoesNotContain(moodle.Calls, call => call.IsWrite);
    }

    [Theory]
    [InlineData("core_cohort_get_cohort_members")]
    [InlineData("core_cohort_add_cohort_members")]
    [InlineData("core_cohort_delete_cohort_members")]
    public async Task Functions_of_cohorts_are_missed_only_where_cohorts_are_attested(string function)
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        var without = moodle.Make(settings => settings.Remove("cohorts"));
        moodle.Twin.RemoveFunction(function);

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), $"moodle.function.{function}");

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.DoesNotContain(
            await without.CheckAsync(Ct),
            one => one.Code.Contains("cohort", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Cohorts_without_the_report_and_shared_ones_are_named()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var other = moodle.Make(settings =>
        {
            settings.Remove("reportId");
            settings["cohorts"] = MoodleCohortStage.Attest((cohort, [moodle.Course, 77]));
        });

        var findings = await other.CheckAsync(Ct);

        Assert.Equal(CheckResult.Missing, Of(findings, "moodle.cohorts.report").Result);
        Assert.Contains("2 courses", Of(findings, $"moodle.cohorts.{cohort}").What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MoodleSiteState.Maintenance)]
    [InlineData(MoodleSiteState.CommandLineMaintenance)]
    [InlineData(MoodleSiteState.WebServicesOff)]
    [InlineData(MoodleSiteState.TypeError)]
    public async Task A_site_that_does_not_answer_is_a_finding_and_never_an_exception(MoodleSiteState state)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.State = state;

        var findings = await moodle.Adapter.CheckAsync(Ct);

        Assert.Equal(CheckResult.Missing, Of(findings, "moodle.connection").Result);
    }

    private static CheckFinding Of(IReadOnlyList<CheckFinding> findings, string code) =>
        Assert.Single(findings, finding => finding.Code == code);
}
