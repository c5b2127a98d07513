using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>What is open, by age and currency.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Buckets">Not due yet, 1-30, 31-60, 61-90 and over 90 days late.</param>
/// <param name="Total">Their sum.</param>
internal sealed record AgingRow(string Currency, IReadOnlyList<AgingBucket> Buckets, Money Total);

/// <summary>One age.</summary>
/// <param name="Name">Such as <c>31-60</c>.</param>
/// <param name="Receivables">How many.</param>
/// <param name="Owed">How much.</param>
internal sealed record AgingBucket(string Name, int Receivables, Money Owed);

/// <summary>The aging of what is owed.</summary>
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

    /// <summary>Adds it up for a day.</summary>
    public static async Task<IReadOnlyList<AgingRow>> OfAsync(
        LedgerContext ledger,
        string school,
        DateOnly today,
        CancellationToken ct
    )
    {
        var open = await ledger
            .DocumentLines.Where(x => x.School == school && x.OpenMinor > 0)
            .Join(
                ledger.Receivables.Where(x => x.State == ReceivableState.Live),
                x => x.ReceivableRef,
                x => x.Reference,
                (line, receivable) => new { receivable.Reference, receivable.DueOn }
            )
            .Distinct()
            .ToDictionaryAsync(x => x.Reference, x => x.DueOn, ct);
        var owed = new List<(DateOnly DueOn, Money Owed)>();
        foreach (var chunk in open.Keys.Chunk(Cycle.CycleRun.ChunkSize))
        {
            owed.AddRange(
                (await OpenItems.OwedAsync(ledger, school, chunk, ct))
                    .Where(x => x.Value.IsPositive)
                    .Select(x => (open[x.Key], x.Value))
            );
        }

        return
        [
            .. owed.GroupBy(x => x.Owed.Currency)
                .OrderBy(x => x.Key.Code, StringComparer.Ordinal)
                .Select(x => Row(x.Key, [.. x], today)),
        ];
    }

    private static AgingRow Row(Currency currency, List<(DateOnly DueOn, Money Owed)> owed, DateOnly today)
    {
        var byAge = owed.ToLookup(
            x => Array.FindIndex(Ages, age => today.DayNumber - x.DueOn.DayNumber <= age.DaysMax),
            x => x.Owed
        );
        var buckets = Ages.Select((age, i) => new AgingBucket(age.Name, byAge[i].Count(), Sum(byAge[i], currency)))
            .ToList();
        return new AgingRow(currency.Code, buckets, Sum(owed.Select(x => x.Owed), currency));
    }

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Money.Zero(currency), (a, b) => a + b);
}
