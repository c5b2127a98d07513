using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Ledger;

/// <summary>The life of an intent: planned, sent, and then done, unknown or parked.</summary>
internal static class Intents
{
    /// <summary>How often an unanswered write is looked up before a person is asked.</summary>
    public const int AttemptsMax = 8;

    /// <summary>Plans an intent; saves with the caller's transaction.</summary>
    public static Intent Plan(CycleRun run, LedgerContext ledger, IntentKind kind, string reference, string payload)
    {
        var intent = new Intent
        {
            School = run.School.Key,
            Kind = kind,
            Reference = reference,
            State = IntentState.Planned,
            Payload = payload,
            PayloadDigest = CycleRun.Digest(payload),
            CreatedAt = run.Now,
        };
        ledger.Intents.Add(intent);
        return intent;
    }

    /// <summary>Finds an intent by kind and reference.</summary>
    public static Task<Intent?> FindAsync(
        LedgerContext ledger,
        string school,
        IntentKind kind,
        string reference,
        CancellationToken ct
    ) => ledger.Intents.SingleOrDefaultAsync(x => x.School == school && x.Kind == kind && x.Reference == reference, ct);

    /// <summary>The intents of a kind for many references, in one reading; a reference without one is absent.</summary>
    public static Task<Dictionary<string, Intent>> FindAsync(
        LedgerContext ledger,
        string school,
        IntentKind kind,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    ) =>
        ledger
            .Intents.Where(x => x.School == school && x.Kind == kind && references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);

    /// <summary>The intents of a kind that are to be worked on now, oldest first.</summary>
    public static IQueryable<Intent> Due(LedgerContext ledger, string school, IntentKind kind) =>
        ledger
            .Intents.Where(x =>
                x.School == school
                && x.Kind == kind
                && (x.State == IntentState.Planned || x.State == IntentState.Sent || x.State == IntentState.Unknown)
            )
            .OrderBy(x => x.Id);

    /// <summary>Marks intents as being sent, before the first byte leaves.</summary>
    public static async Task SendingAsync(
        CycleRun run,
        LedgerContext ledger,
        IEnumerable<Intent> intents,
        CancellationToken ct
    )
    {
        foreach (var intent in intents)
        {
            intent.State = IntentState.Sent;
            intent.Attempts++;
            intent.SentAt = run.Now;
        }

        await ledger.SaveChangesAsync(ct);
    }

    public static void Done(Intent intent)
    {
        intent.State = IntentState.Done;
        intent.LastAnswer = null;
    }

    /// <summary>Needs a person: kept with its reason, and said in the report.</summary>
    public static void Park(CycleRun run, LedgerContext ledger, Intent intent, string reason, string hint)
    {
        if (intent.State != IntentState.Parked || intent.LastAnswer != reason)
        {
            run.Journal(ledger, "intent.parked", intent.Reference, new { kind = intent.Kind.ToString(), reason });
        }

        intent.State = IntentState.Parked;
        intent.LastAnswer = reason;
        run.Report.Count("intents.parked");
        run.Report.Say(
            $"parked.{intent.Kind.ToString().ToLowerInvariant()}",
            intent.Reference,
            reason,
            hint,
            needsPerson: true
        );
    }

    /// <summary>No trustworthy answer: it will be looked up; after too many looks a person is asked.</summary>
    public static void Unknown(CycleRun run, LedgerContext ledger, Intent intent, string reason)
    {
        if (intent.Attempts >= AttemptsMax)
        {
            Park(
                run,
                ledger,
                intent,
                $"{reason} Looked up {intent.Attempts} times.",
                "Look in the other system, then retry or dismiss it with `parked`."
            );
            return;
        }

        intent.State = IntentState.Unknown;
        intent.LastAnswer = reason;
        run.Report.Count("intents.unknown");
    }

    /// <summary>Nothing was written; the next cycle tries again.</summary>
    public static void Later(Intent intent, string reason)
    {
        intent.State = IntentState.Planned;
        intent.LastAnswer = reason;
    }

    /// <summary>Takes in an outcome that is not "done".</summary>
    /// <param name="run">The run.</param>
    /// <param name="ledger">The caller's transaction.</param>
    /// <param name="intent">The intent.</param>
    /// <param name="kind">How it ended.</param>
    /// <param name="reason">Why.</param>
    /// <param name="hint">What a person can do when it was refused.</param>
    public static void NotDone(
        CycleRun run,
        LedgerContext ledger,
        Intent intent,
        OutcomeKind kind,
        string reason,
        string hint
    )
    {
        switch (kind)
        {
            case OutcomeKind.Unknown:
                Unknown(run, ledger, intent, reason);
                break;
            case OutcomeKind.Later:
                Later(intent, reason);
                break;
            default:
                Park(run, ledger, intent, reason, hint);
                break;
        }
    }
}
