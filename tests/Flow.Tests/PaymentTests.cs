using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class PaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_payment_stops_the_road_before_the_ERP_has_it_and_is_entered_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        var receivable = school.Erp.Documents.Single().Reference[..^5];
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", receivable);
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", receivable);

        var paid = await school.RunAsync();
        await school.RunAsync();

        Assert.Single(school.Erp.Recorded);
        Assert.Equal(0, paid.Totals!.Amounts.Single().Open.MinorUnits);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(1, await ledger.Payments.CountAsync(Ct));
    }

    [Fact]
    public async Task A_payment_whose_answer_was_lost_is_not_counted_beside_its_settlement()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.LosePaymentAnswers = true;
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 50m, "l1", Receivable);

        await school.RunAsync();
        var report = await school.RunAsync();

        Assert.Single(school.Erp.Recorded);
        Assert.Equal(7100, report.Totals!.Amounts.Single().Owed.MinorUnits);
    }

    [Fact]
    public async Task A_dispute_that_comes_before_its_payment_waits_for_it()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        var paidAt = school.Now;
        school.Gateway.Tell("e2", paidAt, "pi_1", PaymentState.Disputed, 121m, "");
        await school.RunAsync();
        school.Gateway.Tell("e1", paidAt, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);

        await school.RunAsync();

        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(PaymentState.Disputed, (await ledger.Payments.SingleAsync(Ct)).State);
        Assert.Empty(school.Erp.Recorded);
    }

    [Fact]
    public async Task A_dispute_that_is_looked_at_a_week_later_still_waits_for_its_payment()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        var dispute = school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Disputed, 121m, "");
        await using var ledger = school.Ledger.CreateDbContext();
        await InboxRows.StoreAsync(ledger, [InboxRows.ToRow("demo", "fakepay", dispute, school.Now)], Ct);
        school.GoTo(TestSchool.Start.AddDays(7));

        await school.RunAsync();

        Assert.Equal(PaymentState.Disputed, (await ledger.Payments.SingleAsync(Ct)).State);
        Assert.Empty(school.Erp.Recorded);
    }

    [Fact]
    public async Task Gateway_money_that_came_before_its_invoice_was_known_pays_it_and_is_entered()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Erp.LoseDraftAnswers = 1;
        await school.RunAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);

        var report = await school.RunAsync();

        Assert.Single(school.Erp.Recorded);
        Assert.Equal(0, report.Totals!.Amounts.Single().Owed.MinorUnits);
    }

    [Fact]
    public async Task What_was_paid_at_the_bank_before_the_invoice_s_answer_came_is_counted()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Erp.LoseDraftAnswers = 1;
        await school.RunAsync();
        var invoice = school.Erp.Documents.Single();
        await school.Erp.PostAsync([invoice], Ct);
        school.Erp.Pay(invoice.Reference, 121m);

        await school.RunAsync();

        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(12100, (await ledger.Payments.SingleAsync(Ct)).AmountMinor);
        Assert.NotNull((await ledger.Documents.SingleAsync(Ct)).Version);
    }

    [Fact]
    public async Task A_payment_taken_back_before_it_was_entered_leaves_no_wish_behind()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Cancel(school.Erp.Documents.Single().Reference);
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var intent = await ledger.Intents.SingleAsync(x => x.Kind == IntentKind.Payment, Ct);
        await new ParkedDesk(school.Ledger, "demo", school.Clock).RetryAsync(intent.Reference, "test", "mended", Ct);
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 121m, "l1", Receivable);

        await school.RunAsync();

        Assert.False(await ledger.Intents.AnyAsync(x => x.Kind == IntentKind.Payment, Ct));
        Assert.Empty(school.Erp.Recorded);
    }

    [Fact]
    public async Task A_settlement_undone_and_made_again_in_the_ERP_is_counted_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        var invoice = school.Erp.Documents.Single().Reference;
        school.Erp.Pay(invoice, 121m);
        await school.RunAsync();
        school.Erp.Unpay(invoice);

        var undone = await school.RunAsync();
        school.Erp.Pay(invoice, 121m);
        await school.RunAsync();

        Assert.Equal(12100, undone.Totals!.Amounts.Single().Owed.MinorUnits);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(12100, await ledger.Payments.SumAsync(x => x.AmountMinor, Ct));
    }

    [Fact]
    public async Task Money_for_a_debt_that_the_bank_settled_goes_to_the_payers_other_debt()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.AddCourse("20", 100);
        school.Lms.Enrol("20", "1", new DateTimeOffset(2026, 9, 1, 7, 0, 0, TimeSpan.Zero));
        await school.RunAsync();
        school.Erp.Pay(Receivable + "_inv1", 121m);
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunMoneyAsync();

        var report = await school.RunAsync();

        Assert.True(report.Totals!.Amounts.Single().Owed.MinorUnits <= 12100);
    }

    [Fact]
    public async Task Stored_events_are_taken_in_while_the_gateway_cannot_list()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 40);
        var told = school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await InboxRows.StoreAsync(ledger, [InboxRows.ToRow("demo", "fakepay", told, school.Now)], Ct);
        }

        school.Gateway.Down = true;
        await school.RunMoneyAsync();

        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_partial_refund_is_told_and_needs_nobody()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunAsync();
        school.Gateway.Tell("e2", school.Now.AddMinutes(1), "pi_1", PaymentState.Refunded, 21m, "l1", Receivable);

        var report = await school.RunAsync();

        Assert.Contains(report.Remarks, x => x is { Code: "payment.taken-back", NeedsPerson: false });
    }

    [Fact]
    public void Any_order_of_events_with_duplicates_ends_in_the_same_state()
    {
        var all = new List<GatewayEvent>
        {
            Event(1, PaymentState.Pending, 100),
            Event(2, PaymentState.Failed, 100),
            Event(3, PaymentState.Pending, 100),
            Event(4, PaymentState.Succeeded, 100),
            Event(5, PaymentState.Disputed, 40),
            Event(6, PaymentState.Succeeded, 40),
            Event(7, PaymentState.Refunded, 30),
            Event(8, PaymentState.Refunded, 100),
        };
        var histories = Gen.Choose(1, all.Count).SelectMany(count => Histories([.. all.Take(count)]));

        Prop.ForAll(Arb.From(histories), x => After(x.InOrder).Equals(After(x.AsArrived))).QuickCheckThrowOnFailure();
    }

    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static Gen<(GatewayEvent[] InOrder, GatewayEvent[] AsArrived)> Histories(GatewayEvent[] events) =>
        Gen.Shuffle(events.Concat(events).ToArray()).Select(x => (events, x.ToArray()));

    private static GatewayEvent Event(int minute, PaymentState state, decimal amount) =>
        new(
            $"e{minute}",
            DateTimeOffset.UnixEpoch.AddMinutes(minute),
            "pi_1",
            state,
            Money.Exactly(amount, Currency.Of("EUR")),
            "l1",
            "r",
            [],
            ""
        );

    private static (PaymentState, long, long) After(GatewayEvent[] events)
    {
        var payment = new Payment { State = PaymentState.Pending, StateAt = DateTimeOffset.UnixEpoch };
        foreach (var one in events)
        {
            PaymentStates.Apply(payment, one);
        }

        return (payment.State, payment.AmountMinor, payment.RefundedMinor);
    }
}
