using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>Gateway payments in Odoo, at every point where a run may die.</summary>
public sealed class OdooPaymentTests : IAsyncLifetime
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
    [InlineData("account.move/js_assign_outstanding_line", FaultKind.AnswerLost)]
    [InlineData("account.move/js_assign_outstanding_line", FaultKind.Reset)]
    public async Task A_call_lost_at_any_step_pays_exactly_once_after_a_replay(string operation, FaultKind kind)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, 100m);
        school.Server.Faults.Add(new Fault(kind, operation));

        await Ledger.RecordAsync([entry], Stop);
        var replayed = Assert.Single(await Ledger.RecordAsync([entry], Stop));

        Assert.Equal(OutcomeKind.Done, replayed.Kind);
        Assert.True(replayed.Value!.Unallocated.IsZero);
        Assert.Equal(1, school.Twin.PaymentCount);
        Assert.Equal(21m, school.Twin.Invoice(invoice.Key).Open);
    }

    [Fact]
    public async Task A_replay_after_everything_was_done_writes_nothing_but_the_insert_only_load()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, 121m);
        await Ledger.RecordAsync([entry], Stop);
        school.Server.ResetCounts();

        await Ledger.RecordAsync([entry], Stop);

        Assert.DoesNotContain("account.payment/action_post", school.Server.Counts.Keys);
        Assert.DoesNotContain("account.move/js_assign_outstanding_line", school.Server.Counts.Keys);
    }

    [Fact]
    public async Task A_payment_that_stands_with_another_amount_needs_a_person()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, 20m);
        await Ledger.RecordAsync([entry], Stop);

        var other = entry with { Amount = Money.Exactly(30m, school.Currency) };
        var second = Assert.Single(await Ledger.RecordAsync([other], Stop));

        Assert.Equal(OutcomeKind.Rejected, second.Kind);
        Assert.Equal(101m, school.Twin.Invoice(invoice.Key).Open);
    }

    [Fact]
    public async Task A_sales_journal_is_refused_before_anything_is_sent()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = Entry(invoice, 20m) with { JournalKey = "INV" };

        var recorded = Assert.Single(await Ledger.RecordAsync([entry], Stop));

        Assert.Equal(OutcomeKind.Rejected, recorded.Kind);
        Assert.Equal(0, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task An_invoice_paid_meanwhile_leaves_the_money_as_credit()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByBank(invoice.Key, 121m, school.Today);

        var recorded = Assert.Single(await Ledger.RecordAsync([Entry(invoice, 121m)], Stop));

        Assert.Equal(121m, recorded.Value!.Unallocated.Amount);
    }

    [Fact]
    public async Task A_draft_invoice_takes_no_money()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var draft = Assert.Single(await school.Book.DraftAsync([school.Invoice(customer)], Stop)).Value!;

        var recorded = Assert.Single(await Ledger.RecordAsync([Entry(draft, 50m)], Stop));

        Assert.Equal(50m, recorded.Value!.Unallocated.Amount);
    }

    [Fact]
    public async Task A_contacts_credit_stands_under_its_company_and_is_found()
    {
        var company = school.Twin.AddPartner("Company", isCompany: true);
        var contact = school.Twin.AddPartner("Contact", parentKey: company);
        school.Twin.RegisterCredit(contact, 15m, school.Today);

        var credit = Assert.Single(await Ledger.ReadCreditAsync([contact], Stop));

        Assert.Equal(new UnallocatedCredit(contact, Money.Exactly(15m, school.Currency)), credit);
    }

    [Fact]
    public async Task A_credit_note_that_settles_nothing_is_credit()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var note = school.Invoice(customer, 10m) with { Kind = DocumentKind.CreditNote };
        var drafted = Assert.Single(await school.Book.DraftAsync([note], Stop)).Value!;
        await school.Book.PostAsync([drafted], Stop);

        var credit = Assert.Single(await Ledger.ReadCreditAsync([customer], Stop));

        Assert.Equal(12.10m, credit.Amount.Amount);
    }

    private PaymentEntry Entry(ErpDocument invoice, decimal amount) =>
        new(
            school.NewReference("pay"),
            invoice.CustomerKey,
            Money.Exactly(amount, school.Currency),
            school.Today,
            "STRP",
            "pi_1",
            [invoice.Key]
        );
}
