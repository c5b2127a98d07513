using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>What staff does about suspensions: looks at them, approves one, says up to when the bank is booked, gives everything back.</summary>
internal sealed class AccessDesk(IDbContextFactory<LedgerContext> ledgers, SchoolProfile school, TimeProvider clock)
{
    /// <summary>Suspensions in force, and those that wait for a person.</summary>
    public async Task<AccessList> ListAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var records = await InForce(ledger).AsNoTracking().OrderBy(x => x.Id).ToListAsync(ct);
        var waiting = await ledger
            .SuspensionReviews.AsNoTracking()
            .Where(x => x.School == school.Key && x.State == ReviewState.WaitsForApproval)
            .OrderBy(x => x.At)
            .ToListAsync(ct);
        var today = school.DayOf(clock.GetUtcNow());
        var approved = await ledger
            .Standings.Where(x =>
                x.School == school.Key
                && x.Kind == StandingKind.Approval
                && x.SubjectKind == Approvals.Subject
                && x.EndedAt == null
                && x.Until >= today
            )
            .Select(x => x.SubjectKey)
            .ToHashSetAsync(ct);
        return new AccessList(
            school.Key,
            [
                .. records.Select(x => new SuspensionInForce(
                    x.CourseKey,
                    x.LearnerKey,
                    x.Stage.ToString(),
                    x.PlannedAt,
                    x.CausedBy.Split(' '),
                    x.Problem
                )),
            ],
            [
                .. waiting.Select(x => new SuspensionWaiting(
                    x.CourseKey,
                    x.LearnerKey,
                    x.At,
                    x.SeenAt,
                    x.CausedBy.Split(' '),
                    approved.Contains(Approvals.SubjectOf(new AccessTarget(x.CourseKey, x.LearnerKey), x.CausedBy))
                )),
            ]
        );
    }

    /// <summary>Approves the suspension that waits because of a receivable, for as many days as the school says.</summary>
    /// <returns>Who and where; null when none waits because of it.</returns>
    public async Task<AccessTarget?> ApproveAsync(string reference, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var waiting = await ledger
            .SuspensionReviews.Where(x => x.School == school.Key && x.State == ReviewState.WaitsForApproval)
            .ToListAsync(ct);
        if (waiting.Find(x => x.CausedBy.Split(' ').Contains(reference)) is not { } review)
        {
            return null;
        }

        var target = new AccessTarget(review.CourseKey, review.LearnerKey);
        var now = clock.GetUtcNow();
        ledger.Standings.Add(
            new Standing
            {
                School = school.Key,
                Kind = StandingKind.Approval,
                SubjectKind = Approvals.Subject,
                SubjectKey = Approvals.SubjectOf(target, review.CausedBy),
                Until = school.DayOf(now).AddDays(school.Access.ApprovalDays - 1),
                By = by,
                Why = why,
                CreatedAt = now,
            }
        );
        Note(ledger, by, "suspension.approved", target, new { review.CausedBy, why });
        await ledger.SaveChangesAsync(ct);
        return target;
    }

    /// <summary>Notes a person's word that every bank payment up to a day is in the books.</summary>
    public async Task AttestBankAsync(DateOnly day, string by, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        await BankDays.AttestAsync(ledger, school.Key, day, now, ct);
        ledger.Journal.Add(JournalEntry.Of(school.Key, now, by, "bank.attested", school.Key, new { day }));
        await ledger.SaveChangesAsync(ct);
    }

    /// <summary>A person ends a restoration that fails again and again: access was given back by hand, or is not to be.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EndAsync(AccessTarget target, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var records = await InForce(ledger)
            .Where(x =>
                x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey && x.Stage == AccessStage.Restoring
            )
            .ToListAsync(ct);
        foreach (var record in records)
        {
            // Not proved: the day everything is given back, this one is among it.
            End(ledger, record, by, "access.restore-ended", why);
            record.Problem = $"Ended by {by}: {why}";
        }

        await ledger.SaveChangesAsync(ct);
        return records.Count > 0;
    }

    /// <summary>
    /// Gives back every access that the connector took, for the day something went badly wrong. Asks the LMS alone, neither ERP nor
    /// gateway. What is given back so is not taken again for the same debt, and nobody else is suspended until a person confirms.
    /// </summary>
    /// <param name="access">The LMS.</param>
    /// <param name="file">The access ledger: it knows also what a lost database does not.</param>
    /// <param name="since">Only what was taken on this day or later, in the school's zone; null for all.</param>
    /// <param name="by">Who.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Stops it; what is done by then stays done.</param>
    /// <exception cref="RemoteException">The LMS cannot be asked at all; what is not given back stays in the list.</exception>
    public async Task<RestoreAllReport> RestoreAllAsync(
        IAccessControl access,
        AccessLedgerFile file,
        DateOnly? since,
        string by,
        string why,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        await TakeInAsync(ledger, file, ct);
        var records = (await Unproved(ledger).OrderBy(x => x.Id).ToListAsync(ct))
            .Where(x => since is null || school.DayOf(x.PlannedAt) >= since)
            .ToList();
        records.ForEach(x => (x.Stage, x.ReleasedAt) = (AccessStage.Restoring, x.ReleasedAt ?? clock.GetUtcNow()));
        if (records.Count > 0 && await RestoreHold.FindAsync(ledger, school.Key, ct) is null)
        {
            RestoreHold.Begin(ledger, school.Key, by, $"Every access was given back: {why}", clock.GetUtcNow());
        }

        await ledger.SaveChangesAsync(ct);
        var failed = new List<(AccessTarget Target, string Reason)>();
        foreach (var chunk in records.DistinctBy(TargetOf).Chunk(50))
        {
            var outcomes = await access.RestoreAsync(
                [.. chunk.Select(x => new AccessChange(TargetOf(x), x.Snapshot))],
                ct
            );
            foreach (var outcome in outcomes)
            {
                foreach (var record in records.Where(x => TargetOf(x).ToString() == outcome.Reference))
                {
                    Ended(ledger, record, outcome, by, why);
                }

                if (outcome.Kind != OutcomeKind.Done)
                {
                    failed.Add(
                        (TargetOf(chunk.First(x => TargetOf(x).ToString() == outcome.Reference)), outcome.Reason!)
                    );
                }
            }

            await ledger.SaveChangesAsync(ct);
        }

        return new RestoreAllReport(school.Key, records.DistinctBy(TargetOf).Count() - failed.Count, failed);
    }

    private void Ended(
        LedgerContext ledger,
        AccessRecord record,
        ItemOutcome<AccessReading> outcome,
        string by,
        string why
    )
    {
        if (outcome.Kind == OutcomeKind.Done)
        {
            End(ledger, record, by, "access.restored-by-hand", why);
        }
        else
        {
            record.Problem = outcome.Reason;
        }
    }

    private void End(LedgerContext ledger, AccessRecord record, string by, string kind, string why)
    {
        record.Stage = AccessStage.RestoredByHand;
        record.RestoredAt = clock.GetUtcNow();
        record.Problem = null;
        Note(ledger, by, kind, TargetOf(record), new { record.CausedBy, why });
    }

    private async Task TakeInAsync(LedgerContext ledger, AccessLedgerFile file, CancellationToken ct)
    {
        var open = file.Read(school.Key).Open;
        var known = await ledger.AccessRecords.AsNoTracking().Where(x => x.School == school.Key).ToListAsync(ct);
        ledger.AccessRecords.AddRange(
            open.ExceptBy(known.Select(AccessLedgerLine.KeyOf), x => x.Key).Select(x => x.ToRecord())
        );
        await ledger.SaveChangesAsync(ct);
    }

    private IQueryable<AccessRecord> InForce(LedgerContext ledger) =>
        ledger.AccessRecords.Where(x =>
            x.School == school.Key
            && (
                x.Stage == AccessStage.Suspending
                || x.Stage == AccessStage.Suspended
                || x.Stage == AccessStage.Restoring
            )
        );

    // In force, or ended by a person's word without having been seen open.
    private IQueryable<AccessRecord> Unproved(LedgerContext ledger) =>
        ledger.AccessRecords.Where(x =>
            x.School == school.Key
            && (
                x.Stage == AccessStage.Suspending
                || x.Stage == AccessStage.Suspended
                || x.Stage == AccessStage.Restoring
                || (x.Stage == AccessStage.RestoredByHand && x.Problem != null)
            )
        );

    private void Note(LedgerContext ledger, string by, string kind, AccessTarget target, object facts) =>
        ledger.Journal.Add(JournalEntry.Of(school.Key, clock.GetUtcNow(), by, kind, target.ToString(), facts));

    private static AccessTarget TargetOf(AccessRecord record) => new(record.CourseKey, record.LearnerKey);
}

