using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Desk;

/// <summary>How a school stands: sums, freshness, the last run, and what waits for a person.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Totals">Control totals.</param>
/// <param name="Sources">When each source was last read, UTC.</param>
/// <param name="LastRunAt">When the last run began, UTC; null before the first.</param>
/// <param name="LastRunEndedAt">When it ended, UTC; null while it runs, or when it died.</param>
/// <param name="LastRunProblems">What went wrong in it, or needs a person since.</param>
/// <param name="Parked">How many intents need a person.</param>
/// <param name="Suspended">How many suspensions are in force.</param>
/// <param name="RestoresFailed">How many could not be given back: the loudest number here.</param>
/// <param name="SlowestRestore">The longest time from "payment seen" to "access back"; null when none.</param>
/// <param name="OnHold">Why messages and suspensions are held back until a person confirms; null when they are not.</param>
internal sealed record StatusReport(
    string School,
    ControlTotals Totals,
    IReadOnlyDictionary<string, DateTimeOffset?> Sources,
    DateTimeOffset? LastRunAt,
    DateTimeOffset? LastRunEndedAt,
    IReadOnlyList<string> LastRunProblems,
    int Parked,
    int Suspended,
    int RestoresFailed,
    TimeSpan? SlowestRestore,
    string? OnHold
)
{
    /// <summary>Looks it up; <paramref name="accessLedger"/>, when given, tells a database that is older than what really happened.</summary>
    public static async Task<StatusReport> OfAsync(
        LedgerContext ledger,
        string school,
        CancellationToken ct,
        AccessLedgerFile? accessLedger = null
    )
    {
        var last = await ledger
            .Runs.AsNoTracking()
            .Where(x => x.School == school)
            .OrderByDescending(x => x.Id)
            .FirstOrDefaultAsync(ct);
        var restored = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == school && x.Stage == AccessStage.Restored && x.ReleasedAt != null)
            .Select(x => new { x.ReleasedAt, x.RestoredAt })
            .ToListAsync(ct);
        return new StatusReport(
            school,
            await TotalsBook.OfAsync(ledger, school, ct),
            await ledger
                .Readings.Where(x => x.School == school && x.ReadAt != null)
                .OrderBy(x => x.Source)
                .ToDictionaryAsync(x => x.Source, x => x.ReadAt, ct),
            last?.StartedAt,
            last?.EndedAt,
            Problems(last),
            await ledger.Intents.CountAsync(x => x.School == school && x.State == IntentState.Parked, ct),
            await ledger.AccessRecords.CountAsync(x => x.School == school && x.Stage == AccessStage.Suspended, ct),
            await ledger.AccessRecords.CountAsync(x => x.School == school && x.Stage == AccessStage.Restoring, ct),
            restored.Count == 0 ? null : restored.Max(x => x.RestoredAt!.Value - x.ReleasedAt!.Value),
            (await RestoreHold.FindAsync(ledger, school, ct))?.Why
                // Put back a moment ago, and no run has looked yet.
                ?? (
                    accessLedger is null
                        ? null
                        : await RestoreWatch.OlderAsync(ledger, school, accessLedger.Read(school), ct)
                )
        );
    }

    private static List<string> Problems(RunRow? run)
    {
        if (run?.Report is not { } text)
        {
            return [];
        }

        var report = JObject.Parse(text);
        var steps = report["Steps"]!
            .Where(x => (string?)x["Problem"] is not null)
            .Select(x => $"{x["Name"]}: {x["Problem"]}");
        var remarks = report["Remarks"]!
            .Where(x => (bool)x["NeedsPerson"]!)
            .Select(x => $"{x["Where"]}: {x["Message"]}");
        return [.. steps, .. remarks];
    }
}
