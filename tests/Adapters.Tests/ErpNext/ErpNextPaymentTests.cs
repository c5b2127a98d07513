using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextPaymentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_whose_answer_was_lost_is_found_and_entered_once()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "Payment Entry create"));

        var recorded = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 131m)], Stop));

        Assert.Equal(OutcomeKind.Done, recorded.Kind);
        Assert.Equal(10m, recorded.Value!.Unallocated.Amount);
        Assert.Equal(1, school.Twin.Count("Payment Entry"));
    }

    [Fact]
    public async Task Two_payments_of_one_call_do_not_both_take_the_same_debt()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);

        var recorded = await school.Ledger.RecordAsync(
            [school.Payment(invoice, 100m), school.Payment(invoice, 100m)],
            Stop
        );

        Assert.Equal([0m, 79m], recorded.Select(o => o.Value!.Unallocated.Amount));
    }

    [Fact]
    public async Task A_debt_that_somebody_paid_in_between_is_allocated_anew()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Server.Faults.Add(
            new Fault(
                FaultKind.Slow,
                "Payment Entry create",
                Struck: () => school.Twin.PayByHand(invoice.Key, 100m, school.Today)
            )
        );

        var recorded = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 121m)], Stop));

        Assert.Equal(OutcomeKind.Done, recorded.Kind);
        Assert.Equal(100m, recorded.Value!.Unallocated.Amount);
        Assert.True((await school.ReadAsync(invoice.Key, Stop)).Open.IsZero);
    }

    [Fact]
    public async Task A_payment_that_stands_there_with_another_amount_is_refused_by_its_name()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Payment(invoice, 40m);
        var first = Assert.Single(await school.Ledger.RecordAsync([entry], Stop)).Value!;

        var other = entry with { Amount = Money.Exactly(41m, school.Currency) };
        var refused = Assert.Single(await school.Ledger.RecordAsync([other], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Contains(first.Key, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_that_was_cancelled_there_settles_nothing_and_is_not_entered_again()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var entry = school.Payment(invoice, 121m);
        var paid = Assert.Single(await school.Ledger.RecordAsync([entry], Stop)).Value!;

        school.Twin.Cancel("Payment Entry", paid.Key);
        var again = Assert.Single(await school.Ledger.RecordAsync([entry], Stop));
        var now = await school.ReadAsync(invoice.Key, Stop);

        Assert.Equal(OutcomeKind.Rejected, again.Kind);
        Assert.Equal(121m, now.Open.Amount);
        Assert.Empty(now.Settlements);
    }

    [Fact]
    public async Task A_charged_back_payment_no_longer_settles_its_invoice()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 121m)], Stop)).Value!;

        var back = Assert.Single(await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 121m)], Stop));
        var now = await school.ReadAsync(invoice.Key, Stop);

        Assert.Equal(OutcomeKind.Done, back.Kind);
        Assert.Equal(121m, now.Open.Amount);
        Assert.Empty(now.Settlements);
    }

    [Fact]
    public async Task What_goes_back_in_part_lessens_the_payments_own_settlement()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByHand(invoice.Key, 21m, school.Today);
        var entry = school.Payment(invoice, 100m);
        var paid = Assert.Single(await school.Ledger.RecordAsync([entry], Stop)).Value!;

        await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 30m)], Stop);
        var now = await school.ReadAsync(invoice.Key, Stop);

        Assert.Equal(
            [(null, 21m), (entry.Reference, 70m)],
            now.Settlements.Select(s => (s.SourceReference, s.Amount.Amount)).OrderBy(s => s.Amount)
        );
        Assert.Equal(30m, now.Open.Amount);
    }

    [Fact]
    public async Task What_goes_back_is_first_taken_from_what_the_payment_left_on_account()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 136m)], Stop)).Value!;

        await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 15m)], Stop);
        var between = await school.ReadAsync(invoice.Key, Stop);
        await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 15m)], Stop);

        Assert.True(between.Open.IsZero);
        Assert.Equal(15m, (await school.ReadAsync(invoice.Key, Stop)).Open.Amount);
        Assert.Empty(await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
    }

    [Fact]
    public async Task The_last_document_that_the_payment_settled_opens_first()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var first = await school.NewInvoiceAsync(Stop);
        var second = await school.NewInvoiceAsync(Stop, first.CustomerKey);
        var entry = school.Payment(first, 242m) with { DocumentKeys = [first.Key, second.Key] };
        var paid = Assert.Single(await school.Ledger.RecordAsync([entry], Stop)).Value!;

        await school.Ledger.GiveBackAsync([school.Refund(paid.Key, first, 150m)], Stop);

        Assert.Equal(29m, (await school.ReadAsync(first.Key, Stop)).Open.Amount);
        Assert.Equal(121m, (await school.ReadAsync(second.Key, Stop)).Open.Amount);
    }

    [Fact]
    public async Task More_than_the_payment_holds_cannot_go_back()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 40m)], Stop)).Value!;

        var exact = school.Refund(paid.Key, invoice, 40m);
        var refused = Assert.Single(
            await school.Ledger.GiveBackAsync([exact with { Amount = Money.Exactly(40.01m, school.Currency) }], Stop)
        );
        var done = Assert.Single(await school.Ledger.GiveBackAsync([exact], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Equal(OutcomeKind.Done, done.Kind);
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_goes_back_once()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 121m)], Stop)).Value!;
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "Journal Entry create"));

        var back = Assert.Single(await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 30m)], Stop));

        Assert.Equal(OutcomeKind.Done, back.Kind);
        Assert.Equal(1, school.Twin.Count("Journal Entry"));
    }

    [Fact]
    public async Task A_refund_is_listed_below_zero_and_what_sets_a_credit_note_off_is_no_payment()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 100m)], Stop)).Value!;
        var credit = school.Invoice(invoice.CustomerKey) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };
        var note = await school.PostAsync(await school.DraftAsync(credit, Stop), Stop);
        await school.Ledger.GiveBackAsync([school.Refund(paid.Key, invoice, 100m, note.Key)], Stop);

        var listed = new List<EnteredPayment>();
        await foreach (var page in school.Ledger.ListAsync("school", null, Stop))
        {
            listed.AddRange(page);
        }

        Assert.Equal([100m, -100m], listed.Select(x => x.Amount.Amount));
        Assert.True((await school.ReadAsync(note.Key, Stop)).Open.IsZero);
        Assert.True((await school.ReadAsync(invoice.Key, Stop)).Open.IsZero);
    }

    [Fact]
    public async Task A_credit_note_and_a_payment_stand_in_the_account_of_the_invoice_not_of_the_settings()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        await using var before = school.Connect(s =>
            s["receivableAccounts"] = new JObject { ["EUR"] = "Debtors old - S" }
        );
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        var old = Assert.Single(await before.Documents.DraftAsync([draft], Stop)).Value!;
        var invoice = await school.PostAsync(old, Stop);
        var credit = draft with
        {
            Reference = school.NewReference("cn"),
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
            Lines = [school.Line(50m)],
        };

        await school.PostAsync(await school.DraftAsync(credit, Stop), Stop);
        var paid = Assert.Single(await school.Ledger.RecordAsync([school.Payment(invoice, 60.5m)], Stop));

        Assert.True(paid.Value!.Unallocated.IsZero);
        Assert.True((await school.ReadAsync(invoice.Key, Stop)).Open.IsZero);
    }

    [Fact]
    public async Task A_bank_is_booked_up_to_its_newest_submitted_transaction()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        Book("BT-1", "2026-11-18", 1);
        Book("BT-2", "2026-11-19", 1);
        Book("BT-3", "2026-11-20", 0);

        var books = await school.Ledger.ReadBankBooksAsync(Stop);

        Assert.Equal(
            [new BankBook("Main account", new DateOnly(2026, 11, 19)), new BankBook("STRP", null)],
            books.OrderBy(b => b.Journal, StringComparer.Ordinal)
        );

        void Book(string name, string day, int docStatus) =>
            school.Twin.Add(
                "Bank Transaction",
                name,
                new JObject
                {
                    ["date"] = day,
                    ["bank_account"] = "Main account",
                    ["docstatus"] = docStatus,
                }
            );
    }

    [Theory]
    [InlineData("Sales - S")]
    [InlineData("Nothing - S")]
    public async Task A_journal_on_what_is_no_bank_account_stops_the_adapter(string account)
    {
        await using var school = await ErpNextSchool.OpenAsync(s => s["paymentAccounts"]!["STRP"] = account);
        var invoice = await school.NewInvoiceAsync(Stop);

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            school.Ledger.RecordAsync([school.Payment(invoice, 10m)], Stop)
        );
    }
}
