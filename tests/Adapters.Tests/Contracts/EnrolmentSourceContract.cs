using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every source of enrolments does. A subclass makes the harness.</summary>
public abstract class EnrolmentSourceContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<LearningHarness> StartAsync();

    [Fact]
    public async Task Every_course_has_its_own_key_and_a_name()
    {
        await using var lms = await StartAsync();

        var courses = await lms.Enrolments.ReadCoursesAsync(Ct);

        Assert.NotEmpty(courses);
        Assert.Distinct(courses.Select(course => course.Key));
        Assert.All(courses, course => Assert.NotEmpty(course.Name));
    }

    [Fact]
    public async Task The_listing_of_every_course_asked_for_ends_exactly_once()
    {
        await using var lms = await StartAsync();
        var courses = await lms.Enrolments.ReadCoursesAsync(Ct);

        var (_, listings) = await lms.Enrolments.ReadAllAsync(courses, Ct);

        Assert.Equal(courses.Select(c => c.Key).Order(), listings.Select(l => l.CourseKey).Order());
        Assert.All(listings, listing => Assert.Equal(listing.Complete, listing.Reason is null));
    }

    [Fact]
    public async Task No_enrolment_is_given_twice_and_none_of_a_course_that_was_not_asked_for()
    {
        await using var lms = await StartAsync();
        var asked = (await lms.Enrolments.ReadCoursesAsync(Ct)).Where(c => c.Key == lms.Learner.CourseKey).ToList();

        var (facts, _) = await lms.Enrolments.ReadAllAsync(asked, Ct);

        Assert.NotEmpty(facts);
        Assert.Distinct(facts.Select(fact => (fact.CourseKey, fact.LearnerKey, fact.Method)));
        Assert.All(facts, fact => Assert.Equal(lms.Learner.CourseKey, fact.CourseKey));
        Assert.Contains(
            facts,
            fact => fact.LearnerKey == lms.Learner.LearnerKey && fact.Status == EnrolmentStatus.Active
        );
    }

    [Fact]
    public async Task A_window_that_the_LMS_did_not_tell_is_marked_so_and_left_empty()
    {
        await using var lms = await StartAsync();

        var (facts, _) = await lms.Enrolments.ReadAllAsync(await lms.Enrolments.ReadCoursesAsync(Ct), Ct);

        Assert.All(
            facts.Where(fact => !fact.WindowKnown),
            fact => Assert.True(fact is { StartsAt: null, EndsAt: null })
        );
        Assert.All(
            facts.Where(fact => fact.StartsAt is not null),
            f => Assert.Equal(TimeSpan.Zero, f.StartsAt!.Value.Offset)
        );
    }

    [Fact]
    public async Task Asking_for_no_course_gives_nothing()
    {
        await using var lms = await StartAsync();

        var (facts, listings) = await lms.Enrolments.ReadAllAsync([], Ct);

        Assert.Empty(facts);
        Assert.Empty(listings);
    }

    [Fact]
    public async Task A_learner_is_read_by_key_and_an_unknown_key_is_absent()
    {
        await using var lms = await StartAsync();

        var learners = await lms.Enrolments.ReadLearnersAsync([lms.Learner.LearnerKey, lms.UnknownLearner], Ct);

        Assert.Equal(lms.Learner.LearnerKey, Assert.Single(learners).Key);
    }

    [Fact]
    public async Task A_wrong_key_stops_the_adapter_and_says_what_to_do()
    {
        await using var lms = await StartAsync();

        var wrong = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            lms.WithWrongKey.Enrolments!.ReadCoursesAsync(Ct)
        );

        Assert.Contains("token", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_sees_his_own_cancellation()
    {
        await using var lms = await StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lms.Enrolments.ReadCoursesAsync(stop.Token));
    }
}
