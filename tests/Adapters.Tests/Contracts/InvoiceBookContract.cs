using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every ERP's documents must do.</summary>
public abstract class InvoiceBookContract : ErpContract
{
    private IInvoiceBook Book => Erp.Adapter.Documents!;

    [Fact]
    public async Task A_draft_has_its_totals_before_it_is_posted()
    {
        var draft = Erp.Invoice(await Erp.NewCustomerAsync(Stop));

        var made = Assert.Single(await Book.DraftAsync([draft], Stop));

        var gross = Money.Rounded(100m * (1 + Erp.Tax.Percent / 100m), Erp.Currency);
        Assert.Equal(OutcomeKind.Done, made.Kind);
        Assert.Equal(DocumentState.Draft, made.Value!.State);
        Assert.Null(made.Value.Number);
        Assert.Equal(Money.Exactly(100m, Erp.Currency), made.Value.Untaxed);
        Assert.Equal(gross, made.Value.Total);
        Assert.Equal(draft.Reference, made.Value.Reference);
    }

    [Fact]
    public async Task A_draft_sent_twice_is_one_document_and_keeps_its_amount()
    {
        var draft = Erp.Invoice(await Erp.NewCustomerAsync(Stop));
        var first = Assert.Single(await Book.DraftAsync([draft], Stop));

        var again = draft with { Lines = [Erp.Line(999m)] };
        var second = Assert.Single(await Book.DraftAsync([again], Stop));

        Assert.Equal(first.Value!.Key, second.Value!.Key);
        Assert.Equal(first.Value.Total, second.Value.Total);
        Assert.Single(await Book.FindAsync([draft.Reference], Stop));
    }

    [Fact]
    public async Task A_posted_document_has_number_date_and_its_due_line()
    {
        var posted = await Erp.NewInvoiceAsync(Stop);

        var due = Assert.Single(posted.DueLines);
        Assert.Equal(DocumentState.Posted, posted.State);
        Assert.False(string.IsNullOrEmpty(posted.Number));
        Assert.Equal(Erp.Today, posted.IssuedOn);
        Assert.Equal(Erp.Today.AddDays(30), due.DueOn);
        Assert.Equal(posted.Total, due.Open);
        Assert.Equal(posted.Total, posted.Open);
    }

    [Fact]
    public async Task Posting_what_is_posted_is_done_and_keeps_the_number()
    {
        var draft = Erp.Invoice(await Erp.NewCustomerAsync(Stop));
        var drafted = Assert.Single(await Book.DraftAsync([draft], Stop)).Value!;
        var first = Assert.Single(await Book.PostAsync([drafted], Stop));

        var second = Assert.Single(await Book.PostAsync([drafted], Stop));

        Assert.Equal(OutcomeKind.Done, second.Kind);
        Assert.Equal(first.Value!.Number, second.Value!.Number);
    }

    [Fact]
    public async Task A_bad_draft_does_not_take_the_others_with_it()
    {
        var customer = await Erp.NewCustomerAsync(Stop);
        var bad = Erp.Invoice("999999999");
        var good = Enumerable.Range(0, 5).Select(_ => Erp.Invoice(customer)).ToList();

        var made = await Book.DraftAsync([.. good.Take(2), bad, .. good.Skip(2)], Stop);

        var refused = Assert.Single(made, o => o.Kind != OutcomeKind.Done);
        Assert.Equal(bad.Reference, refused.Reference);
        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Equal(5, made.Count(o => o.Kind == OutcomeKind.Done));
    }

    [Fact]
    public async Task A_code_that_the_ERP_does_not_know_refuses_that_document_with_the_code()
    {
        var customer = await Erp.NewCustomerAsync(Stop);
        var unknownTax = Erp.Invoice(customer) with { Lines = [Erp.Line(10m, "No such tax")] };

        var made = Assert.Single(await Book.DraftAsync([unknownTax], Stop));

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("No such tax", made.Reason, StringComparison.Ordinal);
        Assert.Empty(await Book.FindAsync([unknownTax.Reference], Stop));
    }

