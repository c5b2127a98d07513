using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>Money that goes back in Odoo, at every point where a run may die.</summary>
public sealed class OdooRefundTests : IAsyncLifetime
{
    private OdooSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IPaymentLedger Ledger => school.Adapter.Payments!;

    public async ValueTask InitializeAsync() => school = await OdooSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData("account.payment/load", FaultKind.AnswerLost)]
    [InlineData("account.payment/load", FaultKind.Reset)]
    [InlineData("account.payment/action_post", FaultKind.AnswerLost)]
    [InlineData("account.payment/action_post", FaultKind.Reset)]
    [InlineData("account.move/js_remove_outstanding_partial", FaultKind.AnswerLost)]
    [InlineData("account.move/js_remove_outstanding_partial", FaultKind.Reset)]
    [InlineData("account.move.line/reconcile", FaultKind.AnswerLost)]
    [InlineData("account.move.line/reconcile", FaultKind.Reset)]
    [InlineData("account.move/js_assign_outstanding_line", FaultKind.AnswerLost)]
    [InlineData("account.move/js_assign_outstanding_line", FaultKind.Reset)]
    public async Task A_call_lost_at_any_step_goes_back_exactly_once_after_a_replay(string operation, FaultKind kind)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(121m, invoice);
        var refund = Refund(invoice, paid, 30m);
        school.Server.Faults.Add(new Fault(kind, operation));

        await Ledger.GiveBackAsync([refund], Stop);
        var replayed = Assert.Single(await Ledger.GiveBackAsync([refund], Stop));

        Assert.Equal(OutcomeKind.Done, replayed.Kind);
        Assert.True(replayed.Value!.Unallocated.IsZero);
        Assert.Equal(2, school.Twin.PaymentCount);
        Assert.Equal(30m, school.Twin.Invoice(invoice.Key).Open);
        Assert.Empty(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
    }

    [Fact]
    public async Task A_replay_after_everything_was_done_writes_nothing_but_the_insert_only_load()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var refund = Refund(invoice, await PayAsync(121m, invoice), 30m);
        await Ledger.GiveBackAsync([refund], Stop);
        school.Server.ResetCounts();

        await Ledger.GiveBackAsync([refund], Stop);

        var written = school.Server.Counts.Keys.Where(x => !x.EndsWith("search_read", StringComparison.Ordinal));
        Assert.Equal(["account.payment/load"], written);
    }

    [Fact]
    public async Task The_last_invoice_is_open_again_first()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var first = await NewInvoiceAsync(customer, school.Today.AddDays(10));
        var last = await NewInvoiceAsync(customer, school.Today.AddDays(40));
        var paid = await PayAsync(242m, first, last);

        await Ledger.GiveBackAsync([Refund(first, paid, 150m)], Stop);

        Assert.Equal(121m, school.Twin.Invoice(last.Key).Open);
        Assert.Equal(29m, school.Twin.Invoice(first.Key).Open);
    }

    [Fact]
    public async Task What_the_payment_had_left_goes_back_before_anything_is_open_again()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(141m, invoice);

        await Ledger.GiveBackAsync([Refund(invoice, paid, 25m)], Stop);

        Assert.Equal(5m, school.Twin.Invoice(invoice.Key).Open);
        Assert.Empty(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
    }

    [Fact]
    public async Task A_part_of_what_was_left_goes_back_and_the_other_part_stays_credit()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(141m, invoice);
        var refund = Refund(invoice, paid, 15m);
        await Ledger.GiveBackAsync([refund], Stop);

        await Ledger.GiveBackAsync([refund], Stop);

        Assert.Equal(0m, school.Twin.Invoice(invoice.Key).Open);
        Assert.Equal(5m, Assert.Single(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop)).Amount.Amount);
    }

    [Fact]
    public async Task Two_refunds_of_one_payment_take_one_after_the_other()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(121m, invoice);
        var refunds = new[] { Refund(invoice, paid, 21m), Refund(invoice, paid, 100m) };

        var outcomes = await Ledger.GiveBackAsync(refunds, Stop);

        Assert.All(outcomes, x => Assert.Equal(OutcomeKind.Done, x.Kind));
        Assert.Equal(121m, school.Twin.Invoice(invoice.Key).Open);
        Assert.Equal(3, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task More_than_the_payment_holds_is_refused_before_anything_is_written()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(100m, invoice);

        var whole = Assert.Single(await Ledger.GiveBackAsync([Refund(invoice, paid, 100m)], Stop));
        var more = Assert.Single(await Ledger.GiveBackAsync([Refund(invoice, paid, 0.01m)], Stop));

        Assert.Equal(OutcomeKind.Done, whole.Kind);
        Assert.Equal(OutcomeKind.Rejected, more.Kind);
        Assert.Contains("by hand", more.Reason, StringComparison.Ordinal);
        Assert.Equal(2, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task Another_customers_credit_note_or_payment_is_refused()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var other = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(121m, invoice);

        var note = Refund(invoice, paid, 10m) with { CreditNoteKeys = [other.Key] };
        var payment = Refund(other, paid, 10m);
        var outcomes = await Ledger.GiveBackAsync([note, payment], Stop);

        Assert.All(outcomes, x => Assert.Equal(OutcomeKind.Rejected, x.Kind));
        Assert.Equal(1, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task A_refund_is_listed_below_zero_under_its_reference()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var refund = Refund(invoice, await PayAsync(121m, invoice), 30m);
        await Ledger.GiveBackAsync([refund], Stop);

        var listed = new List<EnteredPayment>();
        await foreach (var page in Ledger.ListAsync("school", null, Stop))
        {
            listed.AddRange(page);
        }

        Assert.Equal(-refund.Amount, Assert.Single(listed, x => x.Reference == refund.Reference).Amount);
    }

    [Fact]
    public async Task Odoo_that_does_not_answer_before_anything_is_sent_is_an_exception()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await PayAsync(121m, invoice);
        school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "account.payment/search_read", 100));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            Ledger.GiveBackAsync([Refund(invoice, paid, 30m)], Stop)
        );

        Assert.Equal(1, school.Twin.PaymentCount);
    }

    private async Task<ErpDocument> NewInvoiceAsync(string customer, DateOnly due)
    {
        var draft = school.Invoice(customer) with { DueOn = due };
        var drafted = Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;
        return Assert.Single(await school.Book.PostAsync([drafted], Stop)).Value!;
    }

    private async Task<ErpPayment> PayAsync(decimal amount, params ErpDocument[] invoices)
    {
        var entry = new PaymentEntry(
            school.NewReference("pay"),
            invoices[0].CustomerKey,
            Money.Exactly(amount, school.Currency),
            school.Today,
            "STRP",
            "pi_1",
            [.. invoices.Select(x => x.Key)]
        );
        return Assert.Single(await Ledger.RecordAsync([entry], Stop)).Value!;
    }

    private RefundEntry Refund(ErpDocument invoice, ErpPayment payment, decimal amount) =>
        new(
            school.NewReference("pay"),
            payment.Key,
            invoice.CustomerKey,
            Money.Exactly(amount, school.Currency),
            school.Today,
            "STRP",
            "re_1",
            []
        );
}
