using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Gives access back as soon as the condition that took it no longer holds. Needs no guard; is tried until a person ends it.</summary>
internal sealed class AccessRestorer(CycleRun run)
{
    private readonly FreeCredit credit = new(run);

    /// <summary>Looks at every suspension in force.</summary>
    public async Task RestoreAsync(CancellationToken ct)
    {
        if (run.Ports.Access is not { } access)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var records = await ledger
            .AccessRecords.Where(x =>
                x.School == run.School.Key
                && (
                    x.Stage == AccessStage.Suspended
                    || x.Stage == AccessStage.Suspending
                    || x.Stage == AccessStage.Restoring
                )
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var released = new List<AccessRecord>();
        foreach (var record in records)
        {
            // What was once to be given back is tried until it is: a grace pass that ended while the LMS was away changes nothing.
            if (record.Stage == AccessStage.Restoring || await ReleasedAsync(ledger, record, ct))
            {
                record.ReleasedAt ??= await SeenAtAsync(ledger, record, ct);
                record.Stage = AccessStage.Restoring;
                released.Add(record);
            }
        }

        // Only of those who still owe: whoever paid is let in for certain, even if the mirror believes that they are in.
        await NoteByHandAsync(ledger, [.. records.Except(released)], ct);
        if (run.Options.DryRun)
        {
            run.Report.Count("access.restore-proposed", released.Count);
            return; // Nothing of it is saved: a preview moves no record.
        }

        await ledger.SaveChangesAsync(ct);
        if (released.Count > 0)
        {
            await RestoreAsync(ledger, released, access, ct);
        }

        await new SuspensionLookup(run).LookUpAsync(ledger, access, ct);
    }

    // Whoever is active in the LMS while we hold a suspension was let in by a person there.
    private async Task NoteByHandAsync(LedgerContext ledger, List<AccessRecord> records, CancellationToken ct)
    {
        foreach (var record in records.Where(x => x.Stage == AccessStage.Suspended))
        {
            var methods = record.Methods.Split(' ');
            var byHand = await ledger.Enrolments.AnyAsync(
                x =>
                    x.School == run.School.Key
                    && x.CourseKey == record.CourseKey
                    && x.LearnerKey == record.LearnerKey
                    && x.GoneAt == null
                    && x.Status == EnrolmentStatus.Active
                    && methods.Contains(x.Method),
                ct
            );
            if (byHand)
            {
                record.Stage = AccessStage.RestoredByHand;
                record.RestoredAt = run.Now;
                run.Journal(ledger, "access.restored-by-hand", Target(record).ToString(), new { record.CausedBy });
                run.Report.Say(
                    "access.restored-by-hand",
                    Target(record).ToString(),
                    "Somebody gave access back in the LMS itself.",
                    "It is respected: the same debt does not suspend again."
                );
            }
        }
    }

    /// <summary>Whether nothing of what caused it is owed any more, or somebody said that it may not be held against the learner.</summary>
    private async Task<bool> ReleasedAsync(LedgerContext ledger, AccessRecord record, CancellationToken ct)
    {
        var references = record.CausedBy.Split(' ');
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, references, ct);
        var causing = await ledger
            .Receivables.AsNoTracking()
            .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .ToListAsync(ct);
        var standings = await StandingBook.HoldingAsync(run, ledger, ct);
        var spared = causing
            .SelectMany(x => StandingBook.Of(standings, x))
            .Any(x => Spares(x, run.School.Access.SelfService));
        // A receivable that an older database does not know yet is no debt that was paid.
        return spared
            || await StudiesElsewhereAsync(ledger, record, causing, ct)
            || await credit.CoversAsync(ledger, causing, owed, ct)
            || (!run.OnHold || causing.Count == references.Length)
                && causing.All(x =>
                    x.State != ReceivableState.Live
                    || !owed.TryGetValue(x.Reference, out var amount)
                    || !Asked(run, amount)
                );
    }

