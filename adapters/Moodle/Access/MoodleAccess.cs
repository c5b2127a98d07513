using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Suspends and restores manual enrolments, and believes only what it reads back.</summary>
/// <remarks>A token can change manual enrolments alone; every other method answers "not capable" with its reason.</remarks>
internal sealed class MoodleAccess(
    MoodleSettings settings,
    TimeProvider clock,
    MoodleClient client,
    CourseCatalogue catalogue,
    RosterReader rosters,
    EnrolmentReport? report
) : IAccessControl
{
    /// <summary>Moodle compares windows with its time rounded to this many seconds, for its cache's sake.</summary>
    private const int WindowStepSeconds = 100;

    private readonly AccessReader reader = new(settings, client, catalogue, rosters, report);
    private readonly ManualEnrolmentWriter writer = new(client);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        if (targets.Count == 0)
        {
            return [];
        }

        var facts = (await reader.ReadAsync(targets.Distinct().ToList(), ct)).ToDictionary(fact => fact.Target);
        return facts.Values.FirstOrDefault(fact => fact.Unreadable is not null) is { } closed
            ? throw new RemoteMisconfiguredException($"{client.Adapter}: {closed.Unreadable}")
            : targets.Select(target => facts[target].ToReading(settings)).ToList();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, AccessState.Closed, PlanSuspension, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, AccessState.Open, PlanRestoration, ct);

    private async Task<IReadOnlyList<ItemOutcome<AccessReading>>> ChangeAsync(
        IReadOnlyCollection<AccessChange> changes,
        AccessState wanted,
        Func<AccessFacts, AccessSnapshot, Plan> decide,
        CancellationToken ct
    )
    {
        if (changes.Count == 0)
        {
            return [];
        }

        // (1) What is there now: the stored state may be old.
        var targets = changes.Select(change => change.Target).Distinct().ToList();
        var facts = (await reader.ReadAsync(targets, ct)).ToDictionary(fact => fact.Target);

        // (2) What to write, if anything.
        var plans = new Dictionary<AccessTarget, Plan>();
        foreach (var change in changes)
        {
            plans[change.Target] =
                facts[change.Target].Unreadable is { } unreadable ? Plan.Refuse(OutcomeKind.NotCapable, unreadable)
                : AccessSnapshot.Parse(change.Snapshot, change.Target) is { } snapshot
                    ? decide(facts[change.Target], snapshot)
                : Plan.Refuse(OutcomeKind.Rejected, "The stored prior state is not readable, or is another's.");
        }

        // (3) Write.
        var writes = plans.Values.Where(plan => plan.Write is not null).Select(plan => plan.Write!).ToList();
        var sent = await writer.WriteAsync(writes, ct);

        // (4) Read back what was, or may have been, written.
        var touched = sent.Where(pair => pair.Value.Kind is OutcomeKind.Done or OutcomeKind.Unknown)
            .Select(pair => pair.Key)
            .ToList();
        var (states, unread) = await ReadBackAsync(touched, ct);

        return changes.Select(change => Outcome(change.Target)).ToList();

        ItemOutcome<AccessReading> Outcome(AccessTarget target)
        {
            var plan = plans[target];
            if (plan.Refusal is { } refusal)
            {
                return Not(target, refusal.Kind, refusal.Reason!);
            }

            if (plan.Write is null)
            {
                return ItemOutcome<AccessReading>.Done(target.ToString(), facts[target].ToReading(settings));
            }

            var result = sent[target];
            if (result.Kind is not (OutcomeKind.Done or OutcomeKind.Unknown))
            {
                return Not(target, result.Kind, result.Reason!);
            }

            return states.TryGetValue(target, out var state)
                ? Judge(facts[target], plan.Write, result, state, wanted)
                : Not(target, OutcomeKind.Unknown, $"It was sent, and could not be read back. {unread}");
        }
    }

    private Plan PlanSuspension(AccessFacts now, AccessSnapshot snapshot)
    {
        if (now.State == AccessState.NotEnrolled)
        {
            return Plan.Refuse(OutcomeKind.Rejected, now.WhyNot(settings)!);
        }

        // Attested sites cannot tell how a closed learner is enrolled; closed is what was wanted.
        if (now.State == AccessState.Closed && now.Rows is null)
        {
            return Plan.Nothing;
        }

        if (now.WhyNot(settings) is { } reason)
        {
            return Plan.Refuse(OutcomeKind.NotCapable, reason);
        }

        if (snapshot.Manual is not { } manual)
        {
            return Plan.Refuse(
                OutcomeKind.NotCapable,
                "The stored prior state has no manual enrolment: read the access again before suspending."
            );
        }

        if (now.State == AccessState.Closed && ManualNow(now) is { Status: EnrolmentStatus.Suspended })
        {
            return Plan.Nothing;
        }

        // Restoring would undo what somebody changed in the meantime.
        return ManualNow(now) is { } row && (row.Start != manual.Start || row.End != manual.End)
            ? Plan.Refuse(
                OutcomeKind.Rejected,
                "The enrolment's window changed after its prior state was stored: read the access again before suspending."
            )
            : Plan.To(new ManualEnrolment(now.Target, settings.StudentRoleId, manual.Start, manual.End, Suspend: true));
    }

    private Plan PlanRestoration(AccessFacts now, AccessSnapshot snapshot)
    {
        if (now.State == AccessState.NotEnrolled)
        {
            return Plan.Refuse(
                OutcomeKind.Rejected,
                $"Learner {now.Target.LearnerKey} is no longer enrolled in course {now.Target.CourseKey}; restoring would enrol anew. Enrol by hand if it is due."
            );
        }

        if (snapshot.Manual is not { } manual || manual.Status == EnrolmentStatus.Suspended)
        {
            return now.State == AccessState.Open
                ? Plan.Nothing
                : Plan.Refuse(
                    OutcomeKind.Rejected,
                    "The stored prior state had no access to give back: it was not open before."
                );
        }

        // Only the report shows a manual enrolment for certain: without one, suspend=0 would enrol.
        var row = ManualNow(now);
        if (report is not null && row is null)
        {
            return now.State == AccessState.Open
                ? Plan.Nothing
                : Plan.Refuse(
                    OutcomeKind.Rejected,
                    "The manual enrolment is gone; restoring would enrol anew. Enrol by hand if it is due."
                );
        }

        if (now.State == AccessState.Open && (row is null || SameAs(row, manual)))
        {
            return Plan.Nothing;
        }

        return now.RoleFault(settings.StudentRoleId) is { } fault
            ? Plan.Refuse(OutcomeKind.NotCapable, fault)
            : Plan.To(
                new ManualEnrolment(now.Target, settings.StudentRoleId, manual.Start, manual.End, Suspend: false)
            );
    }

    private async Task<(IReadOnlyDictionary<AccessTarget, AccessState> States, string Why)> ReadBackAsync(
        IReadOnlyCollection<AccessTarget> touched,
        CancellationToken ct
    )
    {
        try
        {
            return touched.Count == 0
                ? (new Dictionary<AccessTarget, AccessState>(), "")
                : (await reader.ReadStatesAsync(touched, ct), "");
        }
        catch (RemoteException failed)
        {
            return (new Dictionary<AccessTarget, AccessState>(), failed.Message);
        }
    }

    private ItemOutcome<AccessReading> Judge(
        AccessFacts before,
        ManualEnrolment write,
        Sent sent,
        AccessState now,
        AccessState wanted
    )
    {
        if (now == wanted)
        {
            var after = before with { State = now, Rows = AfterWrite(before.Rows, write) };
            return ItemOutcome<AccessReading>.Done(before.Target.ToString(), after.ToReading(settings));
        }

        if (sent.Kind == OutcomeKind.Unknown)
        {
            return Not(before.Target, OutcomeKind.Unknown, $"{sent.Reason} Access is unchanged so far.");
        }

        if (wanted == AccessState.Closed)
        {
            return Not(
                before.Target,
                OutcomeKind.NotCapable,
                "The manual enrolment is suspended and access remains: another active enrolment is there. Look at the course's participants."
            );
        }

        var at = clock.GetUtcNow().ToUnixTimeSeconds();
        return write.Start > at - (2 * WindowStepSeconds) && write.Start <= at
            ? Not(before.Target, OutcomeKind.Unknown, "Moodle has not noticed yet that the window began: read again.")
            : Not(
                before.Target,
                OutcomeKind.Rejected,
                "The prior state is back, and gives no access now: its window has ended or not begun, or manual enrolment is switched off there."
            );
    }

    private static List<SnapshotRow>? AfterWrite(IReadOnlyList<SnapshotRow>? rows, ManualEnrolment write)
    {
        var manual = new SnapshotRow(
            "manual",
            write.Suspend ? EnrolmentStatus.Suspended : EnrolmentStatus.Active,
            write.Start,
            write.End
        );
        return rows is null ? [manual] : [manual, .. rows.Where(row => row.Method != "manual")];
    }

    private static SnapshotRow? ManualNow(AccessFacts now) => now.Rows?.FirstOrDefault(row => row.Method == "manual");

    private static bool SameAs(SnapshotRow now, SnapshotRow then) =>
        now.Status == EnrolmentStatus.Active && now.Start == then.Start && now.End == then.End;

    private static ItemOutcome<AccessReading> Not(AccessTarget target, OutcomeKind kind, string reason) =>
        ItemOutcome<AccessReading>.Not(kind, target.ToString(), reason);

    /// <summary>What to do with one target: refuse, nothing (it is so already), or write.</summary>
    private sealed record Plan(Sent? Refusal, ManualEnrolment? Write)
    {
        public static Plan Nothing { get; } = new(null, null);

        public static Plan Refuse(OutcomeKind kind, string reason) => new(new Sent(kind, reason), null);

        public static Plan To(ManualEnrolment write) => new(null, write);
    }
}
