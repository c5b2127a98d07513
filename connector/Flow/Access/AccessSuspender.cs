using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Suspends access at the end of the road: after every guard, with the prior state stored first, and read back afterwards.</summary>
internal sealed class AccessSuspender(CycleRun run)
{
    /// <summary>How many candidates a report names.</summary>
    private const int NamedMax = 50;

    /// <summary>How many are looked at together.</summary>
    private const int CandidatesPerLook = 50;

    /// <summary>So few are no wave, however small the school.</summary>
    private const int WaveLeast = 5;

    private const string NotKept = "The access ledger file cannot be written.";

    private readonly SuspensionFactsBook look = new(run);
    private readonly ReviewBook reviews = new(run);
    private int named;

    /// <summary>Suspends what the decisions ask for.</summary>
    public async Task SuspendAsync(CancellationToken ct)
    {
        if (run.Switches.Access == SwitchLevel.Off || run.Ports.Access is null)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var due = await DueAsync(ledger, ct);
        await reviews.EndAsync(ledger, [.. due.Select(x => x.Target)], ct);
        if (due.Count == 0)
        {
            return;
        }

        var radius = await RadiusAsync(ledger, due.Count, ct);
        var left = radius.Allowed;
        var agreed = 0;
        foreach (var candidates in due.Chunk(CandidatesPerLook))
        {
            var taken = await ReviewAsync(ledger, candidates, radius with { Allowed = left }, run.Ports.Access, ct);
            left -= taken.Count(x => run.Switches.Access == SwitchLevel.Act);
            agreed += taken.Count;
            await SuspendAsync(ledger, taken, run.Ports.Access, ct);
        }

        if (run.Switches.Access != SwitchLevel.Act)
        {
            run.Report.Count("suspensions.proposed", agreed);
        }
    }

    /// <summary>Answers every guard for each, stores the answers, and gives those that may be suspended.</summary>
    private async Task<List<(SuspensionCandidate Candidate, AccessReading Reading)>> ReviewAsync(
        LedgerContext ledger,
        SuspensionCandidate[] candidates,
        Radius radius,
        IAccessControl access,
        CancellationToken ct
    )
    {
        var facts = await look.LookAsync(ledger, candidates, access, ct);
        var taken = new List<(SuspensionCandidate, AccessReading)>();
        foreach (var candidate in candidates)
        {
            var answers = SuspensionGuards.Evaluate(facts[candidate.Target]).ToList();
            var red = answers.Where(x => !x.Holds).ToList();
            var fits = run.Switches.Access != SwitchLevel.Act || taken.Count < radius.Allowed;
            answers.Add(SuspensionGuards.Radius(red.Count > 0 || fits, radius.Due, radius.Allowed, radius.Active));
            var state =
                red is [{ Code: SuspensionGuards.Approval }] ? ReviewState.WaitsForApproval
                : red.Count > 0 || !fits ? ReviewState.Stopped
                : run.Switches.Access != SwitchLevel.Act ? ReviewState.Proposed
                : ReviewState.Agreed;
            await reviews.NoteAsync(ledger, candidate, answers, state, ct);
            Say(candidate, answers, state);
            if (state is ReviewState.Agreed or ReviewState.Proposed)
            {
                taken.Add((candidate, facts[candidate.Target].Reading));
            }
        }

        return taken;
    }

    private void Say(SuspensionCandidate candidate, List<GuardAnswer> answers, ReviewState state)
    {
        var see = $"See `explain {candidate.Receivables[0].Reference}`.";
        switch (state)
        {
            case ReviewState.Proposed:
                Name(candidate, "suspension.proposed", "Every guard holds: an acting run would suspend it.", see);
                break;
            case ReviewState.WaitsForApproval:
                run.Report.Count(SuspensionGuards.Approval);
                Name(
                    candidate,
                    "suspension.waits-for-approval",
                    "Every guard holds but a person's approval.",
                    $"`approve {candidate.Receivables[0].Reference}`; `explain` shows the proof.",
                    needsPerson: true
                );
                break;
            case ReviewState.Stopped:
                foreach (var answer in answers.Where(x => !x.Holds))
                {
                    run.Report.Count(answer.Code);
                    Name(candidate, answer.Code, $"Not suspended: {GuardSentences.Render(answer, "en")}", see);
                }

                break;
        }
    }

    private void Name(SuspensionCandidate candidate, string code, string message, string hint, bool needsPerson = false)
    {
        if (named++ < NamedMax)
        {
            run.Report.Say(code, candidate.Target.ToString(), message, hint, needsPerson);
        }
    }

