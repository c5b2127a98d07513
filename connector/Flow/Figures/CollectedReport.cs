using System.Globalization;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>By which time money is told apart.</summary>
internal enum PeriodKind
{
    /// <summary>Calendar months, such as <c>2026-09</c>.</summary>
    Month,

    /// <summary>Weeks by ISO 8601, such as <c>2026-W36</c>.</summary>
    Week,
}

/// <summary>What came in and what did not, in one period and currency. All amounts are with tax; none is below zero but by a correction.</summary>
/// <param name="Period">The month or week.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="Billed">Invoices posted.</param>
/// <param name="Credited">Credit notes posted.</param>
/// <param name="Collected">Settlements of receivables by money.</param>
/// <param name="AfterDue">Of it, what came after its receivable's due day.</param>
/// <param name="AfterContact">Of that, what came on the day of the first message about the receivable or later.</param>
/// <param name="GivenBack">Refunds and chargebacks.</param>
/// <param name="WrittenOff">What the school gave up.</param>
/// <param name="Cancelled">What is not asked for any more, and has no credit note yet.</param>
internal sealed record CollectedRow(
    string Period,
    string Currency,
    Money Billed,
    Money Credited,
    Money Collected,
    Money AfterDue,
    Money AfterContact,
    Money GivenBack,
    Money WrittenOff,
    Money Cancelled
);

/// <summary>What was billed, collected and recovered, period by period.</summary>
/// <param name="By">Months or weeks.</param>
/// <param name="Rows">One for each period and currency in which there is anything at all, also where a period has nothing.</param>
/// <param name="Totals">One for each currency; their period is <c>all</c>.</param>
internal sealed record CollectedReport(
    PeriodKind By,
    IReadOnlyList<CollectedRow> Rows,
    IReadOnlyList<CollectedRow> Totals
)
{
    /// <summary>Adds it up. Pure.</summary>
    /// <param name="book">The school's movements.</param>
    /// <param name="contactedOn">The day of the first message about each receivable, by reference.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last one.</param>
    /// <param name="by">Months or weeks; the first and the last one may be cut off.</param>
    public static CollectedReport Of(
        MovementBook book,
        IReadOnlyDictionary<string, DateOnly> contactedOn,
        DateOnly from,
        DateOnly to,
        PeriodKind by
    )
    {
        var due = book.Receivables.ToDictionary(x => x.Reference, x => x.DueOn);
        var events = book
            .Movements.Where(x => x.On >= from && x.On <= to)
            .Select(x => new Event(
                x.On,
                x.Kind,
                x.Amount,
                x.On > due[x.Receivable],
                contactedOn.TryGetValue(x.Receivable, out var contacted) && contacted <= x.On
            ))
            // What went back of money that settled nothing went back too.
            .Concat(
                book.Credit.Where(x => x.Kind == MovementKind.GivenBack && x.On >= from && x.On <= to)
                    .Select(x => new Event(x.On, x.Kind, -x.Amount, false, false))
            )
            .ToList();
        var currencies = events
            .Select(x => x.Amount.Currency)
            .Distinct()
            .OrderBy(x => x.Code, StringComparer.Ordinal)
            .ToList();
        var byPeriod = events.ToLookup(x => (NameOf(x.On, by), x.Amount.Currency));
        return new CollectedReport(
            by,
            [
                .. Periods(from, to, by)
                    .SelectMany(
                        _ => currencies,
                        (period, currency) => Row(period, currency, byPeriod[(period, currency)])
                    ),
            ],
            [.. currencies.Select(x => Row("all", x, events.Where(e => e.Amount.Currency == x)))]
        );
    }

    private static IEnumerable<string> Periods(DateOnly from, DateOnly to, PeriodKind by) =>
        by == PeriodKind.Week
            ? Weeks.Between(from, to).Select(Weeks.NameOf)
            : Enumerable
                .Range(0, ((to.Year - from.Year) * 12) + to.Month - from.Month + 1)
                .Select(x => NameOf(new DateOnly(from.Year, from.Month, 1).AddMonths(x), by));

    private static string NameOf(DateOnly day, PeriodKind by) =>
        by == PeriodKind.Week ? Weeks.NameOf(day) : day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static CollectedRow Row(string period, Currency currency, IEnumerable<Event> events)
    {
        var byKind = events.ToLookup(x => x.Kind);
        var late = byKind[MovementKind.Payment].Where(x => x.AfterDue).ToList();
        return new CollectedRow(
            period,
            currency.Code,
            Sum(byKind[MovementKind.Invoice], 1),
            Sum(byKind[MovementKind.CreditNote], -1),
            Sum(byKind[MovementKind.Payment], -1),
            Sum(late, -1),
            Sum(late.Where(x => x.AfterContact), -1),
            Sum(byKind[MovementKind.GivenBack], 1),
            Sum(byKind[MovementKind.WrittenOff], -1),
            Sum(byKind[MovementKind.Cancelled], -1)
        );

        Money Sum(IEnumerable<Event> some, int sign) => new(sign * some.Sum(x => x.Amount.MinorUnits), currency);
    }

    private sealed record Event(DateOnly On, MovementKind Kind, Money Amount, bool AfterDue, bool AfterContact);
}
