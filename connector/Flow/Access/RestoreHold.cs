using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>The hold on a school whose database is older than what really happened: no message and no suspension until a person confirms.</summary>
/// <remarks>It stands in the database, so that every node keeps it.</remarks>
internal static class RestoreHold
{
    private const string School = "school";

    /// <summary>The hold in force; null when there is none.</summary>
    public static Task<Standing?> FindAsync(LedgerContext ledger, string school, CancellationToken ct) =>
        Of(ledger, school).Where(x => x.EndedAt == null).OrderBy(x => x.Id).FirstOrDefaultAsync(ct);

    /// <summary>When the last one was confirmed; null when none ever was.</summary>
    public static Task<DateTimeOffset?> ConfirmedAtAsync(LedgerContext ledger, string school, CancellationToken ct) =>
        Of(ledger, school).MaxAsync(x => x.EndedAt, ct);

    /// <summary>Begins one; saves with the caller's transaction.</summary>
    public static void Begin(LedgerContext ledger, string school, string by, string why, DateTimeOffset at)
    {
        ledger.Standings.Add(
            new Standing
            {
                School = school,
                Kind = StandingKind.Hold,
                SubjectKind = School,
                SubjectKey = school,
                By = by,
                Why = why,
                CreatedAt = at,
            }
        );
        ledger.Journal.Add(JournalEntry.Of(school, at, by, "restore.hold", school, new { why }));
    }

    private static IQueryable<Standing> Of(LedgerContext ledger, string school) =>
        ledger.Standings.Where(x => x.School == school && x.SubjectKind == School && x.SubjectKey == school);
}
