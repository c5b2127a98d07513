using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Suspends access at the end of the road: after every guard, with the prior state stored first, and read back afterwards.</summary>
internal sealed class AccessSuspender(CycleRun run)
{
    /// <summary>How many candidates a report names.</summary>
    private const int NamedMax = 50;

    private const string NotKept = "The access ledger file cannot be written.";

    /// <summary>Suspends what the decisions ask for.</summary>
    public async Task SuspendAsync(CancellationToken ct)
    {
        if (run.Switches.Access == SwitchLevel.Off || run.Ports.Access is null)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var due = await DueAsync(ledger, ct);
        if (run.Switches.Access != SwitchLevel.Act)
        {
            run.Report.Count("suspensions.proposed", due.Count);
            Name(due, "suspension.proposed", "It would be suspended, after the last look that an acting run takes.");
            return;
        }

        var allowed = await AllowedAsync(ledger, ct);
        if (due.Count > allowed)
        {
            run.Report.Say(
                "limit.suspensions",
                $"school {run.School.Key}",
                $"{due.Count} suspensions are due; a run may make {allowed} without a person.",
                "They are named below; a person may run `sync --limit-suspensions N`.",
                needsPerson: true
            );
        }

        Name(due.Skip(allowed), "suspension.waits", "Its suspension is due and waits for a person or the next run.");
        foreach (var candidates in due.Take(allowed).Chunk(50))
        {
            await SuspendAsync(ledger, candidates, run.Ports.Access, ct);
        }
    }

    private void Name(IEnumerable<SuspensionCandidate> candidates, string code, string message)
    {
        foreach (var candidate in candidates.Take(NamedMax))
        {
            run.Report.Say(
                code,
                candidate.Target.ToString(),
                message,
                $"See `explain {candidate.Receivables[0].Reference}`."
            );
        }
    }

