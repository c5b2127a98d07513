using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>One learner in one course by several methods: all of them are suspended, or none.</summary>
public sealed class MoodleSeveralEnrolmentsTests
{
    private const string Enrol = "enrol_manual_enrol_users";
    private const string Leave = "core_cohort_delete_cohort_members";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_are_suspended_and_both_come_back_with_the_window()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);

        await moodle.Access.SuspendAsync([change], Ct);
        var suspended = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course);
        await moodle.Access.RestoreAsync([change], Ct);
        var restored = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course);

        Assert.All(suspended, row => Assert.True(row.Suspended));
        Assert.All(restored, row => Assert.False(row.Suspended));
        Assert.Equal(
            MoodleStage.Noon.AddDays(60).AddSeconds(59),
            restored.Single(row => row.Method == "manual").EndsAt
        );
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.Equal(["A"], moodle.Twin.Coursework.Of(moodle.User, moodle.Course).Groups);
    }

    [Theory]
    [InlineData("self")]
    [InlineData("meta")]
    [InlineData("fee")]
    public async Task One_method_that_cannot_be_suspended_keeps_all_of_them_untouched(string method)
    {
        var (moodle, _) = await MoodleCohortStage.ByBothAsync();
        await using var __ = moodle;
        moodle.Twin.SetMethods(moodle.Course, "manual", "cohort", method);
        moodle.Twin.Enrol(moodle.User, moodle.Course, method);
        var change = await moodle.ChangeAsync(moodle.User);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.False(moodle.Counts.ContainsKey(Enrol));
        Assert.False(moodle.Counts.ContainsKey(Leave));
    }

    [Fact]
    public async Task A_manual_enrolment_that_was_closed_before_stays_closed()
    {
        var (moodle, _) = await MoodleCohortStage.ByBothAsync();
        await using var __ = moodle;
        var ends = MoodleStage.Noon.AddDays(60);
        moodle.Twin.Enrol(moodle.User, moodle.Course, suspended: true, endsAt: ends);
        var change = await moodle.ChangeAsync(moodle.User);

        var suspended = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));
        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(suspended.Kind == OutcomeKind.Done, suspended.Reason);
        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
        var manual = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course).Single(row => row.Method == "manual");
        Assert.Equal((true, ends), (manual.Suspended, manual.EndsAt));
        Assert.False(moodle.Counts.ContainsKey(Enrol));
    }

    [Fact]
    public async Task A_cohort_enrolment_that_was_closed_before_stays_closed()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        moodle.Twin.Cohorts.Leave(cohort, moodle.User);
        var change = await moodle.ChangeAsync(moodle.User);

        await moodle.Access.SuspendAsync([change], Ct);
        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
        Assert.False(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.True(
            moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course).Single(row => row.Method == "cohort").Suspended
        );
    }

    [Theory]
    [InlineData("moodle/cohort:assign", OutcomeKind.NotCapable)]
    [InlineData(null, OutcomeKind.Later)]
    public async Task A_half_done_suspension_is_taken_back_and_told(string? lacking, OutcomeKind expected)
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        if (lacking is null)
        {
            moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Leave));
        }
        else
        {
            moodle.Twin.RemoveCapability(lacking);
        }

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(expected, outcome.Kind);
        Assert.Contains("active again as it was", outcome.Reason, StringComparison.Ordinal);
        Assert.All(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course), row => Assert.False(row.Suspended));
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.Equal(change.Snapshot, await moodle.SnapshotAsync(moodle.Learner, Ct));
    }

    [Fact]
    public async Task A_cohort_that_gave_no_answer_and_was_not_left_takes_the_manual_suspension_back()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(FaultKind.Reset, Leave));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("active again as it was", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.Equal(change.Snapshot, await moodle.SnapshotAsync(moodle.Learner, Ct));
    }

    [Fact]
    public async Task A_cohort_enrolment_that_was_taken_away_meanwhile_is_not_made_anew_beside_the_manual_one()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.Unenrol(moodle.User, moodle.Course, "cohort");

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.False(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.Equal("manual", Assert.Single(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course)).Method);
    }

    [Fact]
    public async Task A_role_that_was_given_twice_is_stored_once()
    {
        var (moodle, _) = await MoodleCohortStage.ByBothAsync();
        await using var __ = moodle;

        var snapshot = JObject.Parse(await moodle.SnapshotAsync(moodle.Learner, Ct));

        Assert.Equal("[5]", snapshot["Roles"]!.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public async Task A_half_done_suspension_that_cannot_be_taken_back_is_told_as_such()
    {
        var (moodle, _) = await MoodleCohortStage.ByBothAsync();
        await using var __ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Leave));
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Enrol, After: 1));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("stays suspended", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task A_half_that_fails_to_come_back_is_told_although_access_is_there_and_comes_with_the_next_try()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "core_cohort_add_cohort_members"));

        var half = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));
        var canEnter = moodle.Twin.CanEnter(moodle.User, moodle.Course);
        var whole = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal((OutcomeKind.Later, true), (half.Kind, canEnter));
        Assert.Contains("Access is back", half.Reason, StringComparison.Ordinal);
        Assert.True(whole.Kind == OutcomeKind.Done, whole.Reason);
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
    }

    [Fact]
    public async Task Access_regained_during_the_call_takes_the_suspension_back_so_that_nothing_stays_behind()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", "self");
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Enrol && moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course).Count == 1)
            {
                moodle.Twin.Enrol(moodle.User, moodle.Course, "self");
            }
        };

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("access remains", outcome.Reason, StringComparison.Ordinal);
        Assert.All(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course), row => Assert.False(row.Suspended));
    }

    [Fact]
    public async Task A_learner_who_is_staff_by_another_way_is_not_taken_out_of_the_cohort()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        moodle.Twin.GiveRole(moodle.User, moodle.Course, MoodleTwin.TeacherRole);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([await moodle.ChangeAsync(moodle.User)], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("staff are not suspended", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
    }

    [Fact]
    public async Task A_state_stored_before_cohorts_were_known_is_still_restored()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        var old = JObject.Parse(change.Snapshot);
        old.Remove("Cohorts");
        old["Version"] = 1;

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change with { Snapshot = old.ToString() }], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
    }

    [Theory]
    [InlineData("self", "disable the self enrolment")]
    [InlineData("fee", "paid inside Moodle")]
    [InlineData("lti", "that method takes its people from")]
    public async Task Each_method_has_its_own_advice(string method, string advice)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", method);
        moodle.Twin.Unenrol(moodle.User, moodle.Course);
        moodle.Twin.Enrol(moodle.User, moodle.Course, method);

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains($"'{method}'", reading.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parent_course_of_a_linked_one_is_named_as_far_as_it_is_known()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var linked = moodle.Twin.AddCourse("LINKED", methods: ["meta"]);
        moodle.Twin.Enrol(moodle.User, linked, "meta");
        var target = moodle.Target(moodle.User, linked);

        var one = Assert.Single(await moodle.Access.ReadAsync([target], Ct));
        var second = moodle.Twin.AddCourse("SECOND");
        moodle.Twin.Enrol(moodle.User, second);
        var two = Assert.Single(await moodle.Access.ReadAsync([target], Ct));

        Assert.Contains($"The parent is course {moodle.Course}", one.Reason, StringComparison.Ordinal);
        Assert.Contains($"one of {moodle.Course}, {second}", two.Reason, StringComparison.Ordinal);
    }
}
