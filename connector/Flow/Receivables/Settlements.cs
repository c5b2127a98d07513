using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Notes on which day a receivable was settled, and takes the note back when it is open again.</summary>
internal sealed class Settlements(CycleRun run)
{
    /// <summary>Looks at what is not noted and at what is open again.</summary>
    public async Task NoteAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var school = run.School.Key;
        var lines = ledger.DocumentLines.Where(x => x.School == school);
        var open = lines.Where(x => x.OpenMinor > 0);
        var onTheWay = OpenItems.OnTheWay(ledger, school);
        var live = ledger.Receivables.Where(x => x.School == school && x.State == ReceivableState.Live);
        var changed = live.Where(x =>
            x.SettledOn == null
                ? lines.Any(l => l.ReceivableRef == x.Reference)
                    && (
                        !open.Any(l => l.ReceivableRef == x.Reference)
                        || onTheWay.Any(a => a.ReceivableRef == x.Reference)
                    )
                : open.Any(l => l.ReceivableRef == x.Reference)
        );
        var last = 0L;
        while (true)
        {
            var chunk = await changed
                .Where(x => x.Id > last)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .Select(x => new
                {
                    x.Id,
                    x.Reference,
                    x.SettledOn,
                })
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            var owed = await OpenItems.OwedAsync(ledger, school, [.. chunk.Select(x => x.Reference)], ct);
            var settled = chunk
                .Where(x => owed.TryGetValue(x.Reference, out var amount) && !amount.IsPositive)
                .ToList();
            var days = await DaysAsync(ledger, [.. settled.Select(x => x.Reference)], ct);
            foreach (
                var day in settled
                    .Where(x => x.SettledOn is null)
                    .GroupBy(x => days.GetValueOrDefault(x.Reference, run.Today))
            )
            {
                await SetAsync(ledger, [.. day.Select(x => x.Id)], day.Key, ct);
            }

            var again = chunk.Where(x => x.SettledOn is not null).Except(settled).Select(x => x.Id).ToList();
            await SetAsync(ledger, again, null, ct);
        }
    }

    private static async Task SetAsync(LedgerContext ledger, List<long> ids, DateOnly? day, CancellationToken ct)
    {
        if (ids.Count > 0)
        {
            await ledger
                .Receivables.Where(x => ids.Contains(x.Id))
                .ExecuteUpdateAsync(x => x.SetProperty(r => r.SettledOn, day), ct);
        }
    }

    // The day of the last payment, by the clock of where it came from; a settlement without one was seen today.
    private async Task<Dictionary<string, DateOnly>> DaysAsync(
        LedgerContext ledger,
        List<string> references,
        CancellationToken ct
    )
    {
        var paid = await ledger
            .Payments.Where(x => x.School == run.School.Key)
            .SelectMany(x => x.Allocations, (payment, allocation) => new { payment.StateAt, allocation.ReceivableRef })
            .Where(x => references.Contains(x.ReceivableRef))
            .ToListAsync(ct);
        return paid.GroupBy(x => x.ReceivableRef)
            .ToDictionary(x => x.Key, x => run.School.DayOf(x.Max(p => p.StateAt)));
    }
}
