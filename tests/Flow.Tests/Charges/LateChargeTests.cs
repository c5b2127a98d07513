using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Charges;

/// <summary>Charges for paying late, by date: a threat or a receivable, as the policy says.</summary>
public sealed class LateChargeTests
{
    private static readonly Currency Eur = Currency.Of("EUR");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charge_that_is_only_a_threat_is_never_billed()
    {
        await using var school = await WithChargeAsync(new LateCharge(new Dictionary<string, Money>(), 10));

        await school.RunDaysAsync(0, 30);

        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task A_charge_is_billed_once_its_message_was_sent_and_at_the_amount_that_it_announced()
    {
        await using var school = await WithChargeAsync(Billed(10));

        await school.RunDaysAsync(0, 12);
        var before = school.Erp.Documents.Count;
        await school.RunDaysAsync(13, 30);

        Assert.Equal(1, before);
        Assert.Equal([100m, 12.10m], school.Erp.Documents.Select(x => x.Untaxed.Amount));
    }

    [Fact]
    public async Task A_charge_is_not_billed_to_who_paid_before_the_message()
    {
        await using var school = await WithChargeAsync(Billed(10));
        await school.RunDaysAsync(0, 12);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);

        await school.RunDaysAsync(13, 30);

        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task A_charge_alone_never_suspends_access()
    {
        await using var school = await WithChargeAsync(Billed(10));
        await school.RunDaysAsync(0, 14);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);

        await school.RunDaysAsync(15, 70);

        Assert.Equal(2, school.Erp.Documents.Count);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(PaymentOrder.PrincipalFirst, 0, 12.10)]
    [InlineData(PaymentOrder.ChargesFirst, 14.64, 0)]
    public async Task A_partial_payment_pays_first_what_the_school_says(
        PaymentOrder order,
        double principal,
        double charge
    )
    {
        await using var school = await WithChargeAsync(Billed(10));
        school.Profile = school.Profile with { PaymentOrder = order };
        await school.RunDaysAsync(0, 14);
        school.Gateway.Tell("e1", school.Now, "pi1", PaymentState.Succeeded, 121m, "l1");

        await school.RunDaysAsync(15, 15);

        var open = school.Erp.Documents.Select(x => x.Open.Amount).ToList();
        Assert.Equal((decimal)principal, open[0]);
        Assert.Equal((decimal)charge > 0, open[1] > 0);
    }

    [Theory]
    [InlineData(0, 1.00)]
    [InlineData(1, 1.10)]
    [InlineData(40, 5.00)]
    [InlineData(41, 5.00)]
    public void Interest_grows_by_the_day_up_to_its_cap(int daysLate, double expected)
    {
        var charge = new LateCharge(new Dictionary<string, Money> { ["EUR"] = Money.Exactly(1m, Eur) }, 0)
        {
            DailyPercent = 0.1m,
            CapPercent = 5,
        };

        Assert.Equal((decimal)expected, charge.Of(Money.Exactly(100m, Eur), daysLate).Amount);
    }

    [Fact]
    public async Task A_debt_is_charged_once_for_each_rung_that_says_so_and_the_cap_holds_for_all_of_them()
    {
        await using var school = await WithChargeAsync(
            Billed(10) with
            {
                CapPercent = 15,
                Billing = new ChargeBilling("exempt", 10, Once: false),
            },
            both: true
        );

        await school.RunDaysAsync(0, 60);

        await using var ledger = school.Ledger.CreateDbContext();
        var charges = await ledger
            .Receivables.Where(x => x.Agreement.ChargeFor != null)
            .OrderBy(x => x.Id)
            .Select(x => x.AmountMinor)
            .ToListAsync(Ct);
        Assert.Equal([1_210L, 605L], charges);
    }

    private static LateCharge Billed(decimal percent) =>
        new(new Dictionary<string, Money>(), percent) { Billing = new ChargeBilling("exempt", 10, Once: true) };

    private static async Task<TestSchool> WithChargeAsync(LateCharge charge, bool both = false)
    {
        var school = await TestSchool.WithLearnersAsync(1);
        var rungs = school.Policy.Rungs;
        school.Policy = school.Policy with
        {
            Rungs = [rungs[0] with { Fee = charge }, rungs[1] with { Fee = both ? charge : null }, rungs[2]],
        };
        return school;
    }
}
