using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests;

public sealed class LeaverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_left_before_anything_was_billed_is_not_billed_afterwards()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Profile = school.Profile with { Switches = Invoices(SwitchLevel.Propose) };
        await school.RunAsync();
        school.Lms.Unenrol("10", "2");
        school.Profile = school.Profile with { Switches = Invoices(SwitchLevel.Act) };

        await school.RunDaysAsync(1, 3);

        Assert.Equal(["demo_enr_10-1_1_1_1_inv1", "demo_enr_10-3_1_1_1_inv1"], References(school));
    }

    [Fact]
    public async Task Who_left_unbilled_and_came_back_is_billed_for_the_return_only()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Profile = school.Profile with { Switches = Invoices(SwitchLevel.Propose) };
        await school.RunAsync();
        school.Lms.Unenrol("10", "2");
        school.Profile = school.Profile with { Switches = Invoices(SwitchLevel.Act) };
        await school.RunDaysAsync(1, 3);
        school.Lms.Enrol("10", "2", new DateTimeOffset(2026, 9, 5, 7, 0, 0, TimeSpan.Zero));

        await school.RunDaysAsync(4, 5);

        Assert.Contains("demo_enr_10-2_2_1_1_inv1", References(school));
        Assert.DoesNotContain("demo_enr_10-2_1_1_1_inv1", References(school));
    }

    [Fact]
    public async Task Who_left_after_being_billed_still_owes_the_invoice()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        await school.RunAsync();
        school.Lms.Unenrol("10", "2");

        var report = await school.RunDaysAsync(1, 3);

        Assert.Equal(36300, report.Totals!.Amounts.Single().Owed.MinorUnits);
    }

    [Fact]
    public async Task The_correction_of_an_invoice_goes_on_after_its_learner_left()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        await school.RunAsync();
        school.Lms.Unenrol("10", "2");
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", 90);
        await school.RunDaysAsync(1, 1);
        var planned = await new InvoiceCorrection(school.NewRun()).PlanAsync("demo_enr_10-2_1_1_1", "wrong price", Ct);

        await school.RunDaysAsync(2, 4);

        Assert.Equal(CorrectionKind.Planned, planned!.Kind);
        var documents = school.Erp.Documents.Where(x =>
            x.Reference.StartsWith("demo_enr_10-2", StringComparison.Ordinal)
        );
        Assert.Equal(
            [("cn1", 10000L), ("inv1", 10000L), ("inv2", 9000L)],
            documents.Select(x => (x.Reference.Split('_')[^1], x.Untaxed.MinorUnits)).Order()
        );
        Assert.All(documents, x => Assert.Equal(DocumentState.Posted, x.State));
    }

    private static Switches Invoices(SwitchLevel level) => new(level, SwitchLevel.Propose, SwitchLevel.Propose);

    private static string[] References(TestSchool school) => [.. school.Erp.Documents.Select(x => x.Reference).Order()];
}