    private async Task<List<SuspensionCandidate>> DueAsync(LedgerContext ledger, CancellationToken ct)
    {
        var rungs = run.Mapping.Policy.Rungs.Where(x => x.Suspends).Select(x => x.Name).ToList();
        var sites = run
            .Mapping.Policy.Rungs.Where(x => x.Action == RungAction.SuspendSite)
            .Select(x => x.Name)
            .ToList();
        var code = nameof(ReasonCode.RungDue);
        var receivables = await ledger
            .Receivables.Include(x => x.Decision)
            .Where(x => x.School == run.School.Key && x.State == ReceivableState.Live)
            .Where(x => x.Decision!.Code == code && rungs.Contains(x.Decision.Rung!))
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        // One that the LMS refused waits for a person; asking again each run would only pile up refusals.
        var refused = await ledger
            .Intents.Where(x =>
                x.School == run.School.Key && x.Kind == IntentKind.Suspend && x.State == IntentState.Parked
            )
            .Select(x => x.Reference)
            .ToListAsync(ct);
        return
        [
            .. receivables
                .GroupBy(x => new AccessTarget(
                    sites.Contains(x.Decision!.Rung!) ? WholeSiteAccess.WholeSite : x.CourseKey,
                    x.LearnerKey
                ))
                .Select(x => new SuspensionCandidate(x.Key, [.. x]))
                .Where(x => !refused.Exists(r => IsOf(r, x.Target))),
        ];
    }

    private bool IsOf(string intentReference, AccessTarget target) =>
        intentReference.StartsWith(
            AccessMirror.IntentPrefix(run.School.Key, target.CourseKey, target.LearnerKey),
            StringComparison.Ordinal
        );

    /// <summary>The blast radius: per run, in percent of active learners per day, and none at all when a wave of them is due at once.</summary>
    private async Task<Radius> RadiusAsync(LedgerContext ledger, int due, CancellationToken ct)
    {
        var active = await ledger
            .Enrolments.Where(x => x.School == run.School.Key && x.GoneAt == null && x.Status == EnrolmentStatus.Active)
            .Select(x => x.LearnerKey)
            .Distinct()
            .CountAsync(ct);
        var since = run.Now.AddDays(-1);
        var today = await ledger.AccessRecords.CountAsync(
            x => x.School == run.School.Key && x.PlannedAt > since && x.Stage != AccessStage.NotSuspended,
            ct
        );
        var perDay = Math.Max(1, active * run.Limits.SuspensionsPercentPerDay / 100) - today;
        var wave = due > Math.Max(WaveLeast, active * run.School.Access.WavePercent / 100);
        var allowed =
            run.Options.Limits is not null ? run.Limits.SuspensionsPerRun
            : wave ? 0
            : Math.Max(0, Math.Min(run.Limits.SuspensionsPerRun, perDay));
        if (due > allowed)
        {
            run.Report.Say(
                "limit.suspensions",
                $"school {run.School.Key}",
                wave && allowed == 0
                    ? $"{due} suspensions are due among {active} active learners, more than on any normal day: none is made."
                    : $"{due} suspensions are due; a run may make {allowed} without a person.",
                "They are named below; if that is right, a person may run `sync --limit-suspensions N`.",
                needsPerson: true
            );
        }

        return new Radius(due, allowed, active);
    }

    private async Task SuspendAsync(
        LedgerContext ledger,
        List<(SuspensionCandidate Candidate, AccessReading Reading)> candidates,
        IAccessControl access,
        CancellationToken ct
    )
    {
        if (run.Switches.Access != SwitchLevel.Act)
        {
            await ledger.SaveChangesAsync(ct);
            return;
        }

        var agreed = new List<(SuspensionCandidate Candidate, AccessRecord Record, Intent Intent)>();
        foreach (var (candidate, reading) in candidates)
        {
            agreed.Add(await RecordAsync(ledger, candidate, reading, ct));
        }

        // The prior state is on disk before the LMS is asked for anything.
        var claimed = await Intents.SendingAsync(run, ledger, agreed.Select(x => x.Intent), ct);
        agreed.RemoveAll(x => !claimed.Contains(x.Intent));
        if (agreed.Count > 0 && IsKept([.. agreed.Select(x => x.Record)]))
        {
            var outcomes = await access.SuspendAsync(
                [.. agreed.Select(x => new AccessChange(x.Candidate.Target, x.Record.Snapshot))],
                ct
            );
            foreach (
                var (outcome, item) in outcomes.Join(
                    agreed,
                    x => x.Reference,
                    x => x.Candidate.Target.ToString(),
                    (o, i) => (o, i)
                )
            )
            {
                Ended(ledger, item.Record, item.Intent, outcome);
                if (outcome.Kind == OutcomeKind.Done)
                {
                    await AccessMirror.CloseAsync(ledger, item.Record, ct);
                }
            }
        }

        foreach (var (_, record, intent) in agreed.Where(x => x.Record.Problem == NotKept))
        {
            record.Stage = AccessStage.NotSuspended;
            intent.State = IntentState.Dismissed; // The next run decides and looks anew.
        }

        await ledger.SaveChangesAsync(ct);
    }

