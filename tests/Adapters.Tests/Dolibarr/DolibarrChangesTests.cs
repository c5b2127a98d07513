using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>What changed in Dolibarr is seen, though its date of change stands still and its clocks differ.</summary>
public sealed class DolibarrChangesTests : IAsyncLifetime
{
    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await DolibarrSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Fact]
    public async Task A_second_payment_does_not_move_the_date_of_change_and_is_seen()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 10m, school.Today);
        var before = await LaterAsync(await school.Book.ListChangedAsync(null, Stop));
        school.Twin.Pay(invoice.Key, 10m, school.Today);

        var after = await school.Book.ListChangedAsync(before.Cursor, Stop);
        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.NotEqual(Version(before, invoice), Version(after, invoice));
        Assert.Equal(read.Version, Version(after, invoice));
        Assert.Equal(101m, read.Open.Amount);
        Assert.Equal(2, read.Settlements.Select(s => s.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_credit_note_that_is_used_by_hand_is_seen()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var other = await school.NewInvoiceAsync(Stop, invoice.CustomerKey);
        school.Twin.Pay(other.Key, 121m, school.Today);
        var note = Assert.Single(await school.Book.DraftAsync([school.CreditNote(other, 40m)], Stop)).Value!;
        await school.Book.PostAsync([note], Stop);
        var before = await LaterAsync(await school.Book.ListChangedAsync(null, Stop));
        await DolibarrWire.PostAsync(school, $"invoices/{invoice.Key}/usecreditnote/1", [], Stop);

        var after = await school.Book.ListChangedAsync(before.Cursor, Stop);
        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.NotEqual(Version(before, invoice), Version(after, invoice));
        Assert.Equal((72.6m, SettlementKind.CreditNote), (read.Open.Amount, Assert.Single(read.Settlements).Kind));
    }

    [Fact]
    public async Task The_payment_that_closes_an_invoice_is_seen_though_it_is_unpaid_no_more()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 21m, school.Today);
        var before = await LaterAsync(await school.Book.ListChangedAsync(null, Stop));
        school.Twin.Pay(invoice.Key, 100m, school.Today);

        var after = await school.Book.ListChangedAsync(before.Cursor, Stop);

        Assert.NotEqual(Version(before, invoice), Version(after, invoice));
    }

    [Fact]
    public async Task The_cursor_is_the_databases_own_clock()
    {
        await school.NewInvoiceAsync(Stop);

        var listed = await school.Book.ListChangedAsync(null, Stop);

        Assert.Equal("2026-11-21 09:00:00", listed.Cursor);
    }

    [Theory]
    [InlineData(90, 0, true)]
    [InlineData(90, 1, false)]
    [InlineData(30, 1, false)]
    public async Task A_closed_invoice_is_read_again_as_long_as_the_overlap_says(
        int overlap,
        int secondsMore,
        bool seen
    )
    {
        await using var adapter = school.Connect(settings => settings["watermarkOverlapMinutes"] = overlap);
        var closed = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(closed.Key, 121m, school.Today);
        school.Clock.Advance(TimeSpan.FromMinutes(overlap) + TimeSpan.FromSeconds(secondsMore - 1));
        await school.NewInvoiceAsync(Stop);
        var cursor = (await adapter.Documents.ListChangedAsync(null, Stop)).Cursor;

        var listed = await adapter.Documents.ListChangedAsync(cursor, Stop);

        Assert.Equal(seen, listed.Changes.Any(c => c.Key == closed.Key));
    }

    [Fact]
    public async Task More_rows_than_a_page_are_each_listed_once()
    {
        var customer = await school.NewCustomerAsync(Stop);
        for (var batch = 0; batch < 3; batch++)
        {
            var drafts = Enumerable.Range(0, 67).Select(_ => school.Invoice(customer)).ToList();
            await school.Book.DraftAsync(drafts, Stop);
        }

        school.Server.ResetCounts();
        var listed = await school.Book.ListChangedAsync(null, Stop);

        Assert.Equal(201, listed.Changes.Count);
        Assert.Equal(201, listed.Changes.Select(c => c.Key).Distinct().Count());
        Assert.Equal(3, school.Server.Requests);
    }

    [Fact]
    public async Task An_empty_book_lists_nothing_though_Dolibarr_answers_404()
    {
        var first = await school.Book.ListChangedAsync(null, Stop);
        var second = await school.Book.ListChangedAsync(first.Cursor, Stop);

        Assert.Empty(first.Changes);
        Assert.Empty(second.Changes);
    }

    [Theory]
    [InlineData("not a clock")]
    [InlineData("2026-11-21' OR '1'='1")]
    public async Task A_cursor_that_cannot_be_read_lists_everything(string cursor)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 121m, school.Today);
        school.Clock.Advance(TimeSpan.FromDays(30));

        var listed = await school.Book.ListChangedAsync(cursor, Stop);

        Assert.Contains(listed.Changes, c => c.Key == invoice.Key);
    }

    [Fact]
    public async Task A_hundred_invoices_are_made_and_posted_with_little_more_than_two_calls_each()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var drafts = Enumerable.Range(0, 100).Select(_ => school.Invoice(customer)).ToList();
        school.Server.ResetCounts();

        var drafted = await school.Book.DraftAsync(drafts, Stop);
        var posted = await school.Book.PostAsync([.. drafted.Select(o => o.Value!)], Stop);

        Assert.Equal(100, posted.Count(o => o.Kind == OutcomeKind.Done && o.Value!.DueLines.Count == 1));
        Assert.True(school.Server.Requests <= 212, $"{school.Server.Requests} calls for 100 invoices");
    }

    [Fact]
    public async Task Every_answer_is_asked_for_uncompressed()
    {
        await school.Book.ListChangedAsync(null, Stop);

        Assert.Equal("identity", school.Twin.AcceptEncoding);
    }

    /// <summary>Time goes by until the overlap no longer shows what is closed: another invoice moves the watermark on.</summary>
    private async Task<DocumentChanges> LaterAsync(DocumentChanges listed)
    {
        school.Clock.Advance(TimeSpan.FromHours(3));
        await school.NewInvoiceAsync(Stop);
        var later = await school.Book.ListChangedAsync(null, Stop);
        school.Clock.Advance(TimeSpan.FromHours(3));
        return later with { Changes = [.. later.Changes.Where(c => listed.Changes.Any(l => l.Key == c.Key))] };
    }

    private static string Version(DocumentChanges changes, ErpDocument document) =>
        Assert.Single(changes.Changes, c => c.Key == document.Key).Version;
}