    private async Task<List<SuspensionCandidate>> DueAsync(LedgerContext ledger, CancellationToken ct)
    {
        var rungs = run
            .Mapping.Policy.Rungs.Where(x => x.Action == RungAction.SuspendAccess)
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
                .GroupBy(x => new AccessTarget(x.CourseKey, x.LearnerKey))
                .Select(x => new SuspensionCandidate(x.Key, [.. x]))
                .Where(x => !refused.Exists(r => IsOf(r, x.Target))),
        ];
    }

    private bool IsOf(string intentReference, AccessTarget target) =>
        intentReference.StartsWith(
            AccessMirror.IntentPrefix(run.School.Key, target.CourseKey, target.LearnerKey),
            StringComparison.Ordinal
        );

    // The blast radius: per run, and in percent of active learners per day.
    private async Task<int> AllowedAsync(LedgerContext ledger, CancellationToken ct)
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
        return run.Options.Limits is null
            ? Math.Max(0, Math.Min(run.Limits.SuspensionsPerRun, perDay))
            : run.Limits.SuspensionsPerRun;
    }

    private async Task SuspendAsync(
        LedgerContext ledger,
        SuspensionCandidate[] candidates,
        IAccessControl access,
        CancellationToken ct
    )
    {
        var facts = await LastLookAsync(ledger, candidates, access, ct);
        var agreed = new List<(SuspensionCandidate Candidate, AccessRecord Record, Intent Intent)>();
        foreach (var candidate in candidates)
        {
            var failures = SuspensionGuards.Failures(facts[candidate.Target]);
            if (failures.Count == 0)
            {
                agreed.Add(await RecordAsync(ledger, candidate, facts[candidate.Target].Reading, ct));
            }

            foreach (var failure in failures)
            {
                run.Report.Count(failure.Code);
                run.Report.Say(
                    failure.Code,
                    candidate.Target.ToString(),
                    $"Not suspended: {failure.Message}",
                    "Nothing is to be done if that is right."
                );
            }
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

    private async Task<Dictionary<AccessTarget, SuspensionFacts>> LastLookAsync(
        LedgerContext ledger,
        SuspensionCandidate[] candidates,
        IAccessControl access,
        CancellationToken ct
    )
    {
        var school = run.School.Key;
        var references = candidates.SelectMany(x => x.Receivables).Select(x => x.Reference).ToList();
        var documents = await ledger
            .Documents.AsNoTracking()
            .Where(x =>
                x.School == school && x.ErpKey != null && x.Lines.Any(line => references.Contains(line.ReceivableRef))
            )
            .Select(x => new
            {
                x.ErpKey,
                x.CustomerKey,
                x.PayerKey,
            })
            .ToListAsync(ct);
        // The last look asks both again: who paid a minute ago, at the bank or by card, is not locked out.
        await new GatewayInbox(run).ProcessAsync(ct);
        await new DocumentStore(run).RefreshAsync([.. documents.Select(x => x.ErpKey!)], ct);
        var credit = (
            await run.Ports.Payments.ReadCreditAsync([.. documents.Select(x => x.CustomerKey).Distinct()], ct)
        ).ToLookup(x => x.CustomerKey);
        var customers = documents.ToLookup(x => x.PayerKey, x => x.CustomerKey);
        var payers = candidates.SelectMany(x => x.Receivables).Select(x => x.PayerKey).Distinct().ToList();
        var pending = await ledger
            .Payments.Where(x => x.School == school && payers.Contains(x.PayerKey) && x.State == PaymentState.Pending)
            .Select(x => x.PayerKey)
            .ToHashSetAsync(ct);
        var unplaced = await UnplacedAsync(ledger, payers, ct);
        var standings = await StandingBook.HoldingAsync(run, ledger, ct);
        var owed = await OpenItems.OwedAsync(ledger, school, references, ct);
        var readings = (await access.ReadAsync([.. candidates.Select(x => x.Target)], ct)).ToDictionary(x => x.Target);
        return candidates.ToDictionary(
            x => x.Target,
            x => new SuspensionFacts(
                Sum(x, owed),
                x.Receivables.All(r => owed.TryGetValue(r.Reference, out var amount) && amount.IsPositive),
                x.Receivables.Any(r => pending.Contains(r.PayerKey)),
                x.Receivables.SelectMany(r => customers[r.PayerKey])
                    .SelectMany(key => credit[key])
                    .Select(c => (Money?)c.Amount)
                    .Concat(x.Receivables.SelectMany(r => unplaced[r.PayerKey]).Select(m => (Money?)m))
                    .FirstOrDefault(),
                x.Receivables.Any(r => StandingBook.Of(standings, r).Any()),
                readings[x.Target]
            )
        );
    }

    // Gateway money that came and has found no receivable yet: the payer has paid, whatever is still to be sorted out.
    private async Task<ILookup<string, Money>> UnplacedAsync(
        LedgerContext ledger,
        List<string> payers,
        CancellationToken ct
    )
    {
        var payments = await ledger
            .Payments.AsNoTracking()
            .Where(x =>
                x.School == run.School.Key
                && x.ErpKey == null
                && x.State == PaymentState.Succeeded
                && x.UnallocatedMinor > 0
                && payers.Contains(x.PayerKey)
            )
            .ToListAsync(ct);
        return payments.ToLookup(x => x.PayerKey, x => new Money(x.UnallocatedMinor, Currency.Of(x.Currency)));
    }

    private static Money Sum(SuspensionCandidate candidate, Dictionary<string, Money> owed)
    {
        var zero = Money.Zero(Currency.Of(candidate.Receivables[0].Currency));
        return candidate
            .Receivables.Select(x => owed.GetValueOrDefault(x.Reference, zero))
            .Where(x => x.Currency == zero.Currency)
            .Aggregate(zero, (a, b) => a + b);
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
            CausedBy = string.Join(' ', candidate.Receivables.Select(x => x.Reference)),
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
internal sealed record SuspensionCandidate(AccessTarget Target, IReadOnlyList<Receivable> Receivables);
