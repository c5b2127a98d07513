using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleAccessTests
{
    private const string Enrol = "enrol_manual_enrol_users";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_survives_suspending_and_restoring_with_its_last_minute_whole()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);

        await moodle.Access.SuspendAsync([change], Ct);
        var suspended = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course).Single();
        await moodle.Access.RestoreAsync([change], Ct);
        var restored = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course).Single();

        Assert.Equal((MoodleStage.Noon.AddDays(-30), true), (suspended.StartsAt, suspended.Suspended));
        Assert.Equal(MoodleStage.Noon.AddDays(60).AddSeconds(59), suspended.EndsAt);
        Assert.Equal(suspended with { Suspended = false }, restored);
    }

    [Fact]
    public async Task A_start_that_is_really_the_creation_is_sent_as_none_where_the_report_tells()
    {
        await using var moodle = await MoodleStage.StartAsync(
            (settings, stage) =>
                settings["reportId"] = stage.Twin.AddReport(
                    headers:
                    [
                        "Plugin",
                        "Status",
                        "Time started",
                        "Time ended",
                        "Time created",
                        "Full name with link",
                        "Course URL",
                    ]
                )
        );
        var plain = moodle.Twin.AddUser("plain");
        moodle.Twin.Enrol(plain, moodle.Course);

        await moodle.Access.SuspendAsync([await moodle.ChangeAsync(plain)], Ct);

        Assert.Null(moodle.Twin.EnrolmentsOf(plain, moodle.Course).Single().StartsAt);
    }

    [Fact]
    public async Task Without_report_and_attestation_nobody_can_be_suspended_and_it_says_why()
    {
        await using var moodle = await MoodleStage.StartAsync();

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));
        var outcome = Assert.Single(await moodle.Access.SuspendAsync([new(moodle.Learner, reading.Snapshot)], Ct));

        Assert.Equal(AccessState.Open, reading.State);
        Assert.False(reading.CanSuspend);
        Assert.Contains("attestNoWindows", reading.Reason, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task Attested_schools_suspend_only_where_manual_is_the_only_method()
    {
        await using var moodle = await MoodleStage.AttestedAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", "cohort");

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains("reportId", reading.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self")]
    [InlineData("cohort")]
    [InlineData("meta")]
    [InlineData("fee")]
    public async Task A_second_active_method_keeps_access_so_nothing_is_written(string method)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", method);
        moodle.Twin.Enrol(moodle.User, moodle.Course, method);
        var change = await moodle.ChangeAsync(moodle.User);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains($"'{method}'", outcome.Reason, StringComparison.Ordinal);
        Assert.False(moodle.Counts.ContainsKey(Enrol));
    }

    [Fact]
    public async Task An_open_self_enrolment_would_let_the_learner_back_so_it_is_not_called_suspended()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", "self");
        moodle.Twin.OpenSelfEnrolment(moodle.Course, open: true);

        var open = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));
        moodle.Twin.OpenSelfEnrolment(moodle.Course, open: false);
        var closed = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(open.CanSuspend);
        Assert.Contains("enrol themselves", open.Reason, StringComparison.Ordinal);
        Assert.True(closed.CanSuspend, closed.Reason);
    }

    [Fact]
    public async Task Access_regained_between_write_and_reading_back_is_reported_and_not_claimed()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", "self");
        var change = await moodle.ChangeAsync(moodle.User);
        var written = false;
        moodle.Twin.BeforeAnswer = function =>
        {
            if (written && function == "core_enrol_get_enrolled_users")
            {
                moodle.Twin.Enrol(moodle.User, moodle.Course, "self");
            }

            written |= function == Enrol;
        };

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("access remains", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_are_never_suspended_and_never_given_the_student_role()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var teacher = moodle.Twin.AddUser("teacher");
        moodle.Twin.Enrol(teacher, moodle.Course, role: 3);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([await moodle.ChangeAsync(teacher)], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.True(moodle.Twin.CanEnter(teacher, moodle.Course));
        Assert.Equal([3L], moodle.Twin.RolesOf(teacher, moodle.Course));
    }

    [Fact]
    public async Task Restoring_somebody_whose_manual_enrolment_is_gone_does_not_enrol()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SetMethods(moodle.Course, "manual", "self");
        moodle.Twin.Enrol(moodle.User, moodle.Course, "self", suspended: true);
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.Unenrol(moodle.User, moodle.Course);

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal("self", Assert.Single(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course)).Method);
    }

    [Fact]
    public async Task A_window_that_ended_meanwhile_is_restored_and_said_to_give_no_access()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Clock.Advance(TimeSpan.FromDays(61));

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("window has ended", outcome.Reason, StringComparison.Ordinal);
        Assert.False(Assert.Single(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course)).Suspended);
    }

    [Fact]
    public async Task A_window_changed_after_its_state_was_stored_is_not_overwritten()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.Enrol(moodle.User, moodle.Course, endsAt: MoodleStage.Noon.AddDays(90));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.False(moodle.Counts.ContainsKey(Enrol));
    }

    [Fact]
    public async Task One_bad_item_of_a_batch_is_found_and_the_others_are_suspended()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var noManual = moodle.Twin.AddCourse("OFF");
        moodle.Twin.Enrol(moodle.User, noManual);
        var people = Enumerable.Range(0, 7).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        people.ForEach(user => moodle.Twin.Enrol(user, moodle.Course));
        var changes = new List<AccessChange> { await moodle.ChangeAsync(moodle.User, noManual) };
        foreach (var user in people)
        {
            changes.Add(await moodle.ChangeAsync(user));
        }

        moodle.Twin.RemoveCapability("enrol/manual:enrol", noManual);

        var outcomes = await moodle.Access.SuspendAsync(changes, Ct);

        Assert.Equal(OutcomeKind.NotCapable, outcomes[0].Kind);
        Assert.All(outcomes.Skip(1), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.All(people, user => Assert.False(moodle.Twin.CanEnter(user, moodle.Course)));
        Assert.True(moodle.Twin.CanEnter(moodle.User, noManual));
    }

    [Fact]
    public async Task A_role_that_may_not_be_assigned_is_named_with_its_remedy()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.AllowAssigning(5, allowed: false);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([await moodle.ChangeAsync(moodle.User)], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("Allow role assignments", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_right_to_enrol_anywhere_stops_the_adapter()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.RemoveCapability("enrol/manual:enrol");

        var stopped = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            moodle.Access.SuspendAsync([change], Ct)
        );

        Assert.Contains("enrol/manual:enrol", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_suspension_whose_answer_was_lost_is_found_by_reading_back(FaultKind fault)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(fault, Enrol));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(AccessState.Closed, outcome.Value!.State);
        Assert.Equal(1, moodle.Counts[Enrol]);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.MaintenancePage)]
    public async Task A_suspension_without_an_answer_and_without_effect_stays_unknown_and_is_not_repeated(
        FaultKind fault
    )
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(fault, Enrol));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Equal(1, moodle.Counts[Enrol]);
    }

    [Fact]
    public async Task A_site_that_says_later_was_not_written_to()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Enrol));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => moodle.Access.SuspendAsync([change], Ct));

        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task What_was_written_and_cannot_be_read_back_is_unknown()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "core_enrol_get_enrolled_users", Times: 9, After: 2));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("could not be read back", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_hundred_suspensions_go_in_batches_of_one_transaction_each()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var users = Enumerable.Range(0, 300).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        users.ForEach(user => moodle.Twin.Enrol(user, moodle.Course));
        var readings = await moodle.Access.ReadAsync(users.Select(user => moodle.Target(user)).ToList(), Ct);
        moodle.ResetCounts();

        var outcomes = await moodle.Access.SuspendAsync(
            readings.Select(reading => new AccessChange(reading.Target, reading.Snapshot)).ToList(),
            Ct
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(2, moodle.Counts[Enrol]);
        Assert.Equal(9, moodle.Requests);
    }

    [Fact]
    public async Task A_snapshot_names_nobody()
    {
        await using var moodle = await MoodleStage.WithReportAsync();

        var snapshot = JObject.Parse(await moodle.SnapshotAsync(moodle.Learner, Ct));

        Assert.Equal(
            ["Version", "Course", "User", "Roles", "Rows", "Cohorts"],
            snapshot.Properties().Select(p => p.Name)
        );
    }
}
