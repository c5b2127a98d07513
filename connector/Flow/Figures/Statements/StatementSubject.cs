using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures.Statements;

/// <summary>Whose or which statement is wanted.</summary>
/// <param name="Kind"><c>receivable</c>, <c>document</c>, <c>payer</c> or <c>learner</c>.</param>
/// <param name="Key">Its key: a reference, a payer's key, a learner's key; of a document what was typed.</param>
/// <param name="Scope">The receivables that it is about.</param>
/// <param name="PayerKeys">Who owes them.</param>
internal sealed record StatementSubject(string Kind, string Key, MovementScope Scope, IReadOnlyList<string> PayerKeys)
{
    /// <summary>Finds what a text means: a receivable's reference, a document's reference or number, a payer's key or a learner's key, in this order.</summary>
    /// <returns>Null when nothing is known by it.</returns>
    public static async Task<StatementSubject?> FindAsync(
        LedgerContext ledger,
        string school,
        string text,
        CancellationToken ct
    )
    {
        var onDocument = ledger
            .Documents.Where(x => x.School == school && (x.Reference == text || x.Number == text))
            .SelectMany(x => x.Lines)
            .Select(x => x.ReceivableRef);
        (string Kind, MovementScope Scope)[] meanings =
        [
            ("receivable", new(null, null, [text])),
            ("document", new(null, null, await onDocument.Distinct().ToListAsync(ct))),
            ("payer", new(text, null, null)),
            ("learner", new(null, text, null)),
        ];
        foreach (var (kind, scope) in meanings)
        {
            var payers = await scope
                .Of(ledger, school)
                .Select(x => x.PayerKey)
                .Distinct()
                .OrderBy(x => x)
                .ToListAsync(ct);
            if (payers.Count > 0)
            {
                return new StatementSubject(kind, text, scope, payers);
            }
        }

        return await ledger.Payers.AnyAsync(x => x.School == school && x.Key == text, ct)
            ? new StatementSubject("payer", text, new(text, null, null), [text])
            : null;
    }
}
