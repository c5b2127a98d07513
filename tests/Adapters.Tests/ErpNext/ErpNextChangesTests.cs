using Collections.Adapters.ErpNext;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextChangesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public async Task A_listing_begins_as_much_earlier_as_the_overlap_says(int minutesOlder, bool listed)
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var old = await school.NewInvoiceAsync(Stop);
        var first = await school.Book.ListChangedAsync(null, Stop);
        school.Clock.Advance(TimeSpan.FromMinutes(minutesOlder));
        school.Twin.Change("Sales Invoice", (await school.NewInvoiceAsync(Stop)).Key, d => d["remarks"] = "new");
        Pin(school, old.Key, "2026-11-21 10:00:00.000000");
        var second = await school.Book.ListChangedAsync(first.Cursor, Stop);
        var cursor = $"2026-11-21 {(minutesOlder == 90 ? "11:30" : "11:31")}:00.000000";

        var third = await school.Book.ListChangedAsync(cursor, Stop);

        Assert.Equal(2, second.Changes.Count);
        Assert.Equal(listed, third.Changes.Any(c => c.Key == old.Key));
    }

    [Fact]
    public async Task An_unchanged_book_costs_one_call_and_keeps_its_cursor()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        await school.NewInvoiceAsync(Stop);
        var first = await school.Book.ListChangedAsync(null, Stop);
        school.Clock.Advance(TimeSpan.FromDays(2));
        school.Server.ResetCounts();

        var second = await school.Book.ListChangedAsync(first.Cursor, Stop);

        Assert.Equal(first.Cursor, second.Cursor);
        Assert.Equal(1, school.Server.Requests);
    }

    [Fact]
    public async Task An_empty_book_gives_a_cursor_that_begins_again()
    {
        await using var school = await ErpNextSchool.OpenAsync();

        var empty = await school.Book.ListChangedAsync(null, Stop);
        var invoice = await school.NewInvoiceAsync(Stop);
        var next = await school.Book.ListChangedAsync(empty.Cursor, Stop);

        Assert.Equal(invoice.Key, Assert.Single(next.Changes).Key);
    }

    [Fact]
    public async Task More_than_a_page_is_listed_whole_and_each_once()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        for (var i = 0; i <= ErpNextApi.PageSize; i++)
        {
            school.Twin.Add(
                "Sales Invoice",
                $"OLD-{i:D5}",
                new() { ["company"] = school.Twin.Company, ["currency"] = "EUR" }
            );
        }

        var listed = await school.Book.ListChangedAsync(null, Stop);

        Assert.Equal(ErpNextApi.PageSize + 1, listed.Changes.Select(c => c.Key).Distinct().Count());
        Assert.Equal(ErpNextApi.PageSize + 1, listed.Changes.Count);
    }

    private static void Pin(ErpNextSchool school, string key, string modified) =>
        school.Twin.Pin("Sales Invoice", key, modified);
}
