using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>An agreement with what stands of it: the rows that a change writes to.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Snapshot">Its terms.</param>
/// <param name="Parts">Its live receivables of which something stands, by instalment and share.</param>
/// <param name="Obstacle">Why it cannot be changed right now, and what to do; null when it can.</param>
internal sealed record AgreementState(
    Agreement Agreement,
    AgreementSnapshot Snapshot,
    IReadOnlyList<StandingPart> Parts,
    string? Obstacle
)
{
    /// <summary>Gets the currency of every part.</summary>
    public Currency Currency => Snapshot.Terms.Price.Currency;

    /// <summary>Gets what the agreement is known by, for people and the journal: its origin's key and the episode.</summary>
    public string Name => NameOf(Agreement);

    /// <summary>Gets the parts as decisions look at them.</summary>
    public IReadOnlyList<AgreementPart> ToParts() => [.. Parts.Select(x => x.ToPart())];

    /// <summary>What an agreement is known by.</summary>
    public static string NameOf(Agreement agreement) => $"{agreement.OriginKey}_{agreement.Episode}";

    /// <summary>Loads an agreement, tracked.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="agreementId">The agreement's row.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<AgreementState> LoadAsync(LedgerContext ledger, long agreementId, CancellationToken ct)
    {
        var agreement = await ledger
            .Agreements.Include(x => x.Shares)
            .Include(x => x.EpisodeRow)
            .SingleAsync(x => x.Id == agreementId, ct);
        var receivables = await ledger
            .Receivables.Where(x => x.AgreementId == agreementId && x.State == ReceivableState.Live)
            .OrderBy(x => x.Instalment)
            .ThenBy(x => x.Share)
            .ToListAsync(ct);
        var references = receivables.ConvertAll(x => x.Reference);
        var documents = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == agreement.School && x.Lines.Any(l => references.Contains(l.ReceivableRef)))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var dismissed = await DismissedAsync(ledger, agreement.School, documents, ct);
        var parts = new List<StandingPart>();
        string? obstacle = null;
        foreach (var receivable in receivables)
        {
            var (invoice, why) = InvoiceOf(receivable.Reference, documents, dismissed);
            obstacle ??= why;
            var part = new StandingPart(receivable, invoice, CreditedMinor(receivable.Reference, invoice, documents));
            if (part.StandingMinor > 0)
            {
                parts.Add(part);
            }
        }

        return new AgreementState(agreement, AgreementSnapshot.Parse(agreement.Terms), parts, obstacle);
    }

    // What credit notes over a part take back of a receivable, those on their way counted too.
    private static long CreditedMinor(string receivable, Document? invoice, List<Document> documents) =>
        invoice is null
            ? 0
            : documents
                .Where(x => x.ReversesReference == invoice.Reference && x.Standing != DocumentStanding.Cancelled)
                .SelectMany(x => x.Lines)
                .Where(x => x.ReceivableRef == receivable)
                .Sum(x => x.AmountMinor);

    private static (Document? Invoice, string? Obstacle) InvoiceOf(
        string receivable,
        List<Document> documents,
        HashSet<string> dismissed
    )
    {
        var billed = documents.FindLast(x =>
            x.Kind == DocumentKind.Invoice && x.Lines.Exists(l => l.ReceivableRef == receivable)
        );
        if (billed is null || billed.Standing == DocumentStanding.Cancelled || dismissed.Contains(billed.Reference))
        {
            return (null, null);
        }

        var back = documents.Find(x =>
            x.ReversesReference == billed.Reference && !x.Part && x.Standing != DocumentStanding.Cancelled
        );
        return back is { Standing: DocumentStanding.Posted } ? (null, null)
            : back is not null
                ? (null, $"Credit note {back.Reference} is on its way: run `sync`, or look at `parked list`.")
            : billed.Standing == DocumentStanding.Posted ? (billed, null)
            : (null, $"Invoice {billed.Reference} is on its way: run `sync`, or look at `parked list`.");
    }

    private static async Task<HashSet<string>> DismissedAsync(
        LedgerContext ledger,
        string school,
        List<Document> documents,
        CancellationToken ct
    )
    {
        var unposted = documents
            .Where(x => x.Standing is DocumentStanding.Planned or DocumentStanding.Draft)
            .Select(x => x.Reference)
            .ToList();
        return unposted.Count == 0
            ? []
            : await ledger
                .Intents.Where(x => x.School == school && x.Kind == IntentKind.Document)
                .Where(x => x.State == IntentState.Dismissed && unposted.Contains(x.Reference))
                .Select(x => x.Reference)
                .ToHashSetAsync(ct);
    }
}

/// <summary>A live receivable of which something stands.</summary>
/// <param name="Row">The receivable.</param>
/// <param name="Invoice">The posted invoice that it is on, with its lines; null when it is on none.</param>
/// <param name="CreditedMinor">What credit notes over a part take back of it, on the basis of the invoice.</param>
internal sealed record StandingPart(Receivable Row, Document? Invoice, long CreditedMinor)
{
    /// <summary>Gets what the invoice asks for it; its own amount before one.</summary>
    public long InvoicedMinor =>
        Invoice?.Lines.Find(x => x.ReceivableRef == Row.Reference)?.AmountMinor ?? Row.AmountMinor;

    /// <summary>Gets what stands of it.</summary>
    public long StandingMinor => InvoicedMinor - CreditedMinor;

    /// <summary>The part as decisions look at it.</summary>
    public AgreementPart ToPart() =>
        new(
            Row.Reference,
            Row.Instalment,
            Row.Share,
            Row.Amount with
            {
                MinorUnits = StandingMinor,
            },
            Invoice?.Reference
        );
}
