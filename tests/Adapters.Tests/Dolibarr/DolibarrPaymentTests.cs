using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>A gateway payment is entered once, and only on invoices that are validated and its customer's.</summary>
public sealed class DolibarrPaymentTests : IAsyncLifetime
{
    private const string Pay = "invoices.paymentsdistributed";
    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await DolibarrSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Fact]
    public async Task A_draft_is_never_paid()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var draft = Assert.Single(await school.Book.DraftAsync([school.Invoice(customer)], Stop)).Value!;

        var recorded = await RecordAsync(school.Entry(draft, 121m));
        var read = Assert.Single(await school.Book.ReadAsync([draft.Key], Stop));

        Assert.Equal(OutcomeKind.Rejected, recorded.Kind);
        Assert.Equal(DocumentState.Draft, read.State);
        Assert.Equal(0, school.Twin.PaymentCount);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_payment_whose_answer_was_lost_is_found_and_not_entered_again(FaultKind kind)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Entry(invoice, 40m);
        school.Server.Faults.Add(new Fault(kind, Pay));

        var recorded = await RecordAsync(entry);
        var again = await RecordAsync(entry);

        Assert.Equal((OutcomeKind.Done, recorded.Value), (recorded.Kind, again.Value));
        Assert.Equal(1, school.Twin.PaymentCount);
    }

    [Theory]
    [InlineData(119, OutcomeKind.Later, 0)]
    [InlineData(120, OutcomeKind.Done, 1)]
    public async Task A_payment_that_got_no_answer_and_is_not_there_waits_for_the_longest_run(
        int seconds,
        OutcomeKind then,
        int entered
    )
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Entry(invoice, 40m);
        school.Server.Faults.Add(new Fault(FaultKind.Reset, Pay));
        var unanswered = await RecordAsync(entry);
        school.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await RecordAsync(entry);

        Assert.Equal((OutcomeKind.Unknown, then), (unanswered.Kind, again.Kind));
        Assert.Equal(entered, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task A_payment_that_was_taken_and_cannot_be_read_back_is_unknown_and_found_next_time()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Entry(invoice, 40m);
        school.Server.Faults.Add(
            new Fault(
                FaultKind.SlowAfterCommit,
                Pay,
                Struck: () =>
                    school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "invoices.list", Times: 8))
            )
        );

        var recorded = await RecordAsync(entry);
        school.Server.Faults.Clear();
        var again = await RecordAsync(entry);

        Assert.Equal((OutcomeKind.Unknown, OutcomeKind.Done), (recorded.Kind, again.Kind));
        Assert.Equal(1, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task A_payment_is_found_on_an_invoice_that_it_no_longer_names()
    {
        var first = await school.NewInvoiceAsync(Stop);
        var second = await school.NewInvoiceAsync(Stop, first.CustomerKey);
        var entry = school.Entry(first, 40m);
        await RecordAsync(entry);

        var again = await RecordAsync(entry with { DocumentKeys = [second.Key] });

        Assert.Equal(OutcomeKind.Done, again.Kind);
        Assert.Equal(1, school.Twin.PaymentCount);
    }

    [Fact]
    public async Task A_payment_that_stands_twice_is_told_with_both_numbers()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Entry(invoice, 40m);
        var one = school.Twin.Pay(invoice.Key, 40m, school.Today, entry.Reference);
        var two = school.Twin.Pay(invoice.Key, 40m, school.Today, entry.Reference);

        var recorded = await RecordAsync(entry);

        Assert.Equal(OutcomeKind.Rejected, recorded.Kind);
        Assert.Contains($"{one} and {two}", recorded.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_pays_in_the_same_moment_makes_it_wait_for_the_next_run()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Entry(invoice, 121m);
        school.Server.Faults.Add(
            new Fault(FaultKind.Slow, Pay, Struck: () => school.Twin.Pay(invoice.Key, 100m, school.Today))
        );

        var recorded = await RecordAsync(entry);
        var again = await RecordAsync(entry);

        Assert.Equal(OutcomeKind.Later, recorded.Kind);
        Assert.Equal((OutcomeKind.Done, 100m), (again.Kind, again.Value!.Unallocated.Amount));
    }

    [Fact]
    public async Task Money_for_which_nothing_is_open_is_told_to_a_person()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 121m, school.Today);

        var recorded = await RecordAsync(school.Entry(invoice, 40m));

        Assert.Equal(OutcomeKind.Rejected, recorded.Kind);
        Assert.Contains("40.00 EUR", recorded.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_of_two_invoices_is_listed_once_and_whole()
    {
        var first = await school.NewInvoiceAsync(Stop);
        var second = await school.NewInvoiceAsync(Stop, first.CustomerKey);
        var entry = school.Entry(first, 200m) with { DocumentKeys = [first.Key, second.Key] };
        var recorded = await RecordAsync(entry);

        var listed = new List<EnteredPayment>();
        await foreach (var page in school.Ledger.ListAsync("school", null, Stop))
        {
            listed.AddRange(page);
        }

        Assert.Equal([new EnteredPayment(recorded.Value!.Key, entry.Reference, entry.Amount)], listed);
        Assert.Equal(42m, Assert.Single(await school.Book.ReadAsync([second.Key], Stop)).Open.Amount);
    }

    [Fact]
    public async Task A_credit_note_that_is_validated_and_no_discount_yet_is_credit()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 121m, school.Today);
        var note = Assert.Single(await school.Book.DraftAsync([school.CreditNote(invoice, 40m)], Stop)).Value!;

        var asDraft = await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop);
        school.Twin.ValidateByHand(note.Key);
        var validated = await school.Ledger.ReadCreditAsync([invoice.CustomerKey, "999", "no key"], Stop);

        Assert.Empty(asDraft);
        Assert.Equal((invoice.CustomerKey, 48.4m), (Assert.Single(validated).CustomerKey, validated[0].Amount.Amount));
    }

    [Fact]
    public async Task A_bank_account_is_booked_up_to_its_newest_line_that_is_no_opening_balance_and_not_ahead()
    {
        var bank = school.Twin.AddBankAccount("BNK1");
        var closed = school.Twin.AddBankAccount("OLD");
        school.Twin.CloseBankAccount(closed);
        var before = await school.Ledger.ReadBankBooksAsync(Stop);
        school.Twin.AddBankLine(bank, school.Today.AddDays(-2), 10m);
        school.Twin.AddBankLine(bank, school.Today.AddDays(-5), 10m);
        school.Twin.AddBankLine(bank, school.Today.AddDays(1), 10m);

        var after = await school.Ledger.ReadBankBooksAsync(Stop);

        Assert.Equal([new BankBook("STRP", null), new BankBook("BNK1", null)], before);
        Assert.Equal([new BankBook("STRP", null), new BankBook("BNK1", school.Today.AddDays(-2))], after);
    }

    [Fact]
    public async Task A_payment_mode_that_is_not_there_stops_the_adapter()
    {
        await using var other = school.Connect(settings => settings["paymentMode"] = "PAYPAL");
        var invoice = await school.NewInvoiceAsync(Stop);

        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            other.Payments.RecordAsync([school.Entry(invoice, 1m)], Stop)
        );

        Assert.Contains("'PAYPAL'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refund_is_told_with_what_to_enter_by_hand()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = await RecordAsync(school.Entry(invoice, 121m));
        var refund = new RefundEntry(
            "school-pay-back",
            paid.Value!.Key,
            invoice.CustomerKey,
            Money.Exactly(30m, school.Currency),
            school.Today,
            school.PaymentJournal,
            "re_1",
            []
        );

        var outcome = Assert.Single(await school.Ledger.GiveBackAsync([refund], Stop));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("30.00 EUR", outcome.Reason, StringComparison.Ordinal);
    }

    private async Task<ItemOutcome<ErpPayment>> RecordAsync(PaymentEntry entry) =>
        Assert.Single(await school.Ledger.RecordAsync([entry], Stop));
}