    [Fact]
    public async Task A_credit_note_over_the_whole_settles_its_invoice()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var credit = Erp.Invoice(invoice.CustomerKey) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };

        var drafted = Assert.Single(await Book.DraftAsync([credit], Stop)).Value!;
        var posted = Assert.Single(await Book.PostAsync([drafted], Stop));
        var now = Assert.Single(await Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal(DocumentKind.CreditNote, posted.Value!.Kind);
        Assert.Equal(invoice.Key, posted.Value.ReversesKey);
        Assert.True(posted.Value.Total.IsPositive);
        Assert.True(now.Open.IsZero);
        var settlement = Assert.Single(now.Settlements);
        Assert.Equal(SettlementKind.CreditNote, settlement.Kind);
        Assert.Equal(credit.Reference, settlement.SourceReference);
        Assert.Equal(invoice.Total, settlement.Amount);
    }

    [Fact]
    public async Task A_credit_note_over_a_part_leaves_the_rest_open()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var credit = Erp.Invoice(invoice.CustomerKey, 40m) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };

        var drafted = Assert.Single(await Book.DraftAsync([credit], Stop)).Value!;
        var posted = Assert.Single(await Book.PostAsync([drafted], Stop)).Value!;
        var again = Assert.Single(await Book.PostAsync([drafted], Stop)).Value!;
        var now = Assert.Single(await Book.ReadAsync([invoice.Key], Stop));

        Assert.True(posted.Open.IsZero);
        Assert.Equal(posted.Number, again.Number);
        Assert.Equal(invoice.Total - posted.Total, now.Open);
        Assert.Equal(posted.Total, Assert.Single(now.Settlements).Amount);
    }

    [Fact]
    public async Task One_document_over_two_due_days_has_a_due_line_for_each_before_it_is_posted()
    {
        Assert.SkipWhen(Book.DueParts == DueParts.One, "This ERP has one due day for a document.");
        Assert.SkipWhen(Book.DueParts == DueParts.ByTerm && Erp.TwoPartTerm is null, "There is no such payment term.");
        var half = Money.Exactly(50m, Erp.Currency);
        var later = Erp.Today.AddDays(30);
        var draft = Erp.Invoice(await Erp.NewCustomerAsync(Stop)) with
        {
            DueOn = null,
            PaymentTermKey = Erp.TwoPartTerm,
            DueParts = [new DuePart(Erp.Today, half), new DuePart(later, half)],
        };

        var drafted = Assert.Single(await Book.DraftAsync([draft], Stop)).Value!;
        var posted = Assert.Single(await Book.PostAsync([drafted], Stop)).Value!;

        Assert.Equal([Erp.Today, later], drafted.DueLines.Select(x => x.DueOn));
        Assert.Equal([Erp.Today, later], posted.DueLines.Select(x => x.DueOn));
        Assert.Equal(posted.Total, posted.DueLines[0].Open + posted.DueLines[1].Open);
    }

    [Fact]
    public async Task A_change_is_listed_with_the_version_that_reading_gives()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);

        var listed = await Book.ListChangedAsync(null, Stop);
        var read = Assert.Single(await Book.ReadAsync([invoice.Key], Stop));

        var change = Assert.Single(listed.Changes, c => c.Key == invoice.Key);
        Assert.Equal(read.Version, change.Version);
    }

    [Fact]
    public async Task A_payment_in_the_ERP_changes_the_version_and_the_open_amount()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var before = await Book.ListChangedAsync(null, Stop);
        var half = Money.Exactly(50m, Erp.Currency);
        Assert.SkipUnless(await Erp.PayInErpAsync(invoice.Key, half), "This harness cannot pay in the ERP.");

        var after = await Book.ListChangedAsync(before.Cursor, Stop);
        var read = Assert.Single(await Book.ReadAsync([invoice.Key], Stop));

        Assert.NotEqual(Version(before, invoice.Key), Version(after, invoice.Key));
        Assert.Equal(invoice.Total - half, read.Open);
        Assert.Equal(half, Assert.Single(read.Settlements).Amount);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_absent()
    {
        var read = await Book.ReadAsync(["999999999", "no key"], Stop);
        var found = await Book.FindAsync([$"{Erp.Prefix}-nothing"], Stop);

        Assert.Empty(read);
        Assert.Empty(found);
    }

    [Fact]
    public async Task A_posted_document_has_an_address_for_its_payer_and_one_that_is_not_there_has_none()
    {
        var posted = await Erp.NewInvoiceAsync(Stop);
        if (!Erp.HasPortal)
        {
            Assert.Empty(await Book.ReadPayerLinksAsync([posted.Key], Stop));
            return;
        }

        var links = await Book.ReadPayerLinksAsync([posted.Key, "999999999", "no key"], Stop);
        var again = await Book.ReadPayerLinksAsync([posted.Key], Stop);

        var (key, link) = Assert.Single(links);
        Assert.Equal(posted.Key, key);
        Assert.True(link.IsAbsoluteUri);
        Assert.Equal(link, again[key]);
        Assert.Empty(await Book.ReadPayerLinksAsync([], Stop));
    }

    [Fact]
    public async Task An_existing_document_is_found_for_adoption_by_customer_dates_and_text()
    {
        var invoice = await Erp.NewInvoiceAsync(Stop);
        var rule = new AdoptionQuery([invoice.CustomerKey], Erp.Today, Erp.Today, "course");

        var found = await Book.FindAdoptableAsync(rule, Stop);
        var dayAfter = await Book.FindAdoptableAsync(rule with { IssuedFrom = Erp.Today.AddDays(1) }, Stop);
        var otherText = await Book.FindAdoptableAsync(rule with { ReferenceContains = "c_urse" }, Stop);

        Assert.Equal(invoice.Key, Assert.Single(found).Key);
        Assert.Empty(dayAfter);
        Assert.Empty(otherText);
    }

    [Fact]
    public async Task Documents_are_listed_by_the_prefix_of_their_reference_and_by_their_day()
    {
        var posted = await Erp.NewInvoiceAsync(Stop);
        var draft = Erp.Invoice(posted.CustomerKey);
        await Book.DraftAsync([draft], Stop);

        var listed = await ListAsync(Erp.Prefix, null);
        var sinceToday = await ListAsync(Erp.Prefix, Erp.Today);

        var one = Assert.Single(listed, x => x.Key == posted.Key);
        Assert.Equal(
            (posted.Reference, posted.State, posted.Untaxed, posted.Total, posted.Open, posted.Version),
            (one.Reference, one.State, one.Untaxed, one.Total, one.Open, one.Version)
        );
        Assert.Equal(DocumentState.Draft, Assert.Single(listed, x => x.Reference == draft.Reference).State);
        Assert.Contains(sinceToday, x => x.Key == posted.Key);
        Assert.Empty(await ListAsync(Erp.Prefix, Erp.Today.AddDays(1)));
        Assert.Empty(await ListAsync($"{Erp.Prefix[..^1]}_", null));
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_before_anything_is_sent()
    {
        var drafts = Enumerable.Range(0, Book.BatchLimit + 1).Select(_ => Erp.Invoice("1")).ToList();

        await Assert.ThrowsAsync<ArgumentException>(() => Book.DraftAsync(drafts, Stop));
    }

    private async Task<List<ErpDocument>> ListAsync(string prefix, DateOnly? issuedFrom)
    {
        var listed = new List<ErpDocument>();
        await foreach (var page in Book.ListAsync(prefix, issuedFrom, Stop))
        {
            listed.AddRange(page);
        }

        return listed;
    }

    private static string Version(DocumentChanges changes, string key) =>
        Assert.Single(changes.Changes, c => c.Key == key).Version;
}
