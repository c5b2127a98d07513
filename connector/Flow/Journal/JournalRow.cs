using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Journal;

/// <summary>An entry exactly as the database holds it, so that a damaged one is read too, and named.</summary>
internal sealed class JournalRow
{
    // Read past the model's conversions: a damaged instant must be found, not end the reading.
    private const string All =
        "SELECT \"Id\", \"School\", \"At\", \"Actor\", \"Kind\", \"Subject\", \"PayloadDigest\", \"Payload\", \"Position\", \"Digest\" FROM \"Journal\"";

    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long At { get; set; }
    public string Actor { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Subject { get; set; } = "";
    public string PayloadDigest { get; set; } = "";

    /// <summary>Null once erased.</summary>
    public string? Payload { get; set; }

    /// <summary>Null until sealed.</summary>
    public long? Position { get; set; }

    /// <summary>Null until sealed.</summary>
    public string? Digest { get; set; }

    /// <summary>The digest that it must have after the entry before it.</summary>
    public string DigestAfter(string before) =>
        JournalDigest.Of(before, School, Position, At, Actor, Kind, Subject, PayloadDigest);

    /// <summary>The last sealed entry of a school; null when there is none.</summary>
    public static Task<JournalRow?> LastAsync(LedgerContext ledger, string school, CancellationToken ct) =>
        In(ledger)
            .Where(x => x.School == school && x.Position != null)
            .OrderByDescending(x => x.Position)
            .FirstOrDefaultAsync(ct);

    /// <summary>The entries, to be narrowed down.</summary>
    public static IQueryable<JournalRow> In(LedgerContext ledger) => ledger.Database.SqlQueryRaw<JournalRow>(All);
}
