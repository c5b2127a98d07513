using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>What changed in Odoo is seen, though its clock, its seconds and its transactions hide it.</summary>
public sealed class OdooChangesTests : IAsyncLifetime
{
    private OdooSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await OdooSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Fact]
    public async Task An_unchanged_book_costs_one_call()
    {
        await school.NewInvoiceAsync(Stop);
        school.Clock.Advance(TimeSpan.FromHours(1));
        var first = await school.Book.ListChangedAsync(null, Stop);
        school.Server.ResetCounts();

        var second = await school.Book.ListChangedAsync(first.Cursor, Stop);

        Assert.Empty(second.Changes);
        Assert.Equal(1, school.Server.Requests);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task Rows_of_a_slow_transaction_are_found_as_long_as_the_overlap_is_longer(int minutes, bool seen)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Clock.Advance(TimeSpan.FromHours(1));
        var before = await school.Book.ListChangedAsync(null, Stop);
        using (school.Twin.SlowCommits(TimeSpan.FromMinutes(minutes)))
        {
            school.Twin.PayByBank(invoice.Key, 10m, school.Today);
        }

        var after = await school.Book.ListChangedAsync(before.Cursor, Stop);

        Assert.Equal(seen, after.Changes.Any(c => c.Key == invoice.Key));
    }

    [Fact]
    public async Task Two_changes_within_one_second_have_different_versions()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByBank(invoice.Key, 10m, school.Today);
        var one = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));
        school.Twin.PayByBank(invoice.Key, 10m, school.Today);

        var two = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.NotEqual(one.Version, two.Version);
    }

    [Fact]
    public async Task More_rows_than_a_page_are_each_listed_once()
    {
        var customer = school.Twin.AddPartner("Large");
        for (var batch = 0; batch < 21; batch++)
        {
            var drafts = Enumerable.Range(0, 500).Select(_ => school.Invoice(customer)).ToList();
            await school.Book.DraftAsync(drafts, Stop);
        }

        school.Clock.Advance(TimeSpan.FromMinutes(1));
        school.Server.ResetCounts();
        var listed = await school.Book.ListChangedAsync(null, Stop);

        Assert.Equal(10_500, listed.Changes.Count);
        Assert.Equal(10_500, listed.Changes.Select(c => c.Key).Distinct().Count());
        Assert.Equal(2, school.Server.Requests);
    }

    [Fact]
    public async Task An_undone_payment_is_listed_and_its_settlement_is_gone()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.RegisterPayment(invoice.Key, 121m, school.Today, "CASH");
        var paid = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));
        var before = await school.Book.ListChangedAsync(null, Stop);
        school.Clock.Advance(TimeSpan.FromMinutes(1));
        school.Twin.Unreconcile(invoice.Key);

        var after = await school.Book.ListChangedAsync(before.Cursor, Stop);
        var undone = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Single(paid.Settlements);
        Assert.Contains(after.Changes, c => c.Key == invoice.Key && c.Version == undone.Version);
        Assert.Empty(undone.Settlements);
        Assert.Equal(invoice.Total, undone.Open);
    }

    [Fact]
    public async Task A_bank_line_without_a_payment_record_and_a_foreign_payment_are_told_apart()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByBank(invoice.Key, 20m, school.Today.AddDays(-3));
        school.Twin.RegisterPayment(invoice.Key, 30m, school.Today);

        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal([SettlementKind.BankLine, SettlementKind.Payment], read.Settlements.Select(s => s.Kind));
        Assert.Equal([20m, 30m], read.Settlements.Select(s => s.Amount.Amount));
        Assert.Equal(school.Today.AddDays(-3), read.Settlements[0].On);
        Assert.All(read.Settlements, s => Assert.Null(s.SourceReference));
        Assert.Equal(71m, read.Open.Amount);
    }

    [Fact]
    public async Task A_line_added_to_a_posted_invoice_is_seen_as_another_total()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.EditPosted(invoice.Key, 9m);

        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal(130m, read.Total.Amount);
        Assert.Equal(invoice.Number, read.Number);
        Assert.NotEqual(invoice.Version, read.Version);
    }

    [Fact]
    public async Task A_cancelled_invoice_owes_nothing_and_its_money_becomes_credit()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.RegisterPayment(invoice.Key, 121m, school.Today);
        school.Twin.Cancel(invoice.Key);

        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));
        var credit = Assert.Single(await school.Adapter.Payments!.ReadCreditAsync([invoice.CustomerKey], Stop));

        Assert.Equal(DocumentState.Cancelled, read.State);
        Assert.True(read.Open.IsZero);
        Assert.Equal(121m, credit.Amount.Amount);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_cursor_that_cannot_be_read_lists_everything(string cursor)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Clock.Advance(TimeSpan.FromDays(30));

        var listed = await school.Book.ListChangedAsync(cursor, Stop);

        Assert.Contains(listed.Changes, c => c.Key == invoice.Key);
    }

    [Fact]
    public async Task Five_hundred_invoices_cost_at_most_2_7_calls_per_hundred_with_posting_and_reading_back()
    {
        var customer = school.Twin.AddPartner("Bulk");
        await school.NewInvoiceAsync(Stop, customer); // Login and codes are read once and are no cost per invoice.
        var drafts = Enumerable.Range(0, 500).Select(_ => school.Invoice(customer)).ToList();
        school.Server.ResetCounts();

        var drafted = await school.Book.DraftAsync(drafts, Stop);
        var posted = await school.Book.PostAsync([.. drafted.Select(o => o.Value!)], Stop);

        Assert.Equal(500, posted.Count(o => o.Kind == OutcomeKind.Done && o.Value!.DueLines.Count == 1));
        Assert.Equal(5, school.Server.Counts["account.move/load"]);
        Assert.Equal(5, school.Server.Counts["account.move/action_post"]);
        Assert.True(school.Server.Requests <= 13, $"{school.Server.Requests} calls for 500 invoices");
    }

    [Fact]
    public async Task Five_hundred_documents_are_read_whole_in_four_calls()
    {
        var customer = school.Twin.AddPartner("Bulk");
        var drafts = Enumerable.Range(0, 500).Select(_ => school.Invoice(customer)).ToList();
        var drafted = await school.Book.DraftAsync(drafts, Stop);
        await school.Book.PostAsync([.. drafted.Select(o => o.Value!)], Stop);
        foreach (var one in drafted.Take(250))
        {
            school.Twin.PayByBank(one.Value!.Key, 1m, school.Today);
        }

        school.Server.ResetCounts();
        var read = await school.Book.ReadAsync([.. drafted.Select(o => o.Value!.Key)], Stop);

        Assert.Equal(250, read.Count(d => d.Settlements.Count == 1));
        Assert.Equal(4, school.Server.Requests);
    }

    [Fact]
    public async Task Calls_are_told_by_model_and_method_and_as_reading_or_writing()
    {
        await school.NewInvoiceAsync(Stop);

        Assert.Contains(school.Calls, c => c is { Operation: "common.authenticate", IsWrite: false, Status: 200 });
        Assert.Contains(school.Calls, c => c is { Operation: "account.move.load", IsWrite: true });
        Assert.Contains(school.Calls, c => c is { Operation: "account.move.search_read", IsWrite: false });
        Assert.Single(school.Calls, c => c.Operation == "common.authenticate");
    }
}
