using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using static Collections.Flow.Tests.Figures.Movements.Books;

namespace Collections.Flow.Tests.Figures;

public sealed class CollectedReportTests
{
    private static readonly Dictionary<string, DateOnly> Nobody = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10, 0)]
    [InlineData(11, 12_100)]
    public void What_comes_on_the_due_day_is_not_recovered_and_on_the_day_after_it_is(int paidOn, long afterDue)
    {
        var row = All(Settled(paidOn), Nobody);

        Assert.Equal((12_100, afterDue), (row.Collected.MinorUnits, row.AfterDue.MinorUnits));
        Assert.Equal(0, row.AfterContact.MinorUnits);
    }

    [Theory]
    [InlineData(15, 12_100)]
    [InlineData(16, 0)]
    public void Money_of_the_day_of_the_first_message_came_after_it(int contactedOn, long afterContact)
    {
        var row = All(Settled(15), new() { ["r1"] = First.AddDays(contactedOn) });

        Assert.Equal(afterContact, row.AfterContact.MinorUnits);
    }

    [Fact]
    public void Months_without_anything_stand_there_too_and_sum_to_the_whole()
    {
        var report = CollectedReport.Of(Settled(70), Nobody, First, First.AddDays(89), PeriodKind.Month);

        Assert.Equal(["2026-09", "2026-10", "2026-11"], report.Rows.Select(x => x.Period));
        Assert.Equal([12_100, 0, 0], report.Rows.Select(x => x.Billed.MinorUnits));
        Assert.Equal([0, 0, 12_100], report.Rows.Select(x => x.Collected.MinorUnits));
        Assert.Equal(12_100, report.Totals.Single().Collected.MinorUnits);
    }

    [Fact]
    public void Weeks_are_those_of_ISO_8601()
    {
        var report = CollectedReport.Of(Settled(6), Nobody, First, First.AddDays(6), PeriodKind.Week);

        Assert.Equal(["2026-W36", "2026-W37"], report.Rows.Select(x => x.Period));
        Assert.Equal([0, 12_100], report.Rows.Select(x => x.Collected.MinorUnits));
    }

    [Fact]
    public void Credited_written_off_and_cancelled_are_three_different_things()
    {
        var book = Book(
            [
                Receivable("r1", 0),
                Receivable("r2", 5_000, state: ReceivableState.WrittenOff, givenUp: 20),
                Receivable("r3", 7_000, state: ReceivableState.Cancelled),
            ],
            [
                Invoice("r1", 0, 10_000),
                Note("r1", 4, 10_000),
                Invoice("r2", 0, 5_000, "i2"),
                Invoice("r3", 0, 7_000, "i3"),
            ],
            []
        );

        var row = All(book, Nobody);

        Assert.Equal(
            (22_000, 10_000, 5_000, 7_000),
            (row.Billed.MinorUnits, row.Credited.MinorUnits, row.WrittenOff.MinorUnits, row.Cancelled.MinorUnits)
        );
    }

    [Fact]
    public void Money_that_went_back_counts_once_whether_it_had_settled_something_or_not()
    {
        var settling = Payment("y1", 3, back: 5_000, backOn: 9);
        var free = Payment("y2", 3, rest: 2_000, back: 2_000, backOn: 9);

        var book = Book(
            [Receivable("r1", 5_000)],
            [Invoice("r1", 0, 12_100)],
            [Paid("r1", settling, 12_100)],
            settling,
            free
        );

        Assert.Equal(7_000, All(book, Nobody).GivenBack.MinorUnits);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public async Task A_reminder_that_went_out_is_a_contact_and_its_day_is_the_first(int lastDay, int contacted)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 10 + lastDay);
        await using var ledger = school.Ledger.CreateDbContext();

        var first = await FirstContacts.ReadAsync(ledger, school.Profile, Ct);

        Assert.Equal(contacted, first.Count);
        Assert.All(first.Values, x => Assert.Equal(TestSchool.Start.AddDays(13), x));
    }

    private static MovementBook Settled(int on) =>
        Book([Receivable("r1", 0)], [Invoice("r1", 0, 12_100)], [Paid("r1", Payment("y1", on), 12_100)]);

    private static CollectedRow All(MovementBook book, Dictionary<string, DateOnly> contacted) =>
        CollectedReport.Of(book, contacted, First, First.AddDays(99), PeriodKind.Month).Totals.Single();
}