    // Whoever is locked out must be known even if the database is lost: it is on the disk elsewhere first, or it is not done.
    private bool IsKept(List<AccessRecord> records)
    {
        try
        {
            run.Options.AccessLedger?.Append([.. records.Select(AccessLedgerLine.Of)]);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            records.ForEach(x => x.Problem = NotKept);
            run.Report.Count("guard.access-ledger", records.Count);
            run.Report.Say(
                "guard.access-ledger",
                run.Options.AccessLedger!.FullPath,
                $"{NotKept} Nobody was suspended ({records.Count} were due).",
                "Free some space, or give the connector's user the right to write it.",
                needsPerson: true
            );
            return false;
        }
    }

    private async Task<(SuspensionCandidate, AccessRecord, Intent)> RecordAsync(
        LedgerContext ledger,
        SuspensionCandidate candidate,
        AccessReading reading,
        CancellationToken ct
    )
    {
        var number = await ledger.AccessRecords.CountAsync(
            x =>
                x.School == run.School.Key
                && x.CourseKey == candidate.Target.CourseKey
                && x.LearnerKey == candidate.Target.LearnerKey,
            ct
        );
        var record = new AccessRecord
        {
            School = run.School.Key,
            CourseKey = candidate.Target.CourseKey,
            LearnerKey = candidate.Target.LearnerKey,
            Stage = AccessStage.Suspending,
            Methods = string.Join(' ', reading.Methods),
            Snapshot = reading.Snapshot,
            CausedBy = candidate.CausedBy,
            DecisionId = candidate.Receivables[0].DecisionId,
            PlannedAt = run.Now,
        };
        ledger.AccessRecords.Add(record);
        var reference = AccessMirror.IntentReference(run.School.Key, record.CourseKey, record.LearnerKey, number + 1);
        return (candidate, record, Intents.Plan(run, ledger, IntentKind.Suspend, reference, reading.Snapshot));
    }

    private void Ended(LedgerContext ledger, AccessRecord record, Intent intent, ItemOutcome<AccessReading> outcome)
    {
        if (outcome.Kind == OutcomeKind.Done)
        {
            record.Stage = AccessStage.Suspended;
            record.SuspendedAt = run.Now;
            Intents.Done(intent);
            run.Journal(ledger, "access.suspended", outcome.Reference, new { record.CausedBy });
            run.Report.Count("access.suspended");
            return;
        }

        record.Problem = outcome.Reason;
        if (outcome.Kind == OutcomeKind.Unknown)
        {
            // It may be closed. The record stays as "suspending", so that restoration replays the stored state as soon as nothing is owed.
            Intents.Park(
                run,
                ledger,
                intent,
                outcome.Reason!,
                "Look at the enrolment in the LMS; `parked retry` reads it again."
            );
            return;
        }

        record.Stage = AccessStage.NotSuspended;
        if (outcome.Kind == OutcomeKind.Later)
        {
            intent.State = IntentState.Dismissed; // The next run decides and looks anew.
            intent.LastAnswer = outcome.Reason;
            Intents.LetGo(intent);
            return;
        }

        Intents.Park(
            run,
            ledger,
            intent,
            outcome.Reason!,
            "Access remains. Do by hand what the reason says, or dismiss it."
        );
    }
}

/// <summary>A learner in a course whose unpaid receivables ask for suspension.</summary>
internal sealed record SuspensionCandidate(AccessTarget Target, IReadOnlyList<Receivable> Receivables)
{
    /// <summary>Gets the references of the receivables, separated by a space.</summary>
    public string CausedBy => string.Join(' ', Receivables.Select(x => x.Reference));
}

/// <summary>How many suspensions a run may make.</summary>
/// <param name="Due">How many are due.</param>
/// <param name="Allowed">How many may happen.</param>
/// <param name="Active">How many learners are active.</param>
internal sealed record Radius(int Due, int Allowed, int Active);
