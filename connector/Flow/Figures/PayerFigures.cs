using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>A payer with the past, and what is owed now.</summary>
/// <param name="Key">The payer's key.</param>
/// <param name="Past">The payer's receivables.</param>
/// <param name="Owed">What is owed of each that is open, by reference, as the ERP has it.</param>
internal sealed record PayerFigures(string Key, IReadOnlyList<PaidThen> Past, IReadOnlyDictionary<string, Money> Owed)
{
    /// <summary>Gets the days on which promises were found broken.</summary>
    public IReadOnlyList<DateOnly> BrokenOn { get; init; } = [];

    /// <summary>Every payer of a school who ever owed, in the order of their keys.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school.</param>
    /// <param name="from">What was settled more than two years before this day is left out.</param>
    /// <param name="only">Only the payer with this key; null for all.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<List<PayerFigures>> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        DateOnly from,
        string? only,
        CancellationToken ct
    )
    {
        var payers = new List<(string Key, List<PaidThen> Past, List<DateOnly> BrokenOn)>();
        await foreach (var payer in ReplayBook.ReadAsync(ledger, school, from, courseTypes: false, only, ct))
        {
            payers.Add((payer.Key, [.. payer.Past], [.. Broken(payer)]));
        }

        var owed = new Dictionary<string, Money>(StringComparer.Ordinal);
        var open = payers.SelectMany(x => x.Past).Where(x => x.SettledOn is null).Select(x => x.Reference);
        foreach (var chunk in open.Chunk(CycleRun.ChunkSize))
        {
            foreach (var (reference, amount) in await OpenItems.OwedAsync(ledger, school.Key, chunk, ct))
            {
                owed[reference] = amount;
            }
        }

        return
        [
            .. payers.Select(x => new PayerFigures(
                x.Key,
                x.Past,
                x.Past.Where(p => owed.TryGetValue(p.Reference, out var amount) && amount.IsPositive)
                    .ToDictionary(p => p.Reference, p => owed[p.Reference])
            )
            {
                BrokenOn = x.BrokenOn,
            }),
        ];
    }

    // A promise about all that a payer owes stands beside each of the debts, and was broken once.
    private static IEnumerable<DateOnly> Broken(ReplayPayer payer) =>
        payer
            .Debts.SelectMany(x => x.Said)
            .Where(x => x.Said.Outcome == StandingBook.Broken)
            .DistinctBy(x => x.Said.Id)
            .Select(x => x.From);
}

/// <summary>A payer who deserves thanks.</summary>
/// <param name="Payer">The payer's key.</param>
/// <param name="OnTime">Receivables settled on time in the last two years, none late.</param>
/// <param name="Amounts">Their amounts, one sum for each currency.</param>
internal sealed record ThanksRow(string Payer, int OnTime, IReadOnlyList<Money> Amounts)
{
    /// <summary>From how many receivables on time on, when the policy has no reward that says it.</summary>
    public const int UsualOnTime = 3;

    /// <summary>Who deserves thanks: so many on time, and none late in two years. Pure.</summary>
    public static IReadOnlyList<ThanksRow> Of(IEnumerable<PayerFigures> payers, int afterOnTime, DateOnly today)
    {
        var since = today.AddDays(-PaymentHistory.DaysBack);
        return
        [
            .. payers
                .Select(x => (Payer: x, Now: PayerPast.On(x.Past, today)))
                .Where(x => x.Now.OnTime >= afterOnTime && x.Now.Late == 0)
                .Select(x => new ThanksRow(
                    x.Payer.Key,
                    x.Now.OnTime,
                    MoneyByCurrency.Of(x.Payer.Past.Where(p => p.SettledOn >= since).Select(p => p.Amount))
                ))
                .OrderByDescending(x => x.OnTime)
                .ThenBy(x => x.Payer, StringComparer.Ordinal),
        ];
    }
}
