using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Finds out what became of suspensions that got no answer, because a run died or the LMS did not say.</summary>
internal sealed class SuspensionLookup(CycleRun run)
{
    /// <summary>How long the LMS may still be working on a request: before that "open" proves nothing.</summary>
    private static readonly TimeSpan RemoteRunMax = TimeSpan.FromMinutes(10);

    /// <summary>Reads access back: closed is a suspension, open is none and may be decided anew.</summary>
    public async Task LookUpAsync(LedgerContext ledger, IAccessControl access, CancellationToken ct)
    {
        var before = run.Now - RemoteRunMax;
        var records = await ledger
            .AccessRecords.Where(x =>
                x.School == run.School.Key && x.Stage == AccessStage.Suspending && x.PlannedAt <= before
            )
            .ToListAsync(ct);
        if (records.Count == 0)
        {
            return;
        }

        var targets = records.Select(x => new AccessTarget(x.CourseKey, x.LearnerKey)).Distinct().ToList();
        var readings = (await access.ReadAsync(targets, ct)).ToDictionary(x => x.Target);
        foreach (var record in records)
        {
            var target = new AccessTarget(record.CourseKey, record.LearnerKey);
            var closed = readings[target].State == AccessState.Closed;
            record.Stage = closed ? AccessStage.Suspended : AccessStage.NotSuspended;
            record.SuspendedAt = closed ? record.PlannedAt : null;
            if (closed)
            {
                await AccessMirror.CloseAsync(ledger, record, ct);
            }

            run.Journal(
                ledger,
                closed ? "access.suspended" : "access.not-suspended",
                target.ToString(),
                new { record.CausedBy, lookedUp = true }
            );
            run.Report.Count(closed ? "access.suspended" : "access.not-suspended");
            await EndIntentAsync(ledger, record, closed, ct);
        }

        await ledger.SaveChangesAsync(ct);
    }

    /// <summary>Ends the wish of a suspension whose answer never came; saves with the caller's transaction.</summary>
    public async Task EndIntentAsync(LedgerContext ledger, AccessRecord record, bool closed, CancellationToken ct)
    {
        var number = await ledger.AccessRecords.CountAsync(
            x =>
                x.School == run.School.Key
                && x.CourseKey == record.CourseKey
                && x.LearnerKey == record.LearnerKey
                && x.Id <= record.Id,
            ct
        );
        var reference = AccessMirror.IntentReference(run.School.Key, record.CourseKey, record.LearnerKey, number);
        if (await Intents.FindAsync(ledger, run.School.Key, IntentKind.Suspend, reference, ct) is { } intent)
        {
            Intents.Done(intent);
            intent.State = closed ? IntentState.Done : IntentState.Dismissed;
        }
    }
}
