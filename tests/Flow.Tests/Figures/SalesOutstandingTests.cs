using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

public sealed class SalesOutstandingTests
{
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly DateOnly End = new(2026, 9, 30);

    [Fact]
    public void The_standard_formula_is_what_is_owed_at_the_end_by_what_was_billed_times_the_days()
    {
        var one = Of(new(2026, 7, 1), End, Invoice("2026-07-15", 90_000), Paid("2026-08-01", 60_000));

        Assert.Equal((30_000, 90_000, 92), (one.Receivables.MinorUnits, one.Billed.MinorUnits, one.Days));
        Assert.Equal(30.7m, one.Standard);
    }

    [Fact]
    public void Credit_notes_are_taken_off_what_was_billed()
    {
        var note = new Movement(End, MovementKind.CreditNote, new Money(-10_000, Euro), "r", "", "n");

        var one = Of(new(2026, 9, 1), End, Invoice("2026-09-01", 40_000), note);

        Assert.Equal(30_000, one.Billed.MinorUnits);
        Assert.Equal(30m, one.Standard);
    }

    [Theory]
    [InlineData("2026-07-01", 90_000)]
    [InlineData("2026-07-02", 0)]
    public void Only_what_was_billed_from_the_first_day_on_counts(string from, long billed)
    {
        var one = Of(DateOnly.Parse(from, null), End, Invoice("2026-07-01", 90_000));

        Assert.Equal(billed, one.Billed.MinorUnits);
        Assert.Equal(billed == 0, one.Standard is null);
    }

    [Fact]
    public void What_came_after_the_last_day_was_still_owed_on_it()
    {
        var one = Of(new(2026, 9, 1), End, Invoice("2026-09-30", 90_000), Paid("2026-10-01", 90_000));

        Assert.Equal(90_000, one.Receivables.MinorUnits);
    }

    // September's 40 are owed whole; of August's 60 the other 20: a third of its 31 days.
    [Fact]
    public void Counted_back_a_month_that_was_billed_less_than_is_owed_counts_whole()
    {
        var one = Of(
            new(2026, 8, 1),
            End,
            Invoice("2026-08-10", 60_000),
            Invoice("2026-09-10", 40_000),
            Paid("2026-09-20", 40_000)
        );

        Assert.Equal(40.3m, one.CountBack);
    }

    [Theory]
    [InlineData(40_000, "30")]
    [InlineData(20_000, "15")]
    [InlineData(0, "0")]
    public void Counted_back_a_part_of_the_last_month_counts_its_part_of_the_days(long owed, string days)
    {
        var one = Of(new(2026, 9, 1), End, Invoice("2026-09-10", 40_000), Paid("2026-09-20", 40_000 - owed));

        Assert.Equal(decimal.Parse(days, null), one.CountBack);
    }

    [Fact]
    public void A_month_that_is_not_over_has_the_days_up_to_the_last_one()
    {
        var one = Of(new(2026, 9, 1), new(2026, 9, 10), Invoice("2026-09-05", 40_000));

        Assert.Equal((10m, 10m), (one.Standard, one.CountBack));
    }

    [Fact]
    public void More_owed_than_was_ever_billed_cannot_be_counted_back()
    {
        var other = new Movement(End, MovementKind.Other, new Money(1, Euro), "r", "", "x");

        Assert.Null(Of(new(2026, 9, 1), End, Invoice("2026-09-10", 40_000), other).CountBack);
    }

    [Fact]
    public void Each_currency_has_figures_of_its_own()
    {
        var dollars = Invoice("2026-09-10", 1) with { Amount = new Money(500, Currency.Of("USD")) };

        var all = SalesOutstanding.Of([Invoice("2026-09-10", 40_000), dollars], new(2026, 9, 1), End);

        Assert.Equal([("EUR", 40_000), ("USD", 500)], all.Select(x => (x.Currency, x.Receivables.MinorUnits)));
    }

    private static SalesOutstanding Of(DateOnly from, DateOnly to, params Movement[] movements) =>
        SalesOutstanding.Of(movements, from, to).Single();

    private static Movement Invoice(string on, long minor) =>
        new(DateOnly.Parse(on, null), MovementKind.Invoice, new Money(minor, Euro), "r", "", on);

    private static Movement Paid(string on, long minor) =>
        new(DateOnly.Parse(on, null), MovementKind.Payment, new Money(-minor, Euro), "r", "", on);
}
