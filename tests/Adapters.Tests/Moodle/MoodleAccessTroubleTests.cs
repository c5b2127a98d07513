using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>What goes wrong around a suspension or restoration, and what is said then.</summary>
public sealed class MoodleAccessTroubleTests
{
    private const string Enrol = "enrol_manual_enrol_users";
    private const string Lists = "core_enrol_get_enrolled_users";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_enrolment_that_vanished_after_it_was_read_is_neither_suspended_nor_made_anew()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.Unenrol(moodle.User, moodle.Course);

        var suspended = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));
        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal((OutcomeKind.Rejected, OutcomeKind.Rejected), (suspended.Kind, restored.Kind));
        Assert.Contains("not enrolled", suspended.Reason, StringComparison.Ordinal);
        Assert.Empty(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task A_hidden_course_is_suspended_with_the_right_to_see_it_and_named_without()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var other = moodle.Twin.AddCourse("OTHER");
        moodle.Twin.Enrol(moodle.User, other);
        var (hidden, open) = (await moodle.ChangeAsync(moodle.User), await moodle.ChangeAsync(moodle.User, other));
        moodle.Twin.Show(moodle.Course, visible: false);

        var seen = Assert.Single(await moodle.Access.SuspendAsync([hidden], Ct));
        moodle.Twin.RemoveCapability("moodle/course:viewhiddencourses");
        var unseen = await moodle.Access.RestoreAsync([hidden, open], Ct);
        var unread = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            moodle.Access.ReadAsync([hidden.Target], Ct)
        );

        Assert.True(seen.Kind == OutcomeKind.Done, seen.Reason);
        Assert.Equal([OutcomeKind.NotCapable, OutcomeKind.Done], unseen.Select(outcome => outcome.Kind));
        Assert.Contains("viewhiddencourses", unseen[0].Reason, StringComparison.Ordinal);
        Assert.Contains($"Course {moodle.Course} cannot be read", unread.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_course_whose_enrolments_are_switched_off_gives_no_access_back_and_says_why()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.SetMethods(moodle.Course);
        moodle.Twin.Show(moodle.Course, visible: false);

        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, restored.Kind);
        Assert.Contains("no enabled manual enrolment", restored.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_course_has_nothing_to_suspend_or_restore_and_the_others_go_on()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var other = moodle.Twin.AddCourse("OTHER");
        moodle.Twin.Enrol(moodle.User, other);
        var (gone, kept) = (await moodle.ChangeAsync(moodle.User), await moodle.ChangeAsync(moodle.User, other));
        moodle.Twin.RemoveCourse(moodle.Course);

        var suspended = await moodle.Access.SuspendAsync([gone, kept], Ct);
        var restored = await moodle.Access.RestoreAsync([gone, kept], Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], suspended.Select(outcome => outcome.Kind));
        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], restored.Select(outcome => outcome.Kind));
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_the_middle_leaves_the_rest_for_later()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var changes = await ManyAsync(moodle, 200);
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Enrol && moodle.Counts[Enrol] == 2)
            {
                moodle.Twin.Revoke(moodle.Twin.Token);
            }
        };

        var outcomes = await moodle.Access.SuspendAsync(changes, Ct);

        Assert.All(outcomes.Take(160), outcome => Assert.Equal(OutcomeKind.Unknown, outcome.Kind));
        Assert.All(outcomes.Skip(160), outcome => Assert.Equal(OutcomeKind.Later, outcome.Kind));
        Assert.Contains("invalidtoken", outcomes[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_is_lost_in_the_middle_is_named_for_the_rest_in_one_call_a_course()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var changes = await ManyAsync(moodle, 200);
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Enrol && moodle.Counts[Enrol] == 2)
            {
                moodle.Twin.RemoveCapability("enrol/manual:enrol");
            }
        };

        var outcomes = await moodle.Access.SuspendAsync(changes, Ct);

        Assert.All(outcomes.Take(160), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.All(outcomes.Skip(160), outcome => Assert.Equal(OutcomeKind.NotCapable, outcome.Kind));
        Assert.Contains("enrol/manual:enrol", outcomes[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(2, moodle.Counts[Enrol]);
    }

    [Fact]
    public async Task One_bad_learner_of_a_batch_is_found_and_the_others_are_restored()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var changes = await ManyAsync(moodle, 9);
        await moodle.Access.SuspendAsync(changes, Ct);
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Enrol)
            {
                moodle.Twin.Accounts.Remove(long.Parse(changes[4].Target.LearnerKey, null));
            }
        };

        var outcomes = await moodle.Access.RestoreAsync(changes, Ct);

        Assert.Equal(OutcomeKind.Rejected, outcomes[4].Kind);
        Assert.All(outcomes.Where((_, i) => i != 4), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
    }

    [Theory]
    [InlineData(MoodleSiteState.Maintenance)]
    [InlineData(MoodleSiteState.CommandLineMaintenance)]
    [InlineData(MoodleSiteState.Upgrading)]
    public async Task Maintenance_during_a_restoration_changes_nothing_and_the_next_try_gives_access_back(
        MoodleSiteState state
    )
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        moodle.Twin.BeforeAnswer = function => moodle.Twin.State = function == Enrol ? state : moodle.Twin.State;

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => moodle.Access.RestoreAsync([change], Ct));
        (moodle.Twin.BeforeAnswer, moodle.Twin.State) = (null, MoodleSiteState.Running);
        var closed = !moodle.Twin.CanEnter(moodle.User, moodle.Course);
        var restored = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.True(closed);
        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
    }

    [Theory]
    [InlineData(MoodleSiteState.Maintenance)]
    [InlineData(MoodleSiteState.CommandLineMaintenance)]
    public async Task Maintenance_between_the_writing_and_the_reading_back_leaves_it_unknown(MoodleSiteState state)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        await moodle.Access.SuspendAsync([change], Ct);
        var lists = moodle.Counts[Lists];
        moodle.Twin.BeforeAnswer = function =>
            moodle.Twin.State = function == Lists && moodle.Counts[Lists] > lists + 2 ? state : moodle.Twin.State;

        var outcome = Assert.Single(await moodle.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("could not be read back", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_writers_at_once_the_one_that_was_undone_reports_what_the_other_did()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.UndoNext = Enrol;
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Enrol)
            {
                moodle.Twin.Enrol(moodle.User, moodle.Course, suspended: true);
            }
        };

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal(1, moodle.Counts[Enrol]);
    }

    [Fact]
    public async Task A_write_that_was_undone_while_the_other_did_something_else_is_left_for_later()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var change = await moodle.ChangeAsync(moodle.User);
        moodle.Twin.UndoNext = Enrol;

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Later, outcome.Kind);
        Assert.Contains("dmlwriteexception", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_window_is_judged_by_Moodle_s_clock_though_ours_is_an_hour_off(int hours)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var ours = new MovableClock(MoodleStage.Noon.AddHours(hours));
        var access = moodle.Make(clock: ours).Access!;
        var (ended, running) = (moodle.Twin.AddUser("ended"), moodle.Twin.AddUser("running"));
        moodle.Twin.Enrol(ended, moodle.Course, endsAt: MoodleStage.Noon.AddMinutes(30));
        moodle.Twin.Enrol(running, moodle.Course, endsAt: MoodleStage.Noon.AddMinutes(90));
        AccessChange[] changes = [await moodle.ChangeAsync(ended), await moodle.ChangeAsync(running)];

        var suspended = await access.SuspendAsync(changes, Ct);
        moodle.Clock.Advance(TimeSpan.FromMinutes(60));
        var restored = await access.RestoreAsync(changes, Ct);

        Assert.All(suspended, outcome => Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason));
        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], restored.Select(outcome => outcome.Kind));
        Assert.Contains("Moodle's own clock", restored[0].Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.CanEnter(running, moodle.Course));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_window_that_began_just_now_and_is_not_listed_yet_is_unknown_whatever_our_clock_says(int hours)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var access = moodle.Make(clock: new MovableClock(MoodleStage.Noon.AddHours(hours))).Access!;
        var learner = moodle.Twin.AddUser("new");
        moodle.Twin.Enrol(learner, moodle.Course, startsAt: MoodleStage.Noon.AddMinutes(1));
        var change = await moodle.ChangeAsync(learner);
        await access.SuspendAsync([change], Ct);

        // The list rounds the time to 100 seconds: the minute's begin is not yet reached for it.
        moodle.Clock.Advance(TimeSpan.FromSeconds(62));
        while (!StartIsAheadOfTheList())
        {
            moodle.Clock.Advance(TimeSpan.FromMinutes(1));
            moodle.Twin.Enrol(learner, moodle.Course, suspended: true, startsAt: MinuteOf(moodle.Clock.GetUtcNow()));
        }

        moodle.Twin.Enrol(learner, moodle.Course, startsAt: MinuteOf(moodle.Clock.GetUtcNow()));
        var now = await moodle.ChangeAsync(learner);
        moodle.Twin.Enrol(learner, moodle.Course, suspended: true, startsAt: MinuteOf(moodle.Clock.GetUtcNow()));

        var restored = Assert.Single(await access.RestoreAsync([now], Ct));

        Assert.Equal(OutcomeKind.Unknown, restored.Kind);
        Assert.Contains("not noticed yet", restored.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.CanEnter(learner, moodle.Course));

        bool StartIsAheadOfTheList()
        {
            var at = moodle.Clock.GetUtcNow().ToUnixTimeSeconds();
            return (at + 50) / 100 * 100 < MinuteOf(moodle.Clock.GetUtcNow()).ToUnixTimeSeconds();
        }
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => at.AddSeconds(-at.Second);

    private static async Task<List<AccessChange>> ManyAsync(MoodleStage moodle, int count)
    {
        var users = Enumerable.Range(0, count).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        users.ForEach(user => moodle.Twin.Enrol(user, moodle.Course));
        var readings = await moodle.Access.ReadAsync(users.Select(user => moodle.Target(user)).ToList(), Ct);
        return readings.Select(reading => new AccessChange(reading.Target, reading.Snapshot)).ToList();
    }
}
