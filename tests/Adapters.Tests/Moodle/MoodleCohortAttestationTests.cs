using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>What the school attests of cohorts, and what is made of it.</summary>
public sealed class MoodleCohortAttestationTests
{
    private const string Leave = "core_cohort_delete_cohort_members";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cohort_that_nobody_attests_is_not_left_and_it_says_how_to_attest_it()
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        var access = moodle.Make(settings => settings.Remove("cohorts")).Access!;

        var reading = Assert.Single(await access.ReadAsync([moodle.Learner], Ct));
        var outcome = Assert.Single(await access.SuspendAsync([new(moodle.Learner, reading.Snapshot)], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains("External unenrol action", reading.Reason, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.False(moodle.Counts.ContainsKey(Leave));
    }

    [Fact]
    public async Task A_cohort_shared_by_forty_courses_is_named_as_such_and_not_left()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        long[] courses = [moodle.Course, .. Enumerable.Range(100, 39).Select(i => (long)i)];
        var access = moodle.Make(settings => settings["cohorts"] = MoodleCohortStage.Attest((cohort, courses))).Access!;

        var reading = Assert.Single(await access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains($"Cohort {cohort} is shared by 40 courses", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cohort_enrolment_elsewhere_that_no_attestation_explains_holds_the_suspension_back()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var paid = moodle.Twin.AddCourse("PAID");
        moodle.Twin.Cohorts.Join(moodle.Twin.Cohorts.Add(paid), moodle.User);

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains($"1 other courses ({paid})", reading.Reason, StringComparison.Ordinal);
        Assert.Contains($"cohort {cohort} may be shared", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_course_where_people_enrol_themselves_is_not_closed_by_leaving_a_cohort()
    {
        var (moodle, _) = await MoodleCohortStage.ByCohortAsync();
        await using var __ = moodle;
        moodle.Twin.SetMethods(moodle.Course, "cohort", "self");
        moodle.Twin.OpenSelfEnrolment(moodle.Course, open: true);

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains("enrol themselves", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_in_the_course_by_another_cohort_is_not_taken_out_of_the_attested_one()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var other = moodle.Twin.Cohorts.Add(moodle.Course);
        var learner = moodle.Twin.AddUser("other");
        moodle.Twin.Cohorts.Join(other, learner);

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Target(learner)], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains($"no member of cohort {cohort}", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_cohorts_into_one_course_of_which_one_is_attested_leave_everything_as_it_was()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByBothAsync();
        await using var _ = moodle;
        moodle.Twin.Cohorts.Join(moodle.Twin.Cohorts.Add(moodle.Course), moodle.User);
        var before = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course);
        var change = await moodle.ChangeAsync(moodle.User);

        var outcome = Assert.Single(await moodle.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("another cohort feeds it too", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
        Assert.Equal(Minutes(before), Minutes(moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course)));
    }

    [Fact]
    public async Task A_wrong_attestation_costs_one_learner_s_groups_and_stops_there()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync(MoodleUnenrolAction.Unenrol);
        await using var _ = moodle;
        var others = Enumerable.Range(0, 5).Select(i => moodle.Twin.AddUser($"p{i}")).ToList();
        others.ForEach(user => moodle.Twin.Cohorts.Join(cohort, user));
        var changes = new List<AccessChange> { await moodle.ChangeAsync(moodle.User) };
        foreach (var user in others)
        {
            changes.Add(await moodle.ChangeAsync(user));
        }

        var outcomes = await moodle.Access.SuspendAsync(changes, Ct);
        var later = Assert.Single(await moodle.Access.ReadAsync([moodle.Target(others[0])], Ct));

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.NotCapable, outcome.Kind));
        Assert.Contains("removed the enrolment", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Contains("back in the cohort", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(1, moodle.Counts[Leave]);
        Assert.All(others.Append(moodle.User), user => Assert.True(moodle.Twin.CanEnter(user, moodle.Course)));
        Assert.False(later.CanSuspend);
    }

    [Fact]
    public async Task A_second_course_that_closes_too_is_given_back_at_once()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var paid = moodle.Twin.AddCourse("PAID", methods: ["manual", "cohort"]);
        var shared = moodle.Twin.Cohorts.Add(moodle.Course, paid);
        var wrong = moodle.Twin.Cohorts.Add(paid);
        var learner = moodle.Twin.AddUser("shared");
        moodle.Twin.Cohorts.Join(shared, learner);
        moodle.Twin.Cohorts.Join(wrong, learner);
        moodle.Twin.Unenrol(learner, paid, "cohort");
        moodle.Twin.Cohorts.Join(shared, learner);
        var attested = MoodleCohortStage.Attest((shared, [moodle.Course]), (wrong, [paid]));
        var access = moodle.Make(settings => settings["cohorts"] = attested).Access!;
        var reading = Assert.Single(await access.ReadAsync([moodle.Target(learner)], Ct));

        var outcome = Assert.Single(await access.SuspendAsync([new(moodle.Target(learner), reading.Snapshot)], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains($"closed course {paid} too", outcome.Reason, StringComparison.Ordinal);
        Assert.True(moodle.Twin.CanEnter(learner, paid));
        Assert.True(moodle.Twin.CanEnter(learner, moodle.Course));
        Assert.True(moodle.Twin.Cohorts.Has(cohort, moodle.User));
    }

    [Fact]
    public async Task An_enrolment_by_cohort_that_has_an_end_is_not_suspended_since_coming_back_would_erase_it()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        moodle.Twin.Cohorts.End(cohort, moodle.User, MoodleStage.Noon.AddDays(9));

        var reading = Assert.Single(await moodle.Access.ReadAsync([moodle.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains("has an end", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cohort_that_is_gone_is_found_alone_in_a_batch()
    {
        var (moodle, cohort) = await MoodleCohortStage.ByCohortAsync();
        await using var _ = moodle;
        var attested = MoodleCohortStage.Attest((cohort, [moodle.Course]), (99, [moodle.Course]));
        var access = moodle.Make(settings => settings["cohorts"] = attested).Access!;

        var reading = Assert.Single(await access.ReadAsync([moodle.Learner], Ct));

        Assert.True(reading.CanSuspend, reading.Reason);
    }

    /// <summary>An end comes back at the last second of its minute: the report shows no seconds.</summary>
    private static IEnumerable<(string, bool, long?)> Minutes(IEnumerable<MoodleTwinEnrolment> enrolments) =>
        enrolments.Select(one => (one.Method, one.Suspended, one.EndsAt?.ToUnixTimeSeconds() / 60));
}