    // A whole account stays closed of nobody who has come into another course since.
    private async Task<bool> StudiesElsewhereAsync(
        LedgerContext ledger,
        AccessRecord record,
        List<Receivable> causing,
        CancellationToken ct
    )
    {
        var courses = causing.Select(x => x.CourseKey).ToList();
        return record.CourseKey == WholeSiteAccess.WholeSite
            && await ledger.Enrolments.AnyAsync(
                x =>
                    x.School == run.School.Key
                    && x.LearnerKey == record.LearnerKey
                    && x.GoneAt == null
                    && x.Status == EnrolmentStatus.Active
                    && !courses.Contains(x.CourseKey),
                ct
            );
    }

    // The clock of a restoration begins when the money was seen, not when a run came to look.
    private async Task<DateTimeOffset> SeenAtAsync(LedgerContext ledger, AccessRecord record, CancellationToken ct)
    {
        var references = record.CausedBy.Split(' ');
        var seen = await ledger
            .Payments.Where(x =>
                x.School == run.School.Key
                && x.State == PaymentState.Succeeded
                && x.SeenAt > record.PlannedAt
                && x.Allocations.Any(a => references.Contains(a.ReceivableRef))
            )
            .Select(x => (DateTimeOffset?)x.SeenAt)
            .MaxAsync(ct);
        return seen ?? run.Now;
    }

    /// <summary>Whether what was said gives access back. An objection and a dispute about a part do not: they only freeze.</summary>
    public static bool Spares(Standing said, SelfServiceTerms terms) =>
        said.Kind switch
        {
            StandingKind.Hold or StandingKind.Grace => true,
            StandingKind.Exemption => said.Category != StandingBook.FromContact,
            StandingKind.Dispute => said.AmountMinor is null,
            StandingKind.Promise => terms.PromiseRestores,
            _ => false,
        };

    /// <summary>Whether an amount is enough to hold access back for it.</summary>
    public static bool Asked(CycleRun run, Money owed) =>
        owed.IsPositive
        && !(run.Mapping.Policy.MinimumOwed.TryGetValue(owed.Currency.Code, out var minimum) && owed < minimum);

    private async Task RestoreAsync(
        LedgerContext ledger,
        List<AccessRecord> records,
        IAccessControl access,
        CancellationToken ct
    )
    {
        IReadOnlyList<ItemOutcome<AccessReading>> outcomes;
        try
        {
            outcomes = await access.RestoreAsync([.. records.Select(x => new AccessChange(Target(x), x.Snapshot))], ct);
        }
        catch (RemoteException problem)
        {
            foreach (var record in records)
            {
                Alarm(record, problem.Message);
            }

            await ledger.SaveChangesAsync(ct);
            throw;
        }

        foreach (var outcome in outcomes)
        {
            var record = records.Find(x => Target(x).ToString() == outcome.Reference)!;
            if (outcome.Kind == OutcomeKind.Done)
            {
                if (record.SuspendedAt is null)
                {
                    await new SuspensionLookup(run).EndIntentAsync(ledger, record, closed: false, ct);
                }

                record.Stage = AccessStage.Restored;
                record.RestoredAt = run.Now;
                record.Problem = null;
                run.Journal(ledger, "access.restored", outcome.Reference, new { record.CausedBy });
                run.Report.Count("access.restored");
            }
            else
            {
                Alarm(record, outcome.Reason!);
            }
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void Alarm(AccessRecord record, string reason)
    {
        record.Problem = reason;
        run.Report.Count("access.restore-failed");
        run.Report.Say(
            "access.restore-failed",
            Target(record).ToString(),
            $"Access could not be given back: {reason}",
            "Give it back in the LMS by hand now; the connector tries again in each run.",
            needsPerson: true
        );
    }

    private static AccessTarget Target(AccessRecord record) => new(record.CourseKey, record.LearnerKey);
}
