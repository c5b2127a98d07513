using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Which of a receivable's documents stands: a posted credit note takes its invoice back, and the next revision comes in its place; one over a part takes nothing back but its amount.</summary>
internal static class DocumentRevisions
{
    /// <summary>The receivables that no invoice stands for, or is under way for.</summary>
    /// <remarks>A cancelled invoice still stands in the way until a person says `parked retry`: its intent is then dismissed, without a payload.</remarks>
    public static IQueryable<Receivable> Unbilled(LedgerContext ledger, IQueryable<Receivable> receivables)
    {
        var lines = ledger.DocumentLines.Join(
            ledger.Documents,
            line => line.DocumentId,
            document => document.Id,
            (line, document) =>
                new
                {
                    line.School,
                    line.ReceivableRef,
                    document.Reference,
                    document.Kind,
                    document.Standing,
                    document.Part,
                }
        );
        var replaced = ledger.Intents.Where(x =>
            x.Kind == IntentKind.Document && x.State == IntentState.Dismissed && x.Payload == ""
        );
        return receivables.Where(x =>
            lines.Count(l =>
                l.School == x.School
                && l.ReceivableRef == x.Reference
                && l.Kind == DocumentKind.Invoice
                && !(
                    l.Standing == DocumentStanding.Cancelled
                    && replaced.Any(i => i.School == l.School && i.Reference == l.Reference)
                )
            )
            <= lines.Count(l =>
                l.School == x.School
                && l.ReceivableRef == x.Reference
                && l.Kind == DocumentKind.CreditNote
                && !l.Part
                && l.Standing == DocumentStanding.Posted
            )
        );
    }

    /// <summary>The revision that each receivable's next invoice has; those absent have their first to come.</summary>
    public static async Task<Dictionary<string, int>> NextAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var billed = await ledger
            .DocumentLines.Where(x => x.School == school && references.Contains(x.ReceivableRef))
            .Join(
                ledger.Documents.Where(x => x.Kind == DocumentKind.Invoice),
                line => line.DocumentId,
                document => document.Id,
                (line, document) => new { line.ReceivableRef, document.Revision }
            )
            .ToListAsync(ct);
        return billed.GroupBy(x => x.ReceivableRef).ToDictionary(x => x.Key, x => x.Max(d => d.Revision) + 1);
    }

    /// <summary>The posted invoices that stand, with the line of each receivable.</summary>
    public static async Task<IReadOnlyList<StandingInvoice>> StandingAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var posted = await ledger
            .DocumentLines.Where(x => x.School == school && references.Contains(x.ReceivableRef))
            .Join(
                ledger.Documents.Where(x => x.Standing == DocumentStanding.Posted),
                line => line.DocumentId,
                document => document.Id,
                (line, document) =>
                    new
                    {
                        document.Kind,
                        document.Reference,
                        document.ReversesReference,
                        document.Part,
                        Invoice = new StandingInvoice(
                            line.ReceivableRef,
                            document.Number,
                            line.OpenMinor,
                            document.Currency
                        ),
                    }
            )
            .ToListAsync(ct);
        var takenBack = posted
            .Where(x => x.Kind == DocumentKind.CreditNote && !x.Part)
            .Select(x => x.ReversesReference)
            .ToHashSet();
        return
        [
            .. posted
                .Where(x => x.Kind == DocumentKind.Invoice && !takenBack.Contains(x.Reference))
                .Select(x => x.Invoice),
        ];
    }
}

/// <summary>A receivable on a posted invoice that no credit note of ours has taken back.</summary>
/// <param name="ReceivableRef">The receivable.</param>
/// <param name="Number">The invoice's number.</param>
/// <param name="OpenMinor">What the ERP has open for this receivable.</param>
/// <param name="Currency">ISO code.</param>
internal sealed record StandingInvoice(string ReceivableRef, string? Number, long OpenMinor, string Currency);
