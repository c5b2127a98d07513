namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleSizeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_school_of_31_courses_is_mirrored_in_twelve_calls_with_the_report()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        Fill(moodle, courses: 30, learners: 2_000, enrolments: 6_299);

        var (facts, listings) = await moodle.ReadAsync();
        var learners = await moodle.Enrolments.ReadLearnersAsync(
            facts.Select(f => f.LearnerKey).Distinct().ToList(),
            Ct
        );

        Assert.Equal((31, 6_300), (listings.Count, facts.Count));
        Assert.All(listings, listing => Assert.True(listing.Complete));
        Assert.Equal(2_001, learners.Count);
        Assert.InRange(moodle.Requests, 1, 12);
    }

    [Fact]
    public async Task Without_the_report_a_course_costs_at_most_four_calls()
    {
        await using var moodle = await MoodleStage.StartAsync();
        Fill(moodle, courses: 30, learners: 200, enrolments: 600);
        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);
        moodle.ResetCounts();

        var (facts, _) = await Contracts.EnrolmentStreams.ReadAllAsync(moodle.Enrolments, courses, Ct);

        Assert.Equal(601, facts.Count);
        Assert.InRange(moodle.Requests, 31, 31 * 4);
    }

    [Fact]
    public async Task A_hundred_thousand_enrolments_are_streamed_in_small_memory()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        Fill(moodle, courses: 200, learners: 10_000, enrolments: 100_000);
        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (seen, most, largest) = (0, 0L, 0);

        await foreach (var batch in moodle.Enrolments.ReadEnrolmentsAsync(courses, Ct))
        {
            if (batch.Enrolments.Count > 0 && seen % 20_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }

            seen += batch.Enrolments.Count;
            largest = Math.Max(largest, batch.Enrolments.Count);
        }

        Assert.Equal(100_001, seen);
        Assert.InRange(largest, 1, 2_000);
        Assert.True(most < 60L * 1024 * 1024, $"{most / 1024 / 1024} MiB were held");
    }

    private static void Fill(MoodleStage moodle, int courses, int learners, int enrolments)
    {
        var courseIds = Enumerable.Range(0, courses).Select(i => moodle.Twin.AddCourse($"C{i}")).ToList();
        var users = Enumerable.Range(0, learners).Select(i => moodle.Twin.AddUser($"u{i}")).ToList();
        for (var i = 0; i < enrolments; i++)
        {
            // Each learner begins with another course, so that nobody is in one twice.
            moodle.Twin.Enrol(users[i % learners], courseIds[((i % learners) + (i / learners)) % courses]);
        }
    }
}
