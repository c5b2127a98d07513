using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>Days sales outstanding in one currency: how many days of billing are still owed.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Receivables">What was owed at the end of the last day.</param>
/// <param name="Billed">What was billed from the first day to the last, credit notes taken off, with tax.</param>
/// <param name="Days">How many days that is, both counted.</param>
/// <param name="Standard">Receivables / billed * days, one decimal; null when nothing was billed.</param>
/// <param name="CountBack">Days back from the last until so much was billed as is owed, one decimal; null when less was ever billed.</param>
internal sealed record SalesOutstanding(
    string Currency,
    Money Receivables,
    Money Billed,
    int Days,
    decimal? Standard,
    decimal? CountBack
)
{
    /// <summary>Works it out, for each currency in which there is anything. Pure.</summary>
    /// <param name="movements">All of the school's.</param>
    /// <param name="from">The first day of billing that counts.</param>
    /// <param name="to">The last one, and the day of the receivables.</param>
    public static IReadOnlyList<SalesOutstanding> Of(IEnumerable<Movement> movements, DateOnly from, DateOnly to) =>
        [
            .. movements
                .Where(x => x.On <= to)
                .GroupBy(x => x.Amount.Currency)
                .OrderBy(x => x.Key.Code, StringComparer.Ordinal)
                .Select(x => Of(x.Key, [.. x], from, to)),
        ];

    private static SalesOutstanding Of(Currency currency, List<Movement> movements, DateOnly from, DateOnly to)
    {
        var owed = movements.Sum(x => x.Amount.MinorUnits);
        var billing = movements.Where(x => x.Kind is MovementKind.Invoice or MovementKind.CreditNote).ToList();
        var billed = billing.Where(x => x.On >= from).Sum(x => x.Amount.MinorUnits);
        var days = to.DayNumber - from.DayNumber + 1;
        return new SalesOutstanding(
            currency.Code,
            new Money(owed, currency),
            new Money(billed, currency),
            days,
            billed > 0 ? Rounded((decimal)owed / billed * days) : null,
            Back(owed, billing, to)
        );
    }

    // Month by month: a month that was billed less than what is left is owed whole, of the last one a part.
    private static decimal? Back(long owed, List<Movement> billing, DateOnly to)
    {
        var byMonth = billing.ToLookup(x => (x.On.Year, x.On.Month), x => x.Amount.MinorUnits);
        var first = billing.Select(x => x.On).DefaultIfEmpty(to).Min();
        var (left, counted, last) = (Math.Max(0, owed), 0m, to);
        while (left > 0)
        {
            if (last < first)
            {
                return null;
            }

            var billed = byMonth[(last.Year, last.Month)].Sum();
            if (billed >= left)
            {
                return Rounded(counted + ((decimal)last.Day * left / billed));
            }

            left -= Math.Max(0, billed);
            counted += last.Day;
            last = last.AddDays(-last.Day);
        }

        return Rounded(counted);
    }

    private static decimal Rounded(decimal days) => decimal.Round(days, 1, MidpointRounding.AwayFromZero);
}
