using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Collections.Flow.Tests.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

/// <summary>An enrolment that is not billed is judged once a day, and again as soon as anything that it was judged on is different.</summary>
public sealed class JudgementTests
{
    private static readonly DateTimeOffset Began = new(2026, 9, 1, 7, 0, 0, TimeSpan.Zero);

    /// <summary>Everything that a judgement looks at, with a change of it.</summary>
    private static readonly Dictionary<string, Func<TestSchool, Task>> Changes = new()
    {
        ["the course's price"] = school => Now(() => Reprice(school, 250)),
        ["the course's name"] = school =>
            Now(() => school.Lms.Courses[0] = school.Lms.Courses[0] with { Name = "Law" }),
        ["a course that is not listed any more"] = school => Now(school.Lms.Courses.Clear),
        ["a course deleted in the ledger"] = school => DeleteAsync(school, x => x.Courses),
        ["a field of the learner"] = school =>
        {
            school.Lms.Learners.RemoveAll(x => x.Key == "1");
            school.Lms.AddLearner("1", taxId: "B12345678");
            return ReadLearnersAgainAsync(school);
        },
        ["a learner deleted in the ledger"] = school => DeleteAsync(school, x => x.Learners),
        ["the enrolment's state"] = school => Now(() => school.Lms.SetStatus("10", "1", EnrolmentStatus.Suspended)),
        ["the enrolment's end"] = school => Now(() => Change(school, x => x with { EndsAt = Began.AddDays(90) })),
        ["the enrolment's beginning"] = school =>
            Now(() => Change(school, x => x with { StartsAt = Began.AddDays(-3) })),
        ["the enrolment's method"] = school => Now(() => Change(school, x => x with { Method = "self" })),
        ["another enrolment beside it"] = school =>
            Now(() => school.Lms.Enrolments.Add(school.Lms.Enrolments[0] with { Method = "cohort" })),
        ["an enrolment deleted in the ledger"] = school => DeleteAsync(school, x => x.Enrolments),
        ["the rules"] = school => Now(() => school.BillingVersion = "other rules"),
        ["rules of no known version"] = school => Now(() => school.BillingVersion = null),
        ["the first day that is billed"] = school =>
            Now(() => school.Profile = school.Profile with { BillFrom = new DateOnly(2026, 7, 1) }),
        ["an enrolment that is named"] = school =>
            Now(() => school.Profile = school.Profile with { BillAnyway = new HashSet<string> { "10/1" } }),
        ["the next day"] = school => Now(() => school.GoTo(TestSchool.Start.AddDays(1))),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Fact]
    public async Task What_has_not_changed_is_not_judged_twice_on_a_day_and_is_told_all_the_same()
    {
        var judged = new List<string>();
        await using var school = await JudgedAsync(judged);

        school.Wait(TimeSpan.FromMinutes(15));
        var report = await school.RunAsync();

        Assert.Empty(judged);
        Assert.Equal(2, report.Counts["not-billed.not-for-sale"]);
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public async Task It_is_judged_again_after_a_change_of(string what)
    {
        var judged = new List<string>();
        await using var school = await JudgedAsync(judged);

        await Changes[what](school);
        await school.RunAsync();

        // What the LMS does not show, or not as active, is told without asking the rules.
        await using var ledger = school.Ledger.CreateDbContext();
        var told = await ledger.Episodes.Where(x => x.LearnerKey == "1").Select(x => x.NotBilled).SingleAsync(Ct);
        Assert.True(judged.Contains("1") || told != "not-for-sale", told);
    }

    [Fact]
    public async Task A_learner_who_could_not_be_read_is_billed_as_soon_as_that_is_possible()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var learner = school.Lms.Learners[0];
        school.Lms.Learners.Clear();
        await school.RunAsync();
        school.Lms.Learners.Add(learner);
        school.Wait(TimeSpan.FromMinutes(15));

        await school.RunAsync();

        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task Data_at_fault_is_named_by_every_run_until_it_is_mended()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Billing = _ => new(null, null, [new DataFault("price.empty", "course 10", "No price.", "Enter one.")]);
        await school.RunAsync();

        var report = await school.RunAsync();

        Assert.Contains(report.Remarks, x => x.Code == "parked.bill");
        Assert.True(report.NeedsPerson);
    }

    [Fact]
    public async Task Terms_that_wait_for_their_day_follow_the_price_until_then()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        Change(school, x => x with { StartsAt = Began.AddDays(1) });
        await school.RunAsync();
        school.Wait(TimeSpan.FromMinutes(15));
        await school.RunAsync();
        var early = school.Erp.Documents.Count;
        Reprice(school, 70);
        await school.RunAsync();

        await school.RunDaysAsync(1, 1);

        Assert.Equal(0, early);
        Assert.Equal(7_000, school.Erp.Documents.Single().Untaxed.MinorUnits);
    }

    [Fact]
    public void Files_that_bill_are_a_version_and_their_spacing_and_the_other_files_are_not()
    {
        using var folder = new MappingFolder();
        var version = folder.LoadValid().BillingVersion;
        folder.Edit("receivables.json", _ => { }).Set("policy.json", "minimumOwed", """{ "EUR": "7.00" }""");
        var respaced = folder.Load().Value?.BillingVersion;
        folder.Set("school.json", "billFrom", "\"2020-01-01\"");
        var otherSchool = folder.LoadValid().BillingVersion;
        folder.Replace("receivables.json", "{{course.name}}", "{{course.shortName}}");
        var otherRules = folder.LoadValid().BillingVersion;

        Assert.NotNull(version);
        Assert.Equal(version, respaced);
        Assert.NotEqual(version, otherSchool);
        Assert.NotEqual(otherSchool, otherRules);
    }

    /// <summary>A course with two learners that nobody sells, judged already; what is judged from now on is noted.</summary>
    private static async Task<TestSchool> JudgedAsync(List<string> judged)
    {
        var school = await TestSchool.WithLearnersAsync(2);
        school.Billing = source =>
        {
            judged.Add(source.Learner.Key);
            return new BillingAnswer(null, "not-for-sale", []);
        };
        await school.RunAsync();
        Assert.Equal(["1", "2"], judged.Order());
        judged.Clear();
        return school;
    }

    private static Task Now(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    private static void Reprice(TestSchool school, decimal price)
    {
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", price);
    }

    private static void Change(TestSchool school, Func<EnrolmentFact, EnrolmentFact> change) =>
        school.Lms.Enrolments[0] = change(school.Lms.Enrolments[0]);

    // Learners are read once a day; this one's day is over.
    private static async Task ReadLearnersAgainAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        await ledger.Learners.ExecuteUpdateAsync(
            x => x.SetProperty(row => row.ReadAt, school.Now - TimeSpan.FromDays(2)),
            Ct
        );
    }

    private static async Task DeleteAsync(TestSchool school, Func<LedgerContext, IQueryable<object>> rows)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        await rows(ledger).ExecuteDeleteAsync(Ct);
    }
}
