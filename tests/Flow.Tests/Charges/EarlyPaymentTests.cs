using Collections.Connector.Flow.Charges;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Charges;

/// <summary>The discount for paying early, on the last day of its period and the day after.</summary>
public sealed class EarlyPaymentTests
{
    // 121.00 with tax; three percent of it are 3.63.
    private const decimal AllButTheDiscount = 117.37m;

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Who_pays_all_but_the_discount_by_the_last_day_gets_it_as_a_credit_note(int day, bool granted)
    {
        await using var school = await WithDiscountAsync();
        await school.RunDaysAsync(0, day);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", AllButTheDiscount);

        await school.RunDaysAsync(day, day + 2);

        Assert.Equal(granted ? 0m : 3.63m, school.Erp.Documents.First().Open.Amount);
        Assert.Equal(granted ? 2 : 1, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task The_payments_own_day_decides_and_not_the_day_on_which_it_was_seen()
    {
        await using var school = await WithDiscountAsync();
        await school.RunDaysAsync(0, 5);
        school.Erp.PaidOn = () => TestSchool.Start.AddDays(5);
        school.GoTo(TestSchool.Start.AddDays(9));
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", AllButTheDiscount);

        await school.RunDaysAsync(9, 11);

        Assert.Equal(0m, school.Erp.Documents.First().Open.Amount);
    }

    [Fact]
    public async Task The_discount_is_given_once_however_many_runs_there_are()
    {
        await using var school = await WithDiscountAsync();
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", AllButTheDiscount);

        await school.RunDaysAsync(1, 12);

        Assert.Equal([DocumentKind.Invoice, DocumentKind.CreditNote], school.Erp.Documents.Select(x => x.Kind));
    }

    [Theory]
    [InlineData(0, 12_100, false)] // Nothing is open: nothing that it could settle.
    [InlineData(363, 11_737, true)]
    [InlineData(364, 11_736, false)]
    [InlineData(100, 12_000, true)]
    public void It_is_earned_by_paying_all_but_the_discount(long open, long paid, bool earned) =>
        Assert.Equal(earned, EarlyPayments.IsEarned(new EarlyPaymentTerms(3, 5, true), 12_100, open, paid));

    private static async Task<TestSchool> WithDiscountAsync()
    {
        var school = await TestSchool.WithLearnersAsync(1);
        school.Billing = source =>
        {
            var price = Money.Exactly(100m, Currency.Of("EUR"));
            var payer = new PayerTerms(
                true,
                "A",
                false,
                "a@example.invalid",
                null,
                "ES",
                "es",
                new Dictionary<string, string>()
            );
            var part = new InstalmentTerms(1, price, source.BeganOn, source.BeganOn.AddDays(30), source.BeganOn);
            return new BillingAnswer(
                new BillingTerms("Course", price, AmountBasis.Net, "vat", [part], payer)
                {
                    EarlyPayment = new EarlyPaymentTerms(3, 5, true),
                },
                null,
                []
            );
        };
        return school;
    }
}
