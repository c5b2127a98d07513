using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Receivables whose invoice is still to come.</summary>
internal static class UnissuedBook
{
    /// <summary>
    /// Of those that no invoice stands for, the ones that nobody waits for either: the ERP cancelled or lost their invoice, and a person
    /// has not said yet whether the debt stands.
    /// </summary>
    public static async Task<HashSet<string>> LostAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var invoices = await ledger
            .DocumentLines.Where(x => x.School == school && references.Contains(x.ReceivableRef))
            .Join(
                ledger.Documents.Where(x => x.Kind == DocumentKind.Invoice),
                line => line.DocumentId,
                invoice => invoice.Id,
                (line, invoice) => new { line.ReceivableRef, invoice.Standing }
            )
            .ToListAsync(ct);
        return invoices
            .GroupBy(x => x.ReceivableRef)
            .Where(x => x.Any(i => i.Standing == DocumentStanding.Cancelled))
            .Where(x => !x.Any(i => i.Standing is DocumentStanding.Planned or DocumentStanding.Draft))
            .Select(x => x.Key)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The live receivables of a school whose invoice is still to come, with what it will ask for.</summary>
    /// <remarks>
    /// A price without tax is raised by what the school's own invoices under the same tax code have in all; where there is none yet it
    /// counts without tax.
    /// </remarks>
    public static async Task<List<DueAmount>> ReadAsync(LedgerContext ledger, string school, CancellationToken ct)
    {
        var lines = ledger.DocumentLines.Where(x => x.School == school && x.OpenMinor > 0);
        var candidates = await ledger
            .Receivables.AsNoTracking()
            .Where(x => x.School == school && x.State == ReceivableState.Live && x.SettledOn == null)
            .Where(x => !lines.Any(l => l.ReceivableRef == x.Reference))
            .OrderBy(x => x.Id)
            .Select(x => new
            {
                x.Reference,
                x.PayerKey,
                x.DueOn,
                x.AmountMinor,
                x.Currency,
                x.Basis,
                x.TaxCode,
            })
            .ToListAsync(ct);
        var taxes = await TaxesAsync(ledger, school, ct);
        var unissued = new List<DueAmount>();
        foreach (var chunk in candidates.Chunk(CycleRun.ChunkSize))
        {
            var references = chunk.Select(x => x.Reference).ToList();
            var owed = await OpenItems.OwedAsync(ledger, school, references, ct);
            var lost = await LostAsync(ledger, school, references, ct);
            foreach (var one in chunk.Where(x => !owed.ContainsKey(x.Reference) && !lost.Contains(x.Reference)))
            {
                var factor = one.Basis == AmountBasis.Net ? taxes.GetValueOrDefault(one.TaxCode ?? "", 1) : 1;
                var amount = new Money(one.AmountMinor, Currency.Of(one.Currency));
                unissued.Add(
                    new DueAmount(
                        one.Reference,
                        one.PayerKey,
                        one.DueOn,
                        Money.Rounded(amount.Amount * factor, amount.Currency)
                    )
                );
            }
        }

        return unissued;
    }

    // What one of price became with tax, by tax code, over the invoices that are of one receivable.
    private static async Task<Dictionary<string, decimal>> TaxesAsync(
        LedgerContext ledger,
        string school,
        CancellationToken ct
    )
    {
        var sums = await ledger
            .Documents.Where(x =>
                x.School == school
                && x.Standing == DocumentStanding.Posted
                && x.Kind == DocumentKind.Invoice
                && x.Lines.Count == 1
            )
            .SelectMany(x => x.Lines, (invoice, line) => new { invoice, line.ReceivableRef })
            .Join(
                ledger.Receivables.Where(x => x.School == school && x.Basis == AmountBasis.Net),
                x => x.ReceivableRef,
                x => x.Reference,
                (x, receivable) =>
                    new
                    {
                        Code = receivable.TaxCode ?? "",
                        x.invoice.UntaxedMinor,
                        x.invoice.TotalMinor,
                    }
            )
            .GroupBy(x => x.Code)
            .Select(x => new
            {
                Code = x.Key,
                Untaxed = x.Sum(i => i.UntaxedMinor),
                Total = x.Sum(i => i.TotalMinor),
            })
            .ToListAsync(ct);
        return sums.Where(x => x.Untaxed > 0).ToDictionary(x => x.Code, x => (decimal)x.Total / x.Untaxed);
    }
}
