using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Desk;

/// <summary>What is open, by age and currency.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Buckets">Not due yet, 1-30, 31-60, 61-90 and over 90 days late.</param>
/// <param name="Total">Their sum.</param>
internal sealed record AgingRow(string Currency, IReadOnlyList<AgingBucket> Buckets, Money Total);

/// <summary>What one payer owes in one currency, by age.</summary>
/// <param name="Payer">The payer's key.</param>
/// <param name="OldestDueOn">The due day of the oldest debt.</param>
/// <param name="Aging">The amounts.</param>
internal sealed record PayerAging(string Payer, DateOnly OldestDueOn, AgingRow Aging);

/// <summary>One age.</summary>
/// <param name="Name">Such as <c>31-60</c>.</param>
/// <param name="Receivables">How many.</param>
/// <param name="Owed">How much.</param>
internal sealed record AgingBucket(string Name, int Receivables, Money Owed);

/// <summary>The aging of what is owed. What is written off or cancelled is not owed.</summary>
internal static class AgingReport
{
    private static readonly (string Name, int DaysMax)[] Ages =
    [
        ("not due", 0),
        ("1-30", 30),
        ("31-60", 60),
        ("61-90", 90),
        ("over 90", int.MaxValue),
    ];

    /// <summary>Gets the names of the ages, the youngest first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Ages.Select(x => x.Name)];

    /// <summary>Adds it up for a day.</summary>
    public static async Task<IReadOnlyList<AgingRow>> OfAsync(
        LedgerContext ledger,
        string school,
        DateOnly today,
        CancellationToken ct
    ) => Of(await OpenDebts.ReadAsync(ledger, school, ct), today);

    /// <summary>What is owed by age, one row for each currency. Pure.</summary>
    public static IReadOnlyList<AgingRow> Of(IEnumerable<DueAmount> debts, DateOnly today) =>
        [
            .. debts
                .GroupBy(x => x.Amount.Currency)
                .OrderBy(x => x.Key.Code, StringComparer.Ordinal)
                .Select(x => Row(x.Key, [.. x], today)),
        ];

    /// <summary>What each payer owes by age, one row for each currency; who owes the most of a currency comes first. Pure.</summary>
    public static IReadOnlyList<PayerAging> ByPayer(IEnumerable<DueAmount> debts, DateOnly today) =>
        [
            .. debts
                .GroupBy(x => (x.Payer, x.Amount.Currency))
                .Select(x => new PayerAging(x.Key.Payer, x.Min(d => d.On), Row(x.Key.Currency, [.. x], today)))
                .OrderBy(x => x.Aging.Currency, StringComparer.Ordinal)
                .ThenByDescending(x => x.Aging.Total.MinorUnits)
                .ThenBy(x => x.Payer, StringComparer.Ordinal),
        ];

    private static AgingRow Row(Currency currency, List<DueAmount> debts, DateOnly today)
    {
        var byAge = debts.ToLookup(
            x => Array.FindIndex(Ages, age => today.DayNumber - x.On.DayNumber <= age.DaysMax),
            x => x.Amount
        );
        var buckets = Ages.Select((age, i) => new AgingBucket(age.Name, byAge[i].Count(), Sum(byAge[i], currency)))
            .ToList();
        return new AgingRow(currency.Code, buckets, Sum(debts.Select(x => x.Amount), currency));
    }

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Money.Zero(currency), (a, b) => a + b);
}
