using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextDocumentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_whose_answer_was_lost_is_found_and_not_made_again()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "Sales Invoice create"));

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Done, made.Kind);
        Assert.Equal(1, school.Twin.Count("Sales Invoice"));
        Assert.Equal(1, school.Server.Counts["Sales Invoice create"]);
    }

    [Fact]
    public async Task A_draft_whose_answer_was_lost_before_it_was_made_stays_unknown_and_is_not_repeated_within_the_call()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(FaultKind.Reset, "Sales Invoice create"));

        var lost = Assert.Single(await school.Book.DraftAsync([draft], Stop));
        var again = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Unknown, lost.Kind);
        Assert.Equal(OutcomeKind.Done, again.Kind);
        Assert.Equal(2, school.Server.Counts["Sales Invoice create"]);
        Assert.Equal(1, school.Twin.Count("Sales Invoice"));
    }

    [Fact]
    public async Task What_another_process_made_between_look_and_write_is_taken_from_the_unique_index()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        await using var other = school.Connect();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        ErpDocument? theirs = null;
        school.Server.Faults.Add(
            new Fault(
                FaultKind.Slow,
                "Sales Invoice create",
                Struck: () => theirs = other.Documents.DraftAsync([draft], Stop).GetAwaiter().GetResult().Single().Value
            )
        );

        var ours = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Done, ours.Kind);
        Assert.Equal(theirs!.Key, ours.Value!.Key);
        Assert.Equal(1, school.Twin.Count("Sales Invoice"));
    }

    [Fact]
    public async Task Two_documents_under_one_reference_are_refused_with_both_names()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Customize("Sales Invoice", isThere: true, unique: false);
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        var first = await school.DraftAsync(draft, Stop);
        var second = await school.DraftAsync(school.Invoice(draft.CustomerKey), Stop);
        school.Twin.Change("Sales Invoice", second.Key, d => d["collections_reference"] = draft.Reference);

        var outcome = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains(first.Key, outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(second.Key, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_was_changed_after_its_totals_were_read_is_not_submitted()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = await school.DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)), Stop);
        school.Twin.Change("Sales Invoice", draft.Key, d => d["remarks"] = "touched");

        var refused = Assert.Single(await school.Book.PostAsync([draft], Stop));
        var read = Assert.Single(await school.Book.ReadAsync([draft.Key], Stop));
        var posted = Assert.Single(await school.Book.PostAsync([read], Stop));

        Assert.Equal(OutcomeKind.Later, refused.Kind);
        Assert.Equal(DocumentState.Draft, read.State);
        Assert.Equal(OutcomeKind.Done, posted.Kind);
    }

    [Fact]
    public async Task A_change_between_the_last_look_and_the_submission_is_found_by_ERPNext_itself()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = await school.DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)), Stop);
        school.Server.Faults.Add(
            new Fault(
                FaultKind.Slow,
                "Sales Invoice update",
                Struck: () => school.Twin.Change("Sales Invoice", draft.Key, d => d["remarks"] = "touched")
            )
        );

        var refused = Assert.Single(await school.Book.PostAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Later, refused.Kind);
        Assert.Equal(DocumentState.Draft, (await school.ReadAsync(draft.Key, Stop)).State);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_is_seen_in_the_document()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = await school.DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)), Stop);
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "Sales Invoice update"));

        var posted = Assert.Single(await school.Book.PostAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Done, posted.Kind);
        Assert.Equal(1, school.Server.Counts["Sales Invoice update"]);
    }

    [Fact]
    public async Task A_document_in_a_closed_period_is_refused_and_stays_a_draft()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = await school.DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)), Stop);
        school.Twin.FrozenUpTo = school.Today;

        var refused = Assert.Single(await school.Book.PostAsync([draft], Stop));
        var locks = await school.Book.ReadLocksAsync(Stop);

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Contains(draft.Key, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(school.Today, locks.LastClosedDay);
        Assert.Equal(DocumentState.Draft, (await school.ReadAsync(draft.Key, Stop)).State);
    }

    [Fact]
    public async Task The_newest_closed_year_is_the_lock_and_a_cancelled_one_is_none()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        Close("PCV-1", "2024-12-31", 1);
        Close("PCV-2", "2025-12-31", 1);
        Close("PCV-3", "2026-10-31", 2);

        Assert.Equal(new PeriodLocks(new DateOnly(2025, 12, 31), null, null), await school.Book.ReadLocksAsync(Stop));

        void Close(string name, string day, int docStatus) =>
            school.Twin.Add(
                "Period Closing Voucher",
                name,
                new JObject
                {
                    ["posting_date"] = day,
                    ["company"] = school.Twin.Company,
                    ["docstatus"] = docStatus,
                }
            );
    }

    [Fact]
    public async Task A_currency_without_a_receivable_account_is_refused_with_the_setting_that_names_one()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var dollars = Currency.Of("USD");
        var line = school.Line(10m) with { UnitPrice = Money.Exactly(10m, dollars) };
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with { Currency = dollars, Lines = [line] };

        var refused = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Contains("receivableAccounts", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_with_different_taxes_are_refused_before_anything_is_sent()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with
        {
            Lines = [school.Line(10m), school.Line(10m, "Exempt - S")],
        };

        var refused = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Equal(0, school.Twin.Count("Sales Invoice"));
    }

    [Fact]
    public async Task A_tax_that_is_in_the_price_leaves_the_total_as_the_price()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with
        {
            Lines = [school.Line(121m, "VAT 21 included - S")],
        };

        var drafted = await school.DraftAsync(draft, Stop);

        Assert.Equal((100m, 121m), (drafted.Untaxed.Amount, drafted.Total.Amount));
    }

    [Fact]
    public async Task A_default_tax_of_the_site_shows_in_the_totals_of_a_draft_without_tax()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.AddTax("Standard", 10m, isDefault: true);
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        var line = school.Line(100m);

        var bare = await school.DraftAsync(draft with { Lines = [line with { TaxKeys = [] }] }, Stop);
        var exempt = draft with
        {
            Reference = school.NewReference("inv"),
            Lines = [line with { TaxKeys = ["Exempt - S"] }],
        };

        Assert.Equal(110m, bare.Total.Amount);
        Assert.Equal(100m, (await school.DraftAsync(exempt, Stop)).Total.Amount);
    }

    [Fact]
    public async Task A_naming_series_that_the_form_does_not_offer_is_refused_and_never_begun()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));

        var refused = Assert.Single(await school.Book.DraftAsync([draft with { JournalKey = "SCHOL-.YYYY.-" }], Stop));
        var made = await school.DraftAsync(draft with { JournalKey = "SCHOOL-.YYYY.-" }, Stop);

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.StartsWith("SCHOOL-2026", made.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credit_note_over_what_is_partly_paid_settles_the_rest_and_holds_the_surplus_as_credit()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByHand(invoice.Key, 100m, school.Today);
        var credit = school.Invoice(invoice.CustomerKey) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };

        var drafted = await school.DraftAsync(credit, Stop);
        var posted = await school.PostAsync(drafted, Stop);
        await school.Book.PostAsync([drafted], Stop);
        var now = await school.ReadAsync(invoice.Key, Stop);

        Assert.True(now.Open.IsZero);
        Assert.Equal(100m, posted.Open.Amount);
        Assert.Equal(1, school.Twin.Count("Journal Entry"));
        var settled = Assert.Single(now.Settlements, s => s.Kind == SettlementKind.CreditNote);
        Assert.Equal((credit.Reference, 21m), (settled.SourceReference, settled.Amount.Amount));
        Assert.Equal(
            100m,
            Assert.Single(await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop)).Amount.Amount
        );
    }

    [Fact]
    public async Task The_fields_of_electronic_invoicing_are_read_where_the_settings_name_them()
    {
        await using var school = await ErpNextSchool.OpenAsync(s =>
        {
            s["legalStateField"] = "einvoice_status";
            s["legalNumberField"] = "einvoice_uuid";
        });
        school.Twin.AddField("Sales Invoice", "einvoice_status");
        school.Twin.AddField("Sales Invoice", "einvoice_uuid");
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Change(
            "Sales Invoice",
            invoice.Key,
            d => (d["einvoice_status"], d["einvoice_uuid"]) = ("Accepted", "UUID-1")
        );

        var read = await school.ReadAsync(invoice.Key, Stop);

        Assert.Equal(("Accepted", "UUID-1"), (read.LegalState, read.LegalNumber));
        Assert.Null(invoice.LegalState);
    }

    [Fact]
    public async Task When_ERPNext_goes_away_in_the_middle_the_rest_waits_and_nothing_is_thrown()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var customer = await school.NewCustomerAsync(Stop);
        var drafts = Enumerable.Range(0, 3).Select(_ => school.Invoice(customer)).ToList();
        school.Server.Faults.Add(new Fault(FaultKind.TooManyRequests, "Sales Invoice create", After: 1));

        var made = await school.Book.DraftAsync(drafts, Stop);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later], made.Select(o => o.Kind));
    }

    [Fact]
    public async Task When_ERPNext_is_away_from_the_beginning_the_call_says_that_nothing_was_sent()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(FaultKind.TooManyRequests, "Sales Invoice create"));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => school.Book.DraftAsync([draft], Stop));
    }
}
