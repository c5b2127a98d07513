using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>Nobody is locked out who owes nothing, or whose money is on its way.</summary>
internal sealed class NobodyIsSuspendedWithoutDebt : IInvariant
{
    public string Promise =>
        "nobody is suspended while nothing is owed, or while money of the payer is pending or not allocated";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is null)
        {
            yield break;
        }

        var asked = look.Town.Witness.Suspensions.Skip(look.Town.Witness.Before.Suspensions);
        foreach (var one in asked.Where(x => !x.JustChanged))
        {
            if (one.Open.Values.Sum() <= 0 || one.OwedMinor <= 0)
            {
                yield return $"{one.Target} was to be suspended: open {one.Open.Values.Sum()}, the payer owes {one.OwedMinor} in all";
            }

            if (one.Credit > 0 || one.Pending)
            {
                yield return $"{one.Target} was to be suspended with {one.Credit} of credit{(one.Pending ? ", and a payment pending" : "")}";
            }
        }
    }
}

/// <summary>Nobody is locked out whose transfer is on its way.</summary>
internal sealed class WhoPaidInTimeIsNotSuspended : IInvariant
{
    public string Promise => "nobody is suspended who sent the money while the notice gave time, booked or not";

    public IEnumerable<string> Breaches(Look look) =>
        look.Run is null
            ? []
            : look
                .Town.Witness.Suspensions.Skip(look.Town.Witness.Before.Suspensions)
                .Where(x => x.PaidInTime)
                .Select(x => $"{x.Target} was to be suspended; the money is on its way, and was sent in time");
}

/// <summary>Every suspension is known before it is asked for, with its decision and the state to give back.</summary>
internal sealed class SuspensionsAreDecidedAndStored : IInvariant
{
    public string Promise =>
        "every suspension has its decision and the prior state stored before, and is not forgotten";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { } run)
        {
            yield break;
        }

        var decisions = look.Decisions.ToDictionary(x => x.Id);
        foreach (var one in look.Town.Witness.Suspensions.Skip(look.Town.Witness.Before.Suspensions))
        {
            var record = look.Access.LastOrDefault(x => IsOf(x, one.Target) && x.PlannedAt >= run.Began);
            if (record?.DecisionId is not { } id || !record.Snapshot.Contains("Active", StringComparison.Ordinal))
            {
                yield return $"{one.Target} was to be suspended and no prior state or decision is stored";
            }
            else if (decisions[id] is not { Code: "RungDue", Rung: "suspend" })
            {
                yield return $"{one.Target} was to be suspended on the decision {decisions[id].Code} {decisions[id].Rung}";
            }
        }

        foreach (var closed in look.Town.Lms.Enrolments.Where(x => x.ClosedByUs))
        {
            if (!look.Access.Any(x => IsOf(x, new AccessTarget(closed.Course, closed.Learner)) && IsHeld(x)))
            {
                yield return $"{closed.Pair} is closed by us, and no suspension is in force that would be given back";
            }
        }
    }

    public static bool IsOf(AccessRecord record, AccessTarget target) =>
        record.CourseKey == target.CourseKey && record.LearnerKey == target.LearnerKey;

    public static bool IsHeld(AccessRecord record) =>
        record.Stage is AccessStage.Suspending or AccessStage.Suspended or AccessStage.Restoring;
}

