using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Compares the suspensions in force with what is owed of their causes now, and with what the LMS shows.</summary>
internal sealed class AccessComparison
{
    private readonly CycleRun run;
    private readonly DifferenceList found;
    private readonly List<AccessRecord> inForce;
    private readonly Dictionary<string, Money?> openNow;

    private AccessComparison(CycleRun run, DifferenceList found, List<AccessRecord> inForce)
    {
        this.run = run;
        this.found = found;
        this.inForce = inForce;
        openNow = inForce.SelectMany(Causes).Distinct().ToDictionary(x => x, _ => (Money?)null);
    }

    public static async Task<AccessComparison> LoadAsync(CycleRun run, DifferenceList found, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var inForce = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == run.School.Key)
            .Where(x =>
                x.Stage == AccessStage.Suspended
                || x.Stage == AccessStage.Suspending
                || x.Stage == AccessStage.Restoring
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return new AccessComparison(run, found, inForce);
    }

    /// <summary>Notes what the ERP has open for a receivable now, where it caused a suspension.</summary>
    public void Open(string receivable, Money open)
    {
        if (openNow.ContainsKey(receivable))
        {
            openNow[receivable] = open;
        }
    }

    /// <summary>Compares, once the ERP's amounts are known.</summary>
    public async Task CompareAsync(CancellationToken ct)
    {
        if (inForce.Count > 0 && run.Ports.Access is null)
        {
            found.NotCompared.Add("Suspensions: the LMS adapter cannot read access.");
            return;
        }

        foreach (var chunk in inForce.Chunk(CycleRun.ChunkSize))
        {
            var owed = await OwedAsync([.. chunk.SelectMany(Causes).Distinct()], ct);
            var targets = chunk.Select(Target).Distinct().ToList();
            var shown = (await run.Ports.Access!.ReadAsync(targets, ct)).ToDictionary(x => x.Target, x => x.State);
            foreach (var record in chunk)
            {
                var asked = Causes(record)
                    .Where(owed.ContainsKey)
                    .Select(x => owed[x])
                    .Where(x => AccessRestorer.Asked(run, x))
                    .ToList();
                found.Add(
                    LearningCauses.Of(
                        new SuspendedFacts(
                            Target(record).ToString(),
                            asked.Count > 0,
                            asked.Count > 0 ? asked.Aggregate((a, b) => a + b) : null,
                            record.Stage,
                            shown[Target(record)],
                            record.Problem
                        )
                    )
                );
            }
        }
    }

    // What the ERP has open now where it was read, else what it had; less gateway payments on their way.
    private async Task<Dictionary<string, Money>> OwedAsync(List<string> references, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, references, ct);
        var before = (await Invoicing.DocumentRevisions.StandingAsync(ledger, run.School.Key, references, ct)).ToLookup(
            x => x.ReceivableRef
        );
        var live = await ledger
            .Receivables.Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .Where(x => x.State == ReceivableState.Live)
            .Select(x => x.Reference)
            .ToHashSetAsync(ct);
        return owed.Where(x => live.Contains(x.Key))
            .ToDictionary(
                x => x.Key,
                x =>
                    openNow.GetValueOrDefault(x.Key) is { } open && before[x.Key].Count() == 1
                        ? x.Value + (open with { MinorUnits = open.MinorUnits - before[x.Key].Single().OpenMinor })
                        : x.Value
            );
    }

    private static string[] Causes(AccessRecord record) => record.CausedBy.Split(' ');

    private static AccessTarget Target(AccessRecord record) => new(record.CourseKey, record.LearnerKey);
}
