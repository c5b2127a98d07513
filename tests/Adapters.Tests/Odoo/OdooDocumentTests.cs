using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>What Odoo does to documents that its documentation does not say.</summary>
public sealed class OdooDocumentTests : IAsyncLifetime
{
    private OdooSchool school = null!;
    private string customer = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        school = await OdooSchool.OpenAsync();
        customer = school.Twin.AddPartner("Existing");
    }

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.MaintenancePage)]
    public async Task An_answer_lost_while_drafting_leaves_exactly_one_document_each(FaultKind kind)
    {
        school.Server.Faults.Add(new Fault(kind, "account.move/load"));
        var drafts = Drafts(20);

        var made = await school.Book.DraftAsync(drafts, Stop);

        Assert.All(made, o => Assert.Equal(OutcomeKind.Done, o.Kind));
        Assert.Equal(20, school.Twin.Invoices.Count);
        Assert.Equal(20, school.Twin.Invoices.Select(i => i.Reference).Distinct().Count());
    }

    [Fact]
    public async Task Answers_that_stay_lost_are_unknown_and_a_later_call_finds_the_same_documents()
    {
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "account.move/load", Times: 3));
        var drafts = Drafts(3);

        var lost = await school.Book.DraftAsync(drafts, Stop);
        var later = await school.Book.DraftAsync(drafts, Stop);

        Assert.All(lost, o => Assert.Equal(OutcomeKind.Unknown, o.Kind));
        Assert.All(later, o => Assert.Equal(OutcomeKind.Done, o.Kind));
        Assert.Equal(3, school.Twin.Invoices.Count);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.Reset)]
    public async Task An_answer_lost_while_posting_leaves_every_document_posted_once(FaultKind kind)
    {
        var drafted = await DraftAsync(20);
        school.Server.Faults.Add(new Fault(kind, "account.move/action_post"));

        var posted = await school.Book.PostAsync(drafted, Stop);

        Assert.All(posted, o => Assert.Equal(OutcomeKind.Done, o.Kind));
        Assert.Equal(20, school.Twin.Invoices.Select(i => i.Number).Distinct().Count());
        Assert.All(school.Twin.Invoices, i => Assert.Equal("posted", i.State));
    }

    [Fact]
    public async Task Six_callers_with_the_same_drafts_make_each_document_once()
    {
        var drafts = Drafts(10);
        school.Twin.LoseRaces(4);
        var others = Enumerable.Range(0, 6).Select(_ => school.Connect()).ToList();

        var all = await Task.WhenAll(others.Select(one => one.Documents.DraftAsync(drafts, Stop)));

        Assert.All(all.SelectMany(o => o), o => Assert.Equal(OutcomeKind.Done, o.Kind));
        Assert.Single(all.Select(o => string.Join(',', o.Select(d => d.Value!.Key).Order())).Distinct());
        Assert.Equal(10, school.Twin.Invoices.Count);
        foreach (var one in others)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_race_lost_again_and_again_is_left_for_later_with_nothing_written()
    {
        school.Twin.LoseRaces(100);

        var made = await school.Book.DraftAsync(Drafts(2), Stop);

        Assert.All(made, o => Assert.Equal(OutcomeKind.Later, o.Kind));
        Assert.Empty(school.Twin.Invoices);
    }

    [Fact]
    public async Task An_archived_currency_refuses_the_document_before_it_is_sent()
    {
        var franc = Currency.Of("CHF");
        var line = school.Line(10m) with { UnitPrice = Money.Exactly(10m, franc) };
        var draft = school.Invoice(customer) with { Currency = franc, Lines = [line] };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("CHF is archived", made.Reason, StringComparison.Ordinal);
        Assert.Empty(school.Twin.Invoices);
    }

    [Theory]
    [InlineData("430000", OutcomeKind.Rejected)]
    [InlineData("705000", OutcomeKind.Done)]
    public async Task A_receivable_account_on_a_line_is_refused(string account, OutcomeKind expected)
    {
        var draft = school.Invoice(customer) with { Lines = [school.Line(10m) with { AccountKey = account }] };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(expected, made.Kind);
    }

    [Fact]
    public async Task An_account_on_some_lines_only_is_refused_since_an_empty_cell_is_a_value()
    {
        var draft = school.Invoice(customer) with
        {
            Lines = [school.Line(10m) with { AccountKey = "705000" }, school.Line(5m)],
        };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("account_id", made.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_with_different_columns_and_several_lines_all_keep_their_quantities()
    {
        var plain = school.Invoice(customer, 100m);
        var rich = school.Invoice(customer) with
        {
            JournalKey = "INV",
            Lines =
            [
                school.Line(10.10m) with
                {
                    Quantity = 3m,
                    ProductKey = "COURSE",
                    AnalyticKey = "COURSES",
                },
                school.Line(7m, "0% Exempt"),
            ],
        };

        var made = await school.Book.DraftAsync([plain, rich], Stop);

        Assert.Equal(Euro(121m), made.Single(o => o.Reference == plain.Reference).Value!.Total);
        Assert.Equal(Euro(43.66m), made.Single(o => o.Reference == rich.Reference).Value!.Total);
    }

    [Fact]
    public async Task A_tax_that_includes_itself_takes_the_tax_out_of_the_price()
    {
        const string Included = "21% S included";
        var draft = school.Invoice(customer) with
        {
            Lines = [school.Line(100m, Included), school.Line(33.33m, Included) with { Quantity = 3m }],
        };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;

        Assert.Equal(Euro(165.28m), made.Untaxed);
        Assert.Equal(Euro(199.99m), made.Total);
    }

    [Fact]
    public async Task Rounding_over_the_document_shows_in_the_drafts_total()
    {
        school.Twin.RoundGlobally();
        var draft = school.Invoice(customer) with
        {
            Lines = [.. Enumerable.Range(0, 3).Select(_ => school.Line(10.01m))],
        };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;

        Assert.Equal(Euro(36.34m), made.Total);
    }

    [Fact]
    public async Task Without_due_date_and_term_the_issue_date_is_due_and_not_the_servers_today()
    {
        var issued = school.Today.AddDays(-10);
        var draft = school.Invoice(customer) with { IssueOn = issued, DueOn = null };

        await school.Book.DraftAsync([draft], Stop);

        Assert.Equal(issued, Assert.Single(school.Twin.Invoices).DueDate);
    }

    [Fact]
    public async Task A_term_that_the_customer_has_in_Odoo_does_not_override_our_due_date()
    {
        school.Twin.SetTerm(customer, school.Twin.AddTerm("90 Days", (100m, 90)));
        var draft = school.Invoice(customer) with { DueOn = school.Today.AddDays(5) };

        await school.Book.DraftAsync([draft], Stop);

        Assert.Equal(school.Today.AddDays(5), Assert.Single(school.Twin.Invoices).DueDate);
    }

    [Fact]
    public async Task A_payment_term_gives_a_due_line_for_each_part()
    {
        var draft = school.Invoice(customer) with { DueOn = null, PaymentTermKey = "30% now, balance 60 days" };
        var drafted = Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;

        var posted = Assert.Single(await school.Book.PostAsync([drafted], Stop)).Value!;

        Assert.Equal([Euro(36.30m), Euro(84.70m)], posted.DueLines.Select(line => line.Amount));
        Assert.Equal([school.Today, school.Today.AddDays(60)], posted.DueLines.Select(line => line.DueOn));
    }

    [Fact]
    public async Task An_invoice_in_dollars_is_open_in_dollars_after_a_payment_in_euro()
    {
        var dollar = Currency.Of("USD");
        var line = school.Line(110m) with { UnitPrice = Money.Exactly(110m, dollar) };
        var draft = school.Invoice(customer) with { Currency = dollar, Lines = [line] };
        var drafted = Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;
        await school.Book.PostAsync([drafted], Stop);
        school.Twin.PayByBank(drafted.Key, 50m, school.Today);

        var read = Assert.Single(await school.Book.ReadAsync([drafted.Key], Stop));

        Assert.Equal(Money.Exactly(133.10m, dollar), read.Total);
        Assert.Equal(Money.Exactly(78.10m, dollar), read.Open);
        Assert.Equal(Money.Exactly(55m, dollar), Assert.Single(read.Settlements).Amount);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("state")]
    [InlineData("ref")]
    public async Task A_mapping_may_not_set_what_Odoo_or_the_connector_owns(string field)
    {
        var draft = school.Invoice(customer) with { Fields = new Dictionary<string, string> { [field] = "EXT/1" } };

        var made = Assert.Single(await school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains($"'{field}'", made.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_field_that_Odoo_lacks_refuses_only_the_documents_that_have_it()
    {
        var with = school.Invoice(customer) with { Fields = new Dictionary<string, string> { ["x_course"] = "A" } };
        var without = school.Invoice(customer);

        var missing = await school.Book.DraftAsync([with, without], Stop);
        school.Twin.AddDocumentField("x_course");
        var added = Assert.Single(await school.Book.DraftAsync([with], Stop));

        var refused = Assert.Single(missing, o => o.Kind == OutcomeKind.Rejected);
        Assert.Equal(with.Reference, refused.Reference);
        Assert.Contains("x_course", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, added.Kind);
    }

    [Fact]
    public async Task Closed_periods_are_told_and_their_last_day_is_the_latest()
    {
        var open = await school.Book.ReadLocksAsync(Stop);
        school.Twin.Lock(new DateOnly(2026, 8, 31), tax: new DateOnly(2026, 9, 30));

        var closed = await school.Book.ReadLocksAsync(Stop);

        Assert.Null(open.LastClosedDay);
        Assert.Equal(new DateOnly(2026, 8, 31), closed.FiscalYear);
        Assert.Null(closed.Period);
        Assert.Equal(new DateOnly(2026, 9, 30), closed.LastClosedDay);
    }

    [Fact]
    public async Task One_draft_that_cannot_be_posted_is_named_and_the_rest_is_posted()
    {
        var drafts = await DraftAsync(9);
        var hollow = school.Invoice(customer) with { Lines = [school.Line(-5m)] };
        var negative = Assert.Single(await school.Book.DraftAsync([hollow], Stop)).Value!;

        var posted = await school.Book.PostAsync([.. drafts.Take(4), negative, .. drafts.Skip(4)], Stop);

        var refused = Assert.Single(posted, o => o.Kind != OutcomeKind.Done);
        Assert.Equal(hollow.Reference, refused.Reference);
        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Equal(9, school.Twin.Invoices.Count(i => i.State == "posted"));
    }

    [Fact]
    public async Task Drafts_that_somebody_posted_or_deleted_meanwhile_do_not_hold_the_batch()
    {
        var drafts = await DraftAsync(6);
        school.Twin.Post(drafts[0].Key);
        school.Twin.Cancel(drafts[1].Key);

        var posted = await school.Book.PostAsync(drafts, Stop);

        Assert.Equal(OutcomeKind.Rejected, posted[1].Kind);
        Assert.Equal(5, posted.Count(o => o.Kind == OutcomeKind.Done));
    }

    private IReadOnlyList<DocumentDraft> Drafts(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => school.Invoice(customer))];

    private async Task<List<ErpDocument>> DraftAsync(int count) =>
        [.. (await school.Book.DraftAsync(Drafts(count), Stop)).Select(o => o.Value!)];

    private static Money Euro(decimal amount) => Money.Exactly(amount, Currency.Of("EUR"));
}
