using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>What is owed: the ERP's open amount of the receivable's own due line, less succeeded gateway payments that the ERP does not have yet.</summary>
internal static class OpenItems
{
    /// <summary>What is owed for receivables by reference.</summary>
    /// <returns>The receivables that have a posted invoice; others are absent: before an invoice there is nothing to pay.</returns>
    public static async Task<Dictionary<string, Money>> OwedAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var owed = (await DocumentRevisions.StandingAsync(ledger, school, references, ct))
            .GroupBy(x => x.ReceivableRef)
            .ToDictionary(
                x => x.Key,
                x => x.Select(i => new Money(i.OpenMinor, Currency.Of(i.Currency))).Aggregate((a, b) => a + b)
            );
        var onTheWay = await OnTheWay(ledger, school).Where(x => references.Contains(x.ReceivableRef)).ToListAsync(ct);
        foreach (var allocation in onTheWay.Where(x => owed.ContainsKey(x.ReceivableRef)))
        {
            owed[allocation.ReceivableRef] -= owed[allocation.ReceivableRef] with
            {
                MinorUnits = allocation.AmountMinor,
            };
        }

        return owed;
    }

    /// <summary>What was invoiced with tax, in minor units, by receivable: of a document that several share, its line's proportion.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="references">The receivables; null for all.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Those that have a posted invoice; of several, the newest counts.</returns>
    public static async Task<Dictionary<string, long>> InvoicedAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string>? references,
        CancellationToken ct
    )
    {
        var lines = ledger.DocumentLines.AsNoTracking().Where(x => x.School == school);
        if (references is not null)
        {
            lines = lines.Where(x => references.Contains(x.ReceivableRef));
        }

        var invoices = ledger.Documents.Where(x =>
            x.Kind == DocumentKind.Invoice && x.Standing == DocumentStanding.Posted
        );
        var rows = lines
            .Join(
                invoices,
                line => line.DocumentId,
                invoice => invoice.Id,
                (line, invoice) =>
                    new
                    {
                        line.ReceivableRef,
                        line.AmountMinor,
                        invoice.Id,
                        invoice.TotalMinor,
                        Lines = invoice.Lines.Sum(x => x.AmountMinor),
                    }
            )
            .OrderBy(x => x.Id);
        var invoiced = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            invoiced[row.ReceivableRef] =
                row.Lines == row.AmountMinor
                    ? row.TotalMinor
                    : (long)decimal.Round((decimal)row.TotalMinor * row.AmountMinor / row.Lines);
        }

        return invoiced;
    }

    /// <summary>Allocations of succeeded gateway payments that are not in the ERP yet, nor seen there under our reference.</summary>
    public static IQueryable<Allocation> OnTheWay(LedgerContext ledger, string school) =>
        ledger
            .Payments.Where(x => x.School == school && x.ErpKey == null && x.State == PaymentState.Succeeded)
            .SelectMany(x => x.Allocations)
            .Where(x => x.SettlementKey == null);
}
