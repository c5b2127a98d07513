using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Receivables;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Changes;

public sealed class PriceChangeStoryTests
{
    private static readonly ChangeTerms Following = ChangingSchool.Used with { FollowPrice = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_price_that_changes_after_issuing_is_followed_where_the_agreement_says_so()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, Following);
        await school.RunDaysAsync(0, 2);
        Reprice(school, 90);

        await school.RunDaysAsync(3, 6);

        Assert.Equal(["1.cn1 100.00", "1.inv1 100.00", "1.inv2 90.00"], school.Papers());
    }

    [Fact]
    public async Task Otherwise_it_is_told_once_and_what_is_issued_stands()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 2);
        Reprice(school, 90);

        var told = await school.RunDaysAsync(3, 3);
        var after = await school.RunDaysAsync(4, 6);

        Assert.Contains(told.Remarks, x => x is { Code: "price.changed", NeedsPerson: false });
        Assert.DoesNotContain(after.Remarks, x => x.Code == "price.changed");
        Assert.Equal(["1.inv1 100.00"], school.Papers());
    }

    [Fact]
    public async Task A_mapping_that_changes_every_price_takes_back_nothing_until_a_person_confirms()
    {
        await using var school = await ChangingSchool.OpenAsync(6, 1, Following);
        await school.RunDaysAsync(0, 2);
        Reprice(school, 90);

        var report = await school.RunDaysAsync(3, 4);
        var before = school.Erp.Documents.Count;
        await school.RunAsync(new Connector.Flow.Cycle.CycleOptions("test") { ChangesConfirmed = true });
        await school.RunAsync();

        Assert.Contains(report.Remarks, x => x is { Code: "limit.price-changes", NeedsPerson: true });
        Assert.Equal(6, before);
        Assert.Equal(18, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task Of_several_instalments_those_to_come_follow_and_what_is_issued_is_billed_anew()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 2, ChangingSchool.Used);
        await school.RunDaysAsync(0, 2);
        Reprice(school, 80);
        await school.RunDaysAsync(3, 3);

        var planned = await new InvoiceCorrection(school.NewRun()).PlanAsync("demo_enr_10-1_1_2_1", "last year's", Ct);
        await school.RunDaysAsync(4, 40);
        var again = await new InvoiceCorrection(school.NewRun()).PlanAsync("demo_enr_10-1_1_1_1", "last year's", Ct);

        Assert.Equal((CorrectionKind.Planned, CorrectionKind.Nothing), (planned!.Kind, again!.Kind));
        Assert.Equal(["1.cn1 50.00", "1.inv1 50.00", "1.inv2 40.00", "2.inv1 40.00"], school.Papers());
    }

    [Fact]
    public async Task Another_division_into_instalments_is_refused_with_what_to_do()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 2, ChangingSchool.Used);
        await school.RunDaysAsync(0, 2);
        ChangingSchool.Bill(school, 3, ChangingSchool.Used);

        var answer = await new InvoiceCorrection(school.NewRun()).PlanAsync("demo_enr_10-1_1_1_1", "why", Ct);

        Assert.Equal(CorrectionKind.Refused, answer!.Kind);
        Assert.Contains("renegotiate", answer.Message, StringComparison.Ordinal);
    }

    private static void Reprice(TestSchool school, decimal price)
    {
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", price);
    }
}
