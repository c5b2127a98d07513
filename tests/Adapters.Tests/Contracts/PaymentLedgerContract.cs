using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every ERP's payments must do.</summary>
public abstract class PaymentLedgerContract : ErpContract
{
    private IPaymentLedger Ledger => Erp.Adapter.Payments!;

    [Fact]
    public async Task A_payment_settles_its_invoice_and_is_recognised_as_ours()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, invoice.Total);

        var recorded = Assert.Single(await Ledger.RecordAsync([entry], Stop));
        var now = await ReadAsync(invoice);

        Assert.Equal(OutcomeKind.Done, recorded.Kind);
        Assert.True(recorded.Value!.Unallocated.IsZero);
        Assert.True(now.Open.IsZero);
        var settlement = Assert.Single(now.Settlements);
        Assert.Equal(SettlementKind.Payment, settlement.Kind);
        Assert.Equal(recorded.Value.Key, settlement.SourceKey);
        Assert.Equal(entry.Reference, settlement.SourceReference);
    }

    [Fact]
    public async Task A_payment_recorded_twice_pays_once()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, Money.Exactly(40m, Erp.Currency));
        var first = Assert.Single(await Ledger.RecordAsync([entry], Stop));

        var second = Assert.Single(await Ledger.RecordAsync([entry], Stop));
        var now = await ReadAsync(invoice);

        Assert.Equal(first.Value, second.Value);
        Assert.Equal(invoice.Total - entry.Amount, now.Open);
    }

    [Fact]
    public async Task What_exceeds_the_documents_stays_as_the_customers_credit()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var extra = Money.Exactly(15m, Erp.Currency);

        var recorded = Assert.Single(await Ledger.RecordAsync([Entry(invoice, invoice.Total + extra)], Stop));
        var credit = await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop);

        Assert.Equal(extra, recorded.Value!.Unallocated);
        Assert.Equal(Erp.HoldsCredit ? [new UnallocatedCredit(invoice.CustomerKey, extra)] : [], credit);
    }

    [Fact]
    public async Task Documents_are_paid_in_order()
    {
        var first = await Erp.NewInvoiceAsync(Stop);
        var second = await Erp.NewInvoiceAsync(Stop, first.CustomerKey);
        var entry = Entry(first, first.Total + Money.Exactly(1m, Erp.Currency)) with
        {
            DocumentKeys = [second.Key, first.Key],
        };

        await Ledger.RecordAsync([entry], Stop);

        Assert.True((await ReadAsync(second)).Open.IsZero);
        Assert.Equal(first.Total - Money.Exactly(1m, Erp.Currency), (await ReadAsync(first)).Open);
    }

    [Fact]
    public async Task A_payment_never_settles_another_customers_document()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var stranger = await Erp.NewCustomerAsync(Stop);
        var entry = Entry(invoice, invoice.Total) with { CustomerKey = stranger };

        var recorded = Assert.Single(await Ledger.RecordAsync([entry], Stop));

        Assert.Equal(OutcomeKind.Rejected, recorded.Kind);
        Assert.Equal(invoice.Total, (await ReadAsync(invoice)).Open);
        Assert.Empty(await Ledger.ReadCreditAsync([stranger], Stop));
    }

    [Theory]
    [InlineData(0, OutcomeKind.Rejected)]
    [InlineData(-1, OutcomeKind.Rejected)]
    [InlineData(1, OutcomeKind.Done)]
    public async Task A_payment_must_be_above_zero(long minorUnits, OutcomeKind expected)
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);

        var recorded = Assert.Single(
            await Ledger.RecordAsync([Entry(invoice, new Money(minorUnits, Erp.Currency))], Stop)
        );

        Assert.Equal(expected, recorded.Kind);
    }

    [Fact]
    public async Task A_journal_that_does_not_exist_stops_the_adapter()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, invoice.Total) with { JournalKey = "NOSUCH" };

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => Ledger.RecordAsync([entry], Stop));
    }

    [Fact]
    public async Task A_customer_without_credit_is_absent()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);

        Assert.Empty(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
        Assert.Empty(await Ledger.ReadCreditAsync([], Stop));
    }

    [Fact]
    public async Task What_goes_back_opens_again_what_the_payment_had_settled()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await Ledger.RecordAsync([Entry(invoice, invoice.Total)], Stop)).Value!;
        var part = Money.Exactly(30m, Erp.Currency);

        var outcome = Assert.Single(await Ledger.GiveBackAsync([Refund(invoice, paid, part)], Stop));
        Assert.Equal(Erp.GivesBack ? OutcomeKind.Done : OutcomeKind.NotCapable, outcome.Kind);

        Assert.Equal(Erp.GivesBack ? part : Money.Zero(Erp.Currency), (await ReadAsync(invoice)).Open);
        Assert.Empty(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
    }

    [Fact]
    public async Task A_refund_entered_twice_goes_back_once()
    {
        Assert.SkipUnless(Erp.GivesBack, "This adapter enters no refunds.");
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await Ledger.RecordAsync([Entry(invoice, invoice.Total)], Stop)).Value!;
        var refund = Refund(invoice, paid, Money.Exactly(30m, Erp.Currency));
        var first = Assert.Single(await Ledger.GiveBackAsync([refund], Stop));

        var second = Assert.Single(await Ledger.GiveBackAsync([refund], Stop));

        Assert.Equal(first.Value!.Key, second.Value!.Key);
        Assert.Equal(refund.Amount, (await ReadAsync(invoice)).Open);
    }

    [Fact]
    public async Task The_credit_of_a_cancelled_sale_is_paid_out_and_nothing_is_open_again()
    {
        Assert.SkipUnless(Erp.GivesBack, "This adapter enters no refunds.");
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await Ledger.RecordAsync([Entry(invoice, invoice.Total)], Stop)).Value!;
        var credit = Erp.Invoice(invoice.CustomerKey) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };
        var drafted = Assert.Single(await Erp.Adapter.Documents!.DraftAsync([credit], Stop)).Value!;
        var note = Assert.Single(await Erp.Adapter.Documents.PostAsync([drafted], Stop)).Value!;

        var refund = Refund(invoice, paid, invoice.Total) with { CreditNoteKeys = [note.Key] };
        var outcome = Assert.Single(await Ledger.GiveBackAsync([refund], Stop));

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.True((await ReadAsync(invoice)).Open.IsZero);
        Assert.True((await ReadAsync(note)).Open.IsZero);
        Assert.Empty(await Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
    }

    [Fact]
    public async Task Entered_payments_are_listed_by_the_prefix_of_their_reference_and_by_their_day()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, Money.Exactly(40m, Erp.Currency));
        var recorded = Assert.Single(await Ledger.RecordAsync([entry], Stop));

        var listed = await ListAsync(Erp.Prefix, Erp.Today);

        Assert.Contains(new EnteredPayment(recorded.Value!.Key, entry.Reference, entry.Amount), listed);
        Assert.Empty(await ListAsync(Erp.Prefix, Erp.Today.AddDays(1)));
        Assert.Empty(await ListAsync($"{Erp.Prefix[..^1]}_", null));
    }

    private async Task<List<EnteredPayment>> ListAsync(string prefix, DateOnly? paidFrom)
    {
        var listed = new List<EnteredPayment>();
        await foreach (var page in Ledger.ListAsync(prefix, paidFrom, Stop))
        {
            listed.AddRange(page);
        }

        return listed;
    }

    private PaymentEntry Entry(ErpDocument invoice, Money amount) =>
        new(
            Erp.NewReference("pay"),
            invoice.CustomerKey,
            amount,
            Erp.Today,
            Erp.PaymentJournal,
            "pi_contract",
            [invoice.Key]
        );

    private RefundEntry Refund(ErpDocument invoice, ErpPayment payment, Money amount) =>
        new(
            Erp.NewReference("pay"),
            payment.Key,
            invoice.CustomerKey,
            amount,
            Erp.Today,
            Erp.PaymentJournal,
            "re_contract",
            []
        );

    private async Task<ErpDocument> ReadAsync(ErpDocument document) =>
        Assert.Single(await Erp.Adapter.Documents!.ReadAsync([document.Key], Stop));
}
