using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>What is owed now, receivable by receivable. Written off and cancelled ones are not asked for, and left out.</summary>
internal static class OpenDebts
{
    /// <summary>Reads.</summary>
    public static async Task<List<DueAmount>> ReadAsync(LedgerContext ledger, string school, CancellationToken ct)
    {
        var open = (
            await ledger
                .DocumentLines.Where(x => x.School == school && x.OpenMinor > 0)
                .Join(
                    ledger.Receivables.Where(x => x.School == school && x.State == ReceivableState.Live),
                    x => x.ReceivableRef,
                    x => x.Reference,
                    (line, receivable) =>
                        new
                        {
                            receivable.Reference,
                            receivable.PayerKey,
                            receivable.DueOn,
                        }
                )
                .Distinct()
                .ToListAsync(ct)
        ).ToDictionary(x => x.Reference);
        var debts = new List<DueAmount>();
        foreach (var chunk in open.Keys.Chunk(CycleRun.ChunkSize))
        {
            debts.AddRange(
                (await OpenItems.OwedAsync(ledger, school, chunk, ct))
                    .Where(x => x.Value.IsPositive)
                    .Select(x => new DueAmount(x.Key, open[x.Key].PayerKey, open[x.Key].DueOn, x.Value))
            );
        }

        return debts;
    }
}
