using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Plans;

/// <summary>Plans by date, from the enrolment to what the ERP has.</summary>
public sealed class PlanStoryTests
{
    private static readonly Currency Eur = Currency.Of("EUR");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_instalments_are_three_invoices_each_on_its_day()
    {
        await using var school = await WithPlanAsync(Parts((0, 34m, 10), (30, 33m, 40), (60, 33m, 70)));

        await school.RunAsync();
        var first = Untaxed(school);
        await school.RunDaysAsync(29, 29);
        var dayBefore = Untaxed(school);
        await school.RunDaysAsync(30, 61);

        Assert.Equal([34m], first);
        Assert.Equal([34m], dayBefore);
        Assert.Equal([34m, 33m, 33m], Untaxed(school));
        Assert.Equal(
            ["demo_enr_10-1_1_1_1_inv1", "demo_enr_10-1_1_2_1_inv1", "demo_enr_10-1_1_3_1_inv1"],
            school.Erp.Documents.Select(x => x.Reference)
        );
    }

    [Fact]
    public async Task One_invoice_for_the_plan_has_a_due_line_for_each_part_and_each_is_asked_for_on_its_own_day()
    {
        await using var school = await WithPlanAsync(
            Parts((0, 50m, 10), (0, 50m, 40)),
            x => x with { Documents = DocumentsPer.Plan }
        );

        await school.RunAsync();
        var document = Assert.Single(school.Erp.Documents);
        school.Erp.Pay(document.Reference, 60.50m);
        await school.RunDaysAsync(1, 20);

        Assert.Equal(100m, document.Untaxed.Amount);
        Assert.Equal([Day(10), Day(40)], document.DueLines.Select(x => x.DueOn));
        Assert.Equal([0m, 60.50m], await OwedAsync(school));
        Assert.DoesNotContain(school.Email.Sent, x => x.Text.Contains("reminder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ERP_with_one_due_day_parks_an_invoice_over_several_before_anything_is_sent()
    {
        await using var school = await WithPlanAsync(
            Parts((0, 50m, 10), (0, 50m, 40)),
            x => x with { Documents = DocumentsPer.Plan }
        );
        school.Erp.DueParts = DueParts.One;

        await school.RunAsync();

        await using var ledger = school.Ledger.CreateDbContext();
        var parked = Assert.Single(await ledger.Intents.Where(x => x.State == IntentState.Parked).ToListAsync(Ct));
        Assert.Empty(school.Erp.Documents);
        Assert.Contains("document.due-days-several", parked.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_that_pays_a_third_has_invoices_of_its_own_and_the_learner_the_rest()
    {
        await using var school = await WithPlanAsync(
            Parts((0, 100m, 10)),
            x =>
                x with
                {
                    Shares =
                    [
                        new ShareTerms(
                            3_333,
                            x.Payer with
                            {
                                IsLearner = false,
                                IsCompany = true,
                                Name = "Talleres",
                                Email = "facturas@talleres.example",
                            }
                        ),
                    ],
                }
        );

        await school.RunAsync();

        Assert.Equal([66.67m, 33.33m], Untaxed(school));
        Assert.Equal(2, school.Erp.Documents.Select(x => x.CustomerKey).Distinct().Count());
    }

    [Fact]
    public async Task A_subscription_is_invoiced_month_by_month_until_the_enrolment_ends()
    {
        var monthly = new SubscriptionTerms(new Money(5_000, Eur), TestSchool.Start, null, Proration.None, 5, 4);
        await using var school = await WithPlanAsync(
            [SubscriptionMonths.Part(monthly, 0)!],
            x => x with { Subscription = monthly }
        );

        await school.RunAsync();
        await school.RunDaysAsync(29, 30);
        var october = Untaxed(school).Count;
        school.Lms.Unenrol("10", "1");
        await school.RunDaysAsync(31, 70);

        Assert.Equal(2, october);
        Assert.Equal([50m, 50m], Untaxed(school));
    }

    [Fact]
    public async Task A_connector_that_slept_for_two_months_invoices_each_month_once()
    {
        var monthly = new SubscriptionTerms(new Money(5_000, Eur), TestSchool.Start, null, Proration.None, 5, 0);
        await using var school = await WithPlanAsync(
            [SubscriptionMonths.Part(monthly, 0)!],
            x => x with { Subscription = monthly }
        );
        await school.RunDaysAsync(4, 4);

        await school.RunDaysAsync(70, 71);

        Assert.Equal([50m, 50m, 50m], Untaxed(school));
    }

    private static async Task<TestSchool> WithPlanAsync(
        IReadOnlyList<InstalmentTerms> parts,
        Func<BillingTerms, BillingTerms>? also = null
    )
    {
        var school = await TestSchool.WithLearnersAsync(1);
        school.Billing = source =>
        {
            var payer = new PayerTerms(
                true,
                source.Learner.FirstName,
                false,
                source.Learner.Email,
                null,
                "ES",
                "es",
                new Dictionary<string, string>()
            );
            var price = parts.Select(x => x.Amount).Aggregate((a, b) => a + b);
            var terms = new BillingTerms(source.Course.Name, price, AmountBasis.Net, "vat", parts, payer);
            return new BillingAnswer(also?.Invoke(terms) ?? terms, null, []);
        };
        return school;
    }

    private static List<InstalmentTerms> Parts(params (int Issue, decimal Amount, int Due)[] parts) =>
        [
            .. parts.Select(
                (x, i) =>
                    new InstalmentTerms(i + 1, Money.Exactly(x.Amount, Eur), Day(x.Issue), Day(x.Due), Day(x.Issue))
            ),
        ];

    private static DateOnly Day(int day) => TestSchool.Start.AddDays(day);

    private static List<decimal> Untaxed(TestSchool school) => [.. school.Erp.Documents.Select(x => x.Untaxed.Amount)];

    private static async Task<List<decimal>> OwedAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var references = await ledger.Receivables.OrderBy(x => x.Instalment).Select(x => x.Reference).ToListAsync(Ct);
        var owed = await OpenItems.OwedAsync(ledger, "demo", references, Ct);
        return [.. references.Select(x => owed[x].Amount)];
    }
}
