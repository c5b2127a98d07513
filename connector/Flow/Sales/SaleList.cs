using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Sales;

/// <summary>A sale outside the LMS as the ledger has it.</summary>
/// <param name="Key">The person's own key.</param>
/// <param name="Origin"><c>man</c> typed, <c>csv</c> imported.</param>
/// <param name="Reference">Its first receivable, for `explain`.</param>
/// <param name="Course">The LMS's key of the course; empty when none is sold.</param>
/// <param name="Learner">The LMS's key of the learner; a name made of origin and key when it is for none.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Price">What is asked, on its own basis.</param>
/// <param name="Parts">In how many parts.</param>
/// <param name="Invoiced">How many of them have a posted invoice.</param>
/// <param name="Settled">How many of them are settled.</param>
/// <param name="Owed">What is owed of the invoiced parts; null before an invoice.</param>
/// <param name="Cancelled">Whether nothing of it is asked for any more.</param>
/// <param name="Enrolment">Where enrolling stands, such as <c>planned</c>, <c>done</c> or <c>parked</c>; null when nobody is enrolled by it.</param>
internal sealed record ListedSale(
    string Key,
    string Origin,
    string Reference,
    string Course,
    string Learner,
    string Payer,
    Money Price,
    int Parts,
    int Invoiced,
    int Settled,
    Money? Owed,
    bool Cancelled,
    string? Enrolment
);

/// <summary>Lists the sales of a school, newest first.</summary>
internal static class SaleList
{
    /// <summary>Reads.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="key">Only the sale with this key; null for all.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The sales, and how many there are in all.</returns>
    public static async Task<(IReadOnlyList<ListedSale> Sales, int All)> ReadAsync(
        LedgerContext ledger,
        string school,
        string? key,
        int count,
        CancellationToken ct
    )
    {
        var wanted = ledger
            .Agreements.AsNoTracking()
            .Where(x => x.School == school && SaleOrigins.All.Contains(x.Origin))
            .Where(x => key == null || x.OriginKey == key);
        var all = await wanted.CountAsync(ct);
        var agreements = await wanted.OrderByDescending(x => x.Id).Take(count).ToListAsync(ct);
        var ids = agreements.ConvertAll(x => x.Id);
        var receivables = await ledger
            .Receivables.AsNoTracking()
            .Where(x => x.School == school && ids.Contains(x.AgreementId))
            .OrderBy(x => x.Instalment)
            .ToListAsync(ct);
        var references = receivables.ConvertAll(x => x.Reference);
        var owed = await OpenItems.OwedAsync(ledger, school, references, ct);
        var intents = await Intents.FindAsync(ledger, school, IntentKind.Enrol, references, ct);
        var parts = receivables.ToLookup(x => x.AgreementId);
        return ([.. agreements.Select(x => ToLine(x, [.. parts[x.Id]], owed, intents))], all);
    }

    private static ListedSale ToLine(
        Agreement agreement,
        List<Receivable> all,
        Dictionary<string, Money> owed,
        Dictionary<string, Intent> intents
    )
    {
        // Parts that others took the place of count for nothing, unless nothing else is left.
        var standing = all.FindAll(x => x.State != ReceivableState.Cancelled);
        var parts = standing.Count > 0 ? standing : all;
        var invoiced = parts.Where(x => owed.ContainsKey(x.Reference)).Select(x => owed[x.Reference]).ToList();
        return new ListedSale(
            agreement.OriginKey,
            agreement.Origin,
            parts[0].Reference,
            agreement.CourseKey,
            agreement.LearnerKey,
            parts[0].PayerKey,
            parts.Select(x => x.Amount).Aggregate((a, b) => a + b),
            parts.Count,
            invoiced.Count,
            parts.Count(x => x.SettledOn is not null),
            invoiced.Count == 0 ? null : invoiced.Aggregate((a, b) => a + b),
            parts.TrueForAll(x => x.State == ReceivableState.Cancelled),
            intents.GetValueOrDefault(all[0].Reference)?.State.ToString().ToLowerInvariant()
        );
    }
}
