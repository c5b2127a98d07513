using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>No step meets a defect of the connector itself.</summary>
internal sealed class NoDefects : IInvariant
{
    public string Promise => "no step ends with a defect of the connector itself";

    public IEnumerable<string> Breaches(Look look) =>
        look.Run?.Report?.Steps.Where(x => x.Failure == StepFailure.Defect).Select(x => $"{x.Name}: {x.Problem}") ?? [];
}

/// <summary>What the journal said once stands.</summary>
internal sealed class JournalIsIntact : IInvariant
{
    public string Promise => "the journal only grows, and its chain is whole";

    public IEnumerable<string> Breaches(Look look)
    {
        var seen = look.Town.JournalSeen;
        foreach (var (id, digest) in seen)
        {
            if (look.Journal.FirstOrDefault(x => x.Id == id) is not { } entry || Facts(entry) != digest)
            {
                yield return $"entry {id} is gone or was changed";
            }
        }

        var before = "";
        var position = 0L;
        foreach (var entry in look.Journal.Where(x => x.Position is not null).OrderBy(x => x.Position))
        {
            if (entry.Position != ++position || entry.Digest != JournalSeal.DigestOf(before, entry))
            {
                yield return $"the chain breaks at position {entry.Position}";
                yield break;
            }

            before = entry.Digest!;
        }

        if (look.Run is { Healthy: true } && look.Journal.Any(x => x.Position is null))
        {
            yield return "entries are not sealed after a healthy run";
        }

        foreach (var entry in look.Journal)
        {
            seen[entry.Id] = Facts(entry);
        }
    }

    private static string Facts(JournalEntry entry) =>
        $"{entry.At:O} {entry.Actor} {entry.Kind} {entry.Subject} {entry.PayloadDigest} {CycleRun.Digest(entry.Payload!)}";
}

/// <summary>Running it twice changes nothing.</summary>
internal sealed class SecondRunChangesNothing : IInvariant
{
    // What a run asked the gateway to give back is told by an event, which the next run enters.
    private const string AnsweredByAnEvent = "erp.refund";

    public string Promise =>
        "a second clean run right after the first writes nothing anywhere, but for a restoration that failed, and money that went back on the first one's word";

    public IEnumerable<string> Breaches(Look look)
    {
        // One that cannot be given back is tried in every run until a person ends it.
        var failing = look.Access.Any(x => x is { Stage: AccessStage.Restoring, Problem: not null });
        var written = look.Run is { IsClean: true, Again: true } run
            ? run.Written.Where(x => !failing || x.Key != "lms.restore").Where(x => x.Key != AnsweredByAnEvent).ToList()
            : [];
        return written.Count > 0 ? [$"it wrote {string.Join(", ", written.Select(x => $"{x.Key} {x.Value}"))}"] : [];
    }
}

/// <summary>The blast radius holds.</summary>
internal sealed class RunsKeepTheirLimits : IInvariant
{
    public string Promise => "no run plans more invoices, messages or suspensions than it may";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { } run)
        {
            yield break;
        }

        var town = look.Town;
        var limits = town.School.Profile.Limits;
        var invoices = look.Intents.Count(x =>
            x.Kind == IntentKind.Document
            && x.CreatedAt > run.Began
            && x.Reference.Contains("_inv", StringComparison.Ordinal)
        );
        var contacts = look.Contacts.Count(x => x.PlannedAt > run.Began);
        var suspensions = town.Witness.Suspensions.Count - town.Witness.Before.Suspensions;
        if (
            invoices > limits.InvoicesPerRun
            || contacts > limits.ContactsPerRun
            || suspensions > limits.SuspensionsPerRun
        )
        {
            yield return $"it planned {invoices} invoices, {contacts} messages and {suspensions} suspensions; it may {limits}";
        }

        var learners = town
            .Lms.Enrolments.Where(x => x.ClosedByUs || x.ToFact(town.Now).Status == EnrolmentStatus.Active)
            .Select(x => x.Learner)
            .Distinct()
            .Count();
        var today = town
            .Witness.Suspensions.Where(x => x.At > town.Now.AddDays(-1))
            .Select(x => x.Target)
            .Distinct()
            .Count(x => !IsRefused(look, x));
        if (suspensions > 0 && today > Math.Max(1, learners * limits.SuspensionsPercentPerDay / 100))
        {
            yield return $"{today} suspensions in a day, with {learners} learners and {limits.SuspensionsPercentPerDay} %";
        }
    }

    // One that the LMS refused took nobody's access: another may follow on the same day.
    private static bool IsRefused(Look look, AccessTarget target) =>
        look
            .Access.Where(x => SuspensionsAreDecidedAndStored.IsOf(x, target))
            .All(x => x.Stage == AccessStage.NotSuspended);
}

/// <summary>Once nothing goes wrong any more, nothing stays half done.</summary>
internal sealed class EverythingComesRight : IInvariant
{
    public string Promise => "when the faults are over, nothing stays half done without a person seeing it";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsEnd)
        {
            yield break;
        }

        foreach (
            var intent in look.Intents.Where(x =>
                (x.State is IntentState.Planned or IntentState.Sent or IntentState.Unknown)
                && !WaitsForItsMoment(look, x)
                && !WaitsForItsMoney(look, x)
            )
        )
        {
            yield return $"{intent.Kind} {intent.Reference} is {intent.State} after {intent.Attempts} attempts: {intent.LastAnswer}";
        }

        foreach (
            var record in look.Access.Where(x =>
                x.Stage == AccessStage.Suspending || x is { Stage: AccessStage.Restoring, Problem: null }
            )
        )
        {
            yield return $"{record.CourseKey}/{record.LearnerKey} is {record.Stage}";
        }

        using var ledger = look.Town.OpenLedger();
        foreach (var told in ledger.Inbox.AsNoTracking().Where(x => x.ProcessedAt == null).ToList())
        {
            yield return $"event {told.EventKey} is not processed: {told.Problem}";
        }
    }

    // Who is enrolled when the sale is paid waits until it is.
    private static bool WaitsForItsMoney(Look look, Intent intent) =>
        intent is { Kind: IntentKind.Enrol, State: IntentState.Planned, Attempts: 0 }
        && look.Town.Witness.Sales.Any(x =>
            x.Value.WhenPaid
            && intent.Reference.StartsWith($"{SimulatedSchool.Key}_man_{x.Key}_", StringComparison.Ordinal)
            && (
                look.Town.Witness.PapersOfSale(x.Key) is var papers
                && (papers.Count == 0 || papers.Sum(p => p.OpenMinor) > 0)
            )
        );

    private static bool WaitsForItsMoment(Look look, Intent intent) =>
        intent is { Kind: IntentKind.Contact, State: IntentState.Planned }
        && look.Contacts.Any(x => x.Reference == intent.Reference && x.NotBefore >= look.Town.Run!.Began);
}
