using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Sales;

/// <summary>The episodes that a sale outside the LMS pays for: receivables.json does not bill them once more.</summary>
internal sealed class SoldOutside
{
    /// <summary>The code of the reason why such an episode is not billed.</summary>
    public const string Reason = "sold-outside";

    private readonly HashSet<(string Course, string Learner, int Episode)> sold;
    private readonly HashSet<(string Course, string Learner)> next;

    private SoldOutside(
        HashSet<(string Course, string Learner, int Episode)> sold,
        HashSet<(string Course, string Learner)> next
    )
    {
        this.sold = sold;
        this.next = next;
    }

    /// <summary>Loads the sales of which something still stands; one that was cancelled whole pays for nothing.</summary>
    public static async Task<SoldOutside> LoadAsync(CycleRun run, LedgerContext ledger, CancellationToken ct)
    {
        var rows = await ledger
            .Agreements.Where(x => x.School == run.School.Key && SaleOrigins.All.Contains(x.Origin))
            .Where(x => x.CourseKey != "")
            .Where(x => ledger.Receivables.Any(r => r.AgreementId == x.Id && r.State != ReceivableState.Cancelled))
            .Select(x => new
            {
                x.CourseKey,
                x.LearnerKey,
                x.Episode,
                Ended = ledger.Episodes.Any(e =>
                    e.School == x.School
                    && e.CourseKey == x.CourseKey
                    && e.LearnerKey == x.LearnerKey
                    && e.Number == x.Episode
                    && e.EndedOn != null
                ),
            })
            .ToListAsync(ct);
        return new SoldOutside(
            [.. rows.Select(x => (x.CourseKey, x.LearnerKey, x.Episode))],
            [.. rows.Where(x => !x.Ended).Select(x => (x.CourseKey, x.LearnerKey))]
        );
    }

    /// <summary>Whether a sale pays for an episode.</summary>
    public bool Covers(string course, string learner, int episode) => sold.Contains((course, learner, episode));

    /// <summary>Whether a sale pays for the episode that runs, or that begins next.</summary>
    public bool CoversNext(string course, string learner) => next.Contains((course, learner));
}
