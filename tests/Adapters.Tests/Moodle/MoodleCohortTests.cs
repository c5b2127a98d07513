using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleCohortTests
{
    private const string Leave = "core_cohort_delete_cohort_members";
    private const string Join = "core_cohort_add_cohort_members";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MoodleUnenrolAction.Suspend)]
    [InlineData(MoodleUnenrolAction.SuspendWithoutRoles)]
    public async Task Leaving_the_cohort_closes_the_course_and_coming_back_opens_it_with_groups_grades_and_role(
        MoodleUnenrolAction action
    )
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync(action);
        await using var _ = moodle;
        var work = moodle.Twin.Coursework.Of(moodle.User, moodle.Course);
        var change = await moodle.ChangeAsync(moodle.User);

        var suspended = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));
        var (inCohort, canEnter) = (
            moodle.Twin.Cohorts.Has(cohort, moodle.User),
            moodle.Twin.CanEnter(moodle.User, moodle.Course)
        );
        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(suspended.Kind == OutcomeKind.Done, suspended.Reason);
        Assert.Equal((false, false), (inCohort, canEnter));
        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
        Assert.Equal([5L], moodle.Twin.RolesOf(moodle.User, moodle.Course));
        Assert.Equivalent(work, moodle.Twin.Coursework.Of(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task Two_courses_by_two_attested_cohorts_close_one_by_one()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var paid = moodle.Twin.AddCourse("PAID");
        var other = moodle.Twin.Cohorts.Add(paid);
        moodle.Twin.Cohorts.Join(other, moodle.User);
        var attested = MoodleCohortStage.Attest((cohort, [moodle.Course]), (other, [paid]));
        var access = moodle.Make(settings => settings["cohorts"] = attested).Access!;
        var reading = Assert.Single(await access.ReadAsync([moodle.Learner], Ct));

        var outcome = Assert.Single(await access.SuspendAsync([new(moodle.Learner, reading.Snapshot)], Ct));
        var second = Assert.Single(await access.ReadAsync([moodle.Target(moodle.User, paid)], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.True(moodle.Twin.CanEnter(moodle.User, paid));
        Assert.True(second.CanSuspend, second.Reason);
    }

    [Fact]
    public async Task Two_courses_of_one_learner_close_in_one_call_without_being_taken_for_one_shared_cohort()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var second = moodle.Twin.AddCourse("SECOND");
        var other = moodle.Twin.Cohorts.Add(second);
        moodle.Twin.Cohorts.Join(other, moodle.User);
        var attested = MoodleCohortStage.Attest((cohort, [moodle.Course]), (other, [second]));
        var access = moodle.Make(settings => settings["cohorts"] = attested).Access!;
        AccessTarget[] targets = [moodle.Learner, moodle.Target(moodle.User, second)];
        var changes = (await access.ReadAsync(targets, Ct))
            .Select(reading => new AccessChange(reading.Target, reading.Snapshot))
            .ToList();

        var suspended = await access.SuspendAsync(changes, Ct);
        var restored = await access.RestoreAsync(changes, Ct);

        Assert.All(suspended, outcome => Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason));
        Assert.All(restored, outcome => Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason));
    }

    [Fact]
    public async Task Giving_back_needs_no_right_that_only_taking_needs()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        moodle.Twin.SetMethods(moodle.Course, "manual", "cohort", "self");
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.RemoveCapability("moodle/cohort:view");
        moodle.Twin.RemoveFunction("core_enrol_get_course_enrolment_methods");

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
    }

    [Fact]
    public async Task Who_came_back_by_enrolling_himself_reads_open_with_the_way_he_took()
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.SetMethods(moodle.Course, "cohort", "self");
        moodle.Twin.Enrol(moodle.User, moodle.Course, "self");

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));
        var again = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal((AccessState.Open, false), (reading.State, reading.CanSuspend));
        Assert.Equal(["self", "cohort"], reading.Methods);
        Assert.Equal(OutcomeKind.NotCapable, again.Kind);
        Assert.Contains("'self'", again.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coming_back_never_enrols_who_was_taken_out_of_the_course_meanwhile()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.Unenrol(moodle.User, moodle.Course, "cohort");

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.False(moodle.Twin.Cohorts.Has(cohort, moodle.User));
    }

    [Fact]
    public async Task A_cohort_that_was_deleted_meanwhile_gives_nothing_back_and_is_named()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.Cohorts.Remove(cohort);

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains($"cohort id={cohort} not exists", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohorts_that_changed_after_the_state_was_stored_are_read_again_first()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var other = moodle.Twin.Cohorts.Add(moodle.Course);
        var attested = MoodleCohortStage.Attest((cohort, [moodle.Course]), (other, [moodle.Course]));
        var access = moodle.Make(settings => settings["cohorts"] = attested).Access!;
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.Cohorts.Join(other, moodle.User);

        var stale = Assert.Single(await access.SuspendAsync([change], Ct));
        var reading = Assert.Single(await access.ReadAsync([moodle.Learner], Ct));
        var fresh = Assert.Single(await access.SuspendAsync([new(moodle.Learner, reading.Snapshot)], Ct));

        Assert.Equal(OutcomeKind.Rejected, stale.Kind);
        Assert.Contains("read the access again", stale.Reason, StringComparison.Ordinal);
        Assert.True(fresh.Kind == OutcomeKind.Done, fresh.Reason);
        Assert.False(moodle.Twin.CanEnter(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task After_one_learner_proved_the_cohort_the_others_leave_in_one_call()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var people = Enumerable.Range(0, 5).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        people.ForEach(user => moodle.Twin.Cohorts.Join(cohort, user));
        var targets = people.Select(user => moodle.Target(user)).ToList();
        var changes = (await moodle.Access.ReadAsync(targets, Ct))
            .Select(reading => new AccessChange(reading.Target, reading.Snapshot))
            .ToList();

        var first = await moodle.Access.SuspendAsync(changes[..3], Ct);
        var callsAtFirst = moodle.Counts[Leave];
        var later = await moodle.Access.SuspendAsync(changes[3..], Ct);

        Assert.All(first.Concat(later), outcome => Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason));
        Assert.Equal((2, 3), (callsAtFirst, moodle.Counts[Leave]));
    }

    [Fact]
    public async Task One_learner_who_was_deleted_meanwhile_does_not_hold_back_the_others_of_a_cohort()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var people = Enumerable.Range(0, 6).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        people.ForEach(user => moodle.Twin.Cohorts.Join(cohort, user));
        var changes = new List<AccessChange> { await moodle.ChangeAsync(moodle.User) };
        foreach (var user in people)
        {
            changes.Add(await moodle.ChangeAsync(user));
        }

        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Leave && moodle.Counts[Leave] == 2)
            {
                moodle.Twin.Accounts.Remove(people[2]);
            }
        };
        var outcomes = await moodle.Access.SuspendAsync(changes, Ct);

        Assert.Equal(OutcomeKind.Rejected, outcomes[3].Kind);
        Assert.All(outcomes.Where((_, i) => i != 3), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_leaving_whose_answer_was_lost_is_found_in_the_report(FaultKind fault)
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(fault, Leave));

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal(1, moodle.Counts[Leave]);
    }

    [Fact]
    public async Task A_first_leaving_that_cannot_be_read_back_is_undone_and_a_later_one_is_looked_up()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var second = moodle.Twin.AddUser("second");
        moodle.Twin.Cohorts.Join(cohort, second);
        var (first, later) = (await moodle.ChangeAsync(moodle.User), await moodle.ChangeAsync(second));

        var unproved = Assert.Single(await SuspendUnreadAsync(first));
        var back = moodle.Twin.Cohorts.Has(cohort, moodle.User);
        await moodle.Access.SuspendAsync([first], Ct);
        var unread = Assert.Single(await SuspendUnreadAsync(later));

        Assert.Equal((OutcomeKind.Unknown, OutcomeKind.Unknown), (unproved.Kind, unread.Kind));
        Assert.True(back);
        Assert.False(moodle.Twin.Cohorts.Has(cohort, second));

        Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendUnreadAsync(AccessChange change)
        {
            const string Report = "core_reportbuilder_retrieve_report";
            moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Report, Times: 2, After: 1));
            return moodle.Access.SuspendAsync([change], Ct);
        }
    }

    [Fact]
    public async Task A_restoration_that_the_site_refuses_says_so_and_works_later()
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Join));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => moodle.Access.RestoreAsync([change], Ct));
        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
    }
}
