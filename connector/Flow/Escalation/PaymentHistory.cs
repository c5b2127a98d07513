using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Escalation;

/// <summary>How payers have paid so far: what was settled in the last two years, and how much of it late.</summary>
internal static class PaymentHistory
{
    /// <summary>How many days a payment may come after its due day and still be on time: transfers need them.</summary>
    public const int OnTimeDays = 3;

    /// <summary>How many days are looked back: two years.</summary>
    public const int DaysBack = 730;

    /// <summary>What the policy looks at for these payers.</summary>
    public static async Task<Dictionary<string, PayerFacts>> OfAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<string> payers,
        CancellationToken ct
    )
    {
        var (school, today) = (run.School.Key, run.Today);
        var since = today.AddDays(-DaysBack);
        var settled = await ledger
            .Receivables.Where(x => x.School == school && payers.Contains(x.PayerKey))
            .Where(x => x.SettledOn >= since)
            .Select(x => new
            {
                x.PayerKey,
                x.DueOn,
                SettledOn = x.SettledOn!.Value,
            })
            .ToListAsync(ct);
        var unpaid = await ledger
            .Receivables.Where(x => x.School == school && payers.Contains(x.PayerKey))
            .Where(x => x.State == ReceivableState.Live && x.DueOn < today)
            .Where(x =>
                ledger.DocumentLines.Any(o => o.School == school && o.ReceivableRef == x.Reference && o.OpenMinor > 0)
            )
            .Select(x => new
            {
                x.PayerKey,
                x.Reference,
                x.DueOn,
            })
            .ToListAsync(ct);
        var owed = await OpenItems.OwedAsync(ledger, school, [.. unpaid.Select(x => x.Reference)], ct);
        unpaid.RemoveAll(x => !owed.TryGetValue(x.Reference, out var amount) || !amount.IsPositive);
        var companies = await ledger
            .Payers.Where(x => x.School == school && payers.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, x => x.IsCompany, ct);
        var (past, open) = (settled.ToLookup(x => x.PayerKey), unpaid.ToLookup(x => x.PayerKey));
        return payers
            .Distinct()
            .ToDictionary(
                x => x,
                x => new PayerFacts(
                    companies.GetValueOrDefault(x),
                    open[x].Count(),
                    Behaviour(
                        past[x].Count(p => p.SettledOn <= p.DueOn.AddDays(OnTimeDays)),
                        past[x].Count(p => p.SettledOn > p.DueOn.AddDays(OnTimeDays))
                            + open[x].Count(p => today > p.DueOn.AddDays(OnTimeDays))
                    )
                )
            );
    }

    /// <summary>The behaviour that so many receivables on time and so many late make. Pure.</summary>
    public static PaymentBehaviour Behaviour(int onTime, int late) =>
        late == 0
            ? onTime == 0
                ? PaymentBehaviour.New
                : PaymentBehaviour.OnTime
            : late <= 2 && late * 2 < onTime + late
                ? PaymentBehaviour.Isolated
                : PaymentBehaviour.Recurrent;
}
