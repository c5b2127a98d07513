using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Ledger;

/// <summary>The life of an intent: planned, sent, and then done, unknown or parked.</summary>
internal static class Intents
{
    /// <summary>How often an unanswered write is looked up before a person is asked.</summary>
    public const int AttemptsMax = 8;

    /// <summary>Marks the query whose rows a worker takes for itself; a storage that can, skips those that another is just taking.</summary>
    public const string Claiming = "claiming";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(2);

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
    public static IQueryable<Intent> Due(CycleRun run, LedgerContext ledger, IntentKind kind)
    {
        var (now, me) = (run.Now, run.Owner);
        return ledger
            .Intents.Where(x =>
                x.School == run.School.Key
                && x.Kind == kind
                && (x.State == IntentState.Planned || x.State == IntentState.Sent || x.State == IntentState.Unknown)
                && (x.NextAt == null || x.NextAt <= now)
                && (x.LeaseOwner == null || x.LeaseOwner == me)
            )
            .OrderBy(x => x.Id);
    }

    /// <summary>Whether an intent waits: its last answer was no good, and it is not asked again before.</summary>
    public static bool Waits(CycleRun run, Intent intent) => intent.NextAt > run.Now;

    /// <summary>Frees what earlier turns had claimed: whoever has the turn knows that those workers have ended.</summary>
    /// <remarks>So a claim ends with the turn it was made in, by the database's clock, and no node's clock can end it sooner.</remarks>
    public static Task TakeOverAsync(CycleRun run, LedgerContext ledger, CancellationToken ct)
    {
        var me = run.Owner;
        return ledger
            .Intents.Where(x => x.School == run.School.Key && x.State == IntentState.Sent)
            .Where(x => x.LeaseOwner != null && x.LeaseOwner != me)
            .ExecuteUpdateAsync(
                x =>
                    x.SetProperty(i => i.LeaseOwner, (string?)null)
                        .SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null),
                ct
            );
    }

    /// <summary>Claims intents and marks them as being sent, in one transaction, before the first byte leaves.</summary>
    /// <returns>Those claimed: nothing may be sent for another.</returns>
    /// <exception cref="RemoteUnavailableException">This node may not write any more; nothing was marked.</exception>
    public static async Task<IReadOnlySet<Intent>> SendingAsync(
        CycleRun run,
        LedgerContext ledger,
        IEnumerable<Intent> intents,
        CancellationToken ct
    )
    {
        run.Turn?.EnsureMine();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        var claimed = await ClaimAsync(run, ledger, [.. intents], ct);
        foreach (var intent in claimed)
        {
            intent.State = IntentState.Sent;
            intent.Attempts++;
            intent.SentAt = run.Now;
            intent.NextAt = null;
            intent.LeaseOwner = run.Owner;
            intent.LeaseUntil = run.Now + Lease;
        }

        await ledger.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return claimed;
    }

    public static void Done(Intent intent)
    {
        intent.State = IntentState.Done;
        intent.LastAnswer = null;
        LetGo(intent);
    }

    /// <summary>Ends the claim of an intent that nobody works on any more.</summary>
    public static void LetGo(Intent intent)
    {
        intent.LeaseOwner = null;
        intent.LeaseUntil = null;
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
        intent.NextAt = null;
        LetGo(intent);
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
        Wait(run, intent);
        run.Report.Count("intents.unknown");
    }

    /// <summary>Nothing was written; a later cycle tries again.</summary>
    public static void Later(CycleRun run, Intent intent, string reason)
    {
        intent.State = IntentState.Planned;
        intent.LastAnswer = reason;
        Wait(run, intent);
    }

    /// <summary>Nothing was sent: it is not to be before a moment.</summary>
    public static void Until(Intent intent, DateTimeOffset moment)
    {
        intent.State = IntentState.Planned;
        intent.LastAnswer = null;
        LetGo(intent);
        intent.NextAt = moment;
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
                Later(run, intent, reason);
                break;
            default:
                Park(run, ledger, intent, reason, hint);
                break;
        }
    }

    // New ones are nobody else's yet. On SQLite the transaction keeps everybody else from writing.
    private static async Task<HashSet<Intent>> ClaimAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<Intent> intents,
        CancellationToken ct
    )
    {
        var (ids, me) = (intents.Select(x => x.Id).Where(x => x != 0).ToList(), run.Owner);
        if (ids.Count == 0)
        {
            return [.. intents];
        }

        var free = await ledger
            .Intents.Where(x => ids.Contains(x.Id) && (x.LeaseOwner == null || x.LeaseOwner == me))
            .TagWith(Claiming)
            .Select(x => x.Id)
            .ToHashSetAsync(ct);
        return [.. intents.Where(x => x.Id == 0 || free.Contains(x.Id))];
    }

    // The first look is the next cycle's; then they are spaced, so that eight of them outlast an afternoon's outage.
    private static void Wait(CycleRun run, Intent intent)
    {
        LetGo(intent);
        var pause = FirstPause * Math.Pow(2, intent.Attempts - 2);
        intent.NextAt =
            intent.Attempts < 2 ? null
            : pause < LongestPause ? run.Now + pause
            : run.Now + LongestPause;
    }
}