/// <summary>The last thing that happens is never the first that somebody hears.</summary>
internal sealed class RungsComeBeforeSuspension : IInvariant
{
    public string Promise =>
        "before a suspension every rung was really sent, in order, with its notice days in between";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { } run)
        {
            yield break;
        }

        foreach (var one in look.Town.Witness.Suspensions.Skip(look.Town.Witness.Before.Suspensions))
        {
            var record = look.Access.LastOrDefault(x =>
                SuspensionsAreDecidedAndStored.IsOf(x, one.Target) && x.PlannedAt >= run.Began
            );
            foreach (var reference in record?.CausedBy.Split(' ') ?? [])
            {
                if (Missing(look, reference, look.Town.School.Profile.DayOf(one.At)) is { } missing)
                {
                    yield return $"{one.Target} was to be suspended for {reference}: {missing}";
                }
            }
        }
    }

    private static string? Missing(Look look, string reference, DateOnly today)
    {
        DateOnly? before = null;
        foreach (var rung in look.Town.School.Policy.Rungs)
        {
            if (rung.Template is null)
            {
                return before is { } last && today < last.AddDays(rung.NoticeDays)
                    ? $"the notice of {last:MM-dd} runs {rung.NoticeDays} days"
                    : null;
            }

            if (rung.When is not null || IsLeftOut(look, reference, rung.Name))
            {
                continue;
            }

            var letter = look.Town.Letters.LastOrDefault(x =>
                x.Rungs.GetValueOrDefault(reference) == rung.Name
                && (x.FailureKnownAt is not { } known || known > look.Run!.Began)
            );
            var counted = look.Contacts.Any(x =>
                x.Items.Exists(i => i.ReceivableRef == reference && i.Rung == rung.Name)
                && look.Town.Witness.DismissedReferences.Contains(x.Reference)
            );
            if (letter is null && !counted)
            {
                return $"{rung.Name} never arrived";
            }

            before = letter is null ? null : look.Town.School.Profile.DayOf(letter.At);
        }

        return null;
    }

    // A variant that a person assigned may have no such rung.
    private static bool IsLeftOut(Look look, string reference, string rung)
    {
        var receivable = look.Receivables.Single(x => x.Reference == reference);
        var assigned = look
            .Standings.Where(x => x.Kind == StandingKind.Assignment)
            .Where(x => x.SubjectKey == reference || x.SubjectKey == receivable.PayerKey)
            .Select(x => x.Category)
            .ToHashSet();
        return look.Town.School.Policy.Variants.Any(x =>
            assigned.Contains(x.Name) && x.Rungs.TryGetValue(rung, out var change) && change.Left
        );
    }
}

/// <summary>Who paid is let in again by the next run.</summary>
internal sealed class PaidMeansAccessBack : IInvariant
{
    public string Promise =>
        "who owes nothing of what closed the access, or is spared by a person's word, has access after one clean run";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean)
        {
            yield break;
        }

        var town = look.Town;
        foreach (var closed in town.Lms.Enrolments.Where(x => x.ClosedByUs))
        {
            var record = look.Access.LastOrDefault(x =>
                SuspensionsAreDecidedAndStored.IsOf(x, new AccessTarget(closed.Course, closed.Learner))
                && SuspensionsAreDecidedAndStored.IsHeld(x)
            );
            if (record is null || record.PlannedAt >= look.Run!.Began)
            {
                continue;
            }

            var causes = record.CausedBy.Split(' ');
            var open = town
                .Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice && x.ReceivableRefs.Any(causes.Contains))
                .ToList();
            var spared = look.Receivables.Where(x => causes.Contains(x.Reference)).Any(x => IsSpared(look, x));
            if (spared || causes.All(c => open.Where(x => x.ReceivableRefs.Contains(c)).Sum(x => x.OpenMinor) < 100))
            {
                yield return $"{closed.Pair} is still closed for {record.CausedBy}, {(spared ? "which a person spared" : "of which nothing is owed")}";
            }
        }
    }

    private static bool IsSpared(Look look, Receivable receivable) =>
        StandingsAreRespected
            .Of(look, receivable, look.Run!.Report!.Today)
            .Any(x => x.Kind != StandingKind.Promise && x is not { Category: StandingBook.FromContact });
}

/// <summary>Who still owes what closed the access does not get it back by mistake.</summary>
internal sealed class AccessComesBackOnlyForCause : IInvariant
{
    public string Promise =>
        "access comes back when what closed it is settled, below the minimum, or spared by a person's word";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { Healthy: true, Disturbed: false } run)
        {
            yield break;
        }

        foreach (var one in look.Town.Witness.Restorations.Skip(look.Town.Witness.Before.Restorations))
        {
            var record = look.Access.LastOrDefault(x =>
                SuspensionsAreDecidedAndStored.IsOf(x, one.Target) && x.ReleasedAt is not null
            );
            // Money that moves, and a release that was seen earlier, have their own reasons.
            // Free money that is as much as is open counts as paid, though nobody has allocated it yet.
            if (
                record is null
                || one.Moving
                || one.Credit >= OpenOf(record, one)
                || record.ReleasedAt < run.Began
                || !run.Whole
            )
            {
                continue;
            }

            var causes = look.Receivables.Where(x => record.CausedBy.Split(' ').Contains(x.Reference)).ToList();
            var spared = causes.Exists(x => StandingsAreRespected.Of(look, x, run.Report!.Today).Any());
            if (
                !spared
                && causes.Exists(x => x.State == ReceivableState.Live && one.Open.GetValueOrDefault(x.Reference) >= 100)
            )
            {
                yield return $"{one.Target} got access back for {record.CausedBy}, of which {one.Open.Values.Sum()} is open";
            }
        }
    }

    private static long OpenOf(AccessRecord record, AskedAccess asked) =>
        record.CausedBy.Split(' ').Sum(x => asked.Open.GetValueOrDefault(x));
}
