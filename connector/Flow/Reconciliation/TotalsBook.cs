using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Adds up what the connector holds, to be compared with the other systems.</summary>
internal static class TotalsBook
{
    /// <summary>The control totals now.</summary>
    public static async Task<ControlTotals> OfAsync(LedgerContext ledger, string school, CancellationToken ct)
    {
        // A credit note of ours takes back a whole invoice: it counts against it. One over a part leaves its invoice standing.
        var documents = ledger.Documents.Where(x => x.School == school && x.Standing == DocumentStanding.Posted);
        var sums = await documents
            .GroupBy(x => x.Currency)
            .Select(x => new
            {
                Currency = x.Key,
                Total = x.Sum(d => d.Kind == DocumentKind.Invoice ? d.TotalMinor : -d.TotalMinor),
                Open = x.Sum(d => d.Kind == DocumentKind.Invoice ? d.OpenMinor : -d.OpenMinor),
                Invoices = x.Sum(d =>
                    d.Kind == DocumentKind.Invoice ? 1
                    : d.Part ? 0
                    : -1
                ),
            })
            .ToListAsync(ct);
        var onTheWay = await OpenItems
            .OnTheWay(ledger, school)
            .Join(
                ledger.Payments,
                x => x.PaymentId,
                x => x.Id,
                (allocation, payment) => new { payment.Currency, allocation.AmountMinor }
            )
            .GroupBy(x => x.Currency)
            .Select(x => new { x.Key, Amount = x.Sum(a => a.AmountMinor) })
            .ToDictionaryAsync(x => x.Key, x => x.Amount, ct);
        var notAsked = await NotAskedAsync(ledger, school, ct);
        return new ControlTotals(
            await ledger.Episodes.CountAsync(x => x.School == school && x.Billed, ct),
            await ledger.Agreements.CountAsync(x => x.School == school, ct),
            await ledger.Receivables.CountAsync(x => x.School == school && x.State == ReceivableState.Live, ct),
            sums.Sum(x => x.Invoices),
            [
                .. sums.OrderBy(x => x.Currency, StringComparer.Ordinal)
                    .Select(x =>
                    {
                        var currency = Currency.Of(x.Currency);
                        var writtenOff = notAsked.GetValueOrDefault((x.Currency, ReceivableState.WrittenOff));
                        var cancelled = notAsked.GetValueOrDefault((x.Currency, ReceivableState.Cancelled));
                        var owed = x.Open - onTheWay.GetValueOrDefault(x.Currency) - writtenOff - cancelled;
                        return new CurrencyTotals(
                            x.Currency,
                            new Money(x.Total, currency),
                            new Money(x.Open, currency),
                            new Money(owed, currency),
                            new Money(writtenOff, currency),
                            new Money(cancelled, currency)
                        );
                    }),
            ]
        );
    }

    // What is open of receivables that are not asked for any more, in minor units: they are few, and read one by one.
    private static async Task<Dictionary<(string Currency, ReceivableState State), long>> NotAskedAsync(
        LedgerContext ledger,
        string school,
        CancellationToken ct
    )
    {
        var open = ledger.DocumentLines.Where(x => x.School == school && x.OpenMinor > 0);
        var gone = await ledger
            .Receivables.Where(x => x.School == school && x.State != ReceivableState.Live)
            .Where(x => open.Any(line => line.ReceivableRef == x.Reference))
            .Select(x => new { x.Reference, x.State })
            .ToListAsync(ct);
        var sums = new Dictionary<(string Currency, ReceivableState State), long>();
        foreach (var chunk in gone.Chunk(CycleRun.ChunkSize))
        {
            var owed = await OpenItems.OwedAsync(ledger, school, [.. chunk.Select(x => x.Reference)], ct);
            foreach (var one in chunk.Where(x => owed.ContainsKey(x.Reference)))
            {
                var amount = owed[one.Reference];
                var key = (amount.Currency.Code, one.State);
                sums[key] = sums.GetValueOrDefault(key) + amount.MinorUnits;
            }
        }

        return sums;
    }
}