/// <summary>A school's suspensions.</summary>
/// <param name="School">The school's key.</param>
/// <param name="InForce">Those in force, or being given back.</param>
/// <param name="Waiting">Those that wait for a person's approval.</param>
internal sealed record AccessList(
    string School,
    IReadOnlyList<SuspensionInForce> InForce,
    IReadOnlyList<SuspensionWaiting> Waiting
);

/// <summary>A suspension in force.</summary>
/// <param name="Course">The course's key.</param>
/// <param name="Learner">The learner's key.</param>
/// <param name="Stage">Suspending, Suspended or Restoring.</param>
/// <param name="Since">When it was asked for, UTC.</param>
/// <param name="CausedBy">References of the receivables.</param>
/// <param name="Problem">Why it could not be given back; null when it was not tried, or not yet.</param>
internal sealed record SuspensionInForce(
    string Course,
    string Learner,
    string Stage,
    DateTimeOffset Since,
    IReadOnlyList<string> CausedBy,
    string? Problem
);

/// <summary>A suspension that waits for a person.</summary>
/// <param name="Course">The course's key.</param>
/// <param name="Learner">The learner's key.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="LookedAt">When the guards last looked, UTC.</param>
/// <param name="CausedBy">References of the receivables: each is what <c>approve</c> and <c>explain</c> take.</param>
/// <param name="Approved">Whether a person has approved it, and the next run looks at it.</param>
internal sealed record SuspensionWaiting(
    string Course,
    string Learner,
    DateTimeOffset Since,
    DateTimeOffset LookedAt,
    IReadOnlyList<string> CausedBy,
    bool Approved
);

/// <summary>What giving everything back came to.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Restored">How many have access again.</param>
/// <param name="Failed">Who has not, and why.</param>
internal sealed record RestoreAllReport(
    string School,
    int Restored,
    IReadOnlyList<(AccessTarget Target, string Reason)> Failed
);
