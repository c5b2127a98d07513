using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task Nobody_has_left_because_a_listing_was_empty_or_cut_short()
    {
        await using var school = await TestSchool.WithLearnersAsync(6);
        await school.RunAsync();
        school.Lms.Enrolments.Clear();

        var report = await school.RunAsync();

        Assert.Contains(report.Remarks, x => x.Code == "listing.empty");
        Assert.False(report.Counts.ContainsKey("enrolments.gone"));
    }

    [Fact]
    public async Task A_returning_learner_is_billed_anew()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunAsync();
        school.Lms.Unenrol("10", "1");
        school.GoTo(TestSchool.Start.AddDays(5));
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(60));
        school.Lms.Enrol("10", "1", school.Now);

        await school.RunAsync();

        Assert.Equal(3, school.Erp.Documents.Count);
        Assert.Contains(school.Erp.Documents, x => x.Reference == "demo_enr_10-1_2_1_1_inv1");
    }

    [Fact]
    public async Task An_enrolment_before_billFrom_is_not_billed_unless_it_is_named()
    {
        await using var school = await TestSchool.OpenAsync();
        school.Lms.AddCourse("10", 100);
        school.Lms.AddLearner("1");
        school.Lms.AddLearner("2");
        school.Lms.AddLearner("3");
        school.Lms.Enrol("10", "1", new DateTimeOffset(2026, 7, 31, 21, 59, 0, TimeSpan.Zero)); // 23:59 in Madrid
        school.Lms.Enrol("10", "2", new DateTimeOffset(2026, 7, 31, 22, 0, 0, TimeSpan.Zero)); // 1 August in Madrid
        school.Lms.Enrol("10", "3", new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        school.Profile = school.Profile with { BillAnyway = new HashSet<string> { "10/3" } };

        await school.RunAsync();

        Assert.Equal(
            ["demo_enr_10-2_1_1_1_inv1", "demo_enr_10-3_1_1_1_inv1"],
            school.Erp.Documents.Select(x => x.Reference).Order()
        );
    }

    [Fact]
    public async Task Out_and_in_again_on_one_day_is_not_billed_twice()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunAsync();
        school.Lms.Unenrol("10", "1");
        await school.RunAsync();
        school.Wait(TimeSpan.FromHours(1));
        school.Lms.Enrol("10", "1", school.Now);

        await school.RunAsync();

        Assert.Equal(2, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task A_new_window_is_billed_and_a_longer_one_is_not()
    {
        await using var school = await TestSchool.OpenAsync();
        school.Lms.AddCourse("10", 100);
        school.Lms.AddLearner("1");
        var starts = new DateTimeOffset(2026, 9, 1, 7, 0, 0, TimeSpan.Zero);
        school.Lms.Enrol("10", "1", starts, starts.AddDays(30));
        await school.RunAsync();
        school.Lms.Enrolments[0] = school.Lms.Enrolments[0] with { EndsAt = starts.AddDays(40) };
        await school.RunDaysAsync(30, 30);
        var longer = school.Erp.Documents.Count;
        school.Lms.Enrolments[0] = school.Lms.Enrolments[0] with
        {
            StartsAt = starts.AddDays(40),
            EndsAt = starts.AddDays(70),
        };

        await school.RunDaysAsync(41, 41);

        Assert.Equal(1, longer);
        Assert.Equal(2, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task A_learner_listed_twice_by_one_method_is_one_enrolment()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.Enrolments.Insert(0, school.Lms.Enrolments[0] with { Status = EnrolmentStatus.Suspended });

        var first = await school.RunAsync();
        var second = await school.RunAsync();

        Assert.True(first.Complete, string.Join("; ", first.Steps.Select(x => x.Problem)));
        Assert.True(second.Complete);
        Assert.Single(school.Erp.Documents);
    }
}
