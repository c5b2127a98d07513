using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Suspends and restores student enrolments in every section, and believes only what it reads back.</summary>
/// <remarks>Canvas keeps <c>inactive</c> for this very case: grades and work stay, and the learner does not get in.</remarks>
internal sealed class CanvasAccess(
    CanvasSettings settings,
    TimeProvider clock,
    CanvasClient client,
    CourseCatalogue catalogue
) : IAccessControl
{
    private readonly AccessReader reader = new(settings, clock, client, catalogue);
    private readonly EnrolmentWriter writer = new(client);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var facts = await reader.ReadAsync(targets, ct);
        return facts.Values.FirstOrDefault(fact => fact.Unreadable is not null) is { } closed
            ? throw closed.Unreadable!
            : targets.Select(target => facts[target].ToReading()).ToList();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, AccessPlan.ToSuspend, SuspendOneAsync, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, AccessPlan.ToRestore, RestoreOneAsync, ct);

    private async Task<IReadOnlyList<ItemOutcome<AccessReading>>> ChangeAsync(
        IReadOnlyCollection<AccessChange> changes,
        Func<AccessFacts, AccessSnapshot, AccessPlan> decide,
        Func<AccessFacts, AccessPlan, CancellationToken, Task<Changed>> change,
        CancellationToken ct
    )
    {
        // (1) What is there now: the stored state may be old.
        var facts = await reader.ReadAsync(changes.Select(c => c.Target).ToList(), ct);

        // (2) One learner after the other: what to write, if anything; write; read back.
        var outcomes = new List<ItemOutcome<AccessReading>>();
        RemoteException? stopped = null;
        var lacking = new List<RemoteException>();
        var touched = false;
        foreach (var (target, snapshot) in changes)
        {
            var plan = AccessPlan.Of(facts[target], AccessSnapshot.Parse(snapshot, target), decide);
            if (plan.Refusal is { } refusal)
            {
                outcomes.Add(Not(target, refusal.Kind, refusal.Reason));
            }
            else if (plan.Enrolments.Count == 0)
            {
                outcomes.Add(ItemOutcome<AccessReading>.Done(target.ToString(), facts[target].ToReading()));
            }
            else if (stopped is not null)
            {
                outcomes.Add(Not(target, OutcomeKind.Later, $"Not sent: {stopped.Message}"));
            }
            else
            {
                var done = await change(facts[target], plan, ct);
                outcomes.Add(done.Outcome);
                touched |= done.Touched;
                stopped = done.StopsTheRest ? done.Problem : null;
                lacking.AddRange(done is { Touched: false, IsRightMissing: true } ? [done.Problem!] : []);
            }
        }

        // (3) Nothing at all was sent: that is no item's outcome.
        return touched ? outcomes
            : stopped is not null ? throw stopped
            : lacking.Count > 0 && lacking.Count == outcomes.Count ? throw lacking[0]
            : outcomes;
    }

    private async Task<Changed> SuspendOneAsync(AccessFacts before, AccessPlan plan, CancellationToken ct)
    {
        var (course, target) = (before.Target.CourseKey, before.Target);
        var written = await writer.DeactivateAsync(course, plan.Enrolments, ct);
        if (!written.Touched)
        {
            return Changed.Untouched(target, written.Problem!);
        }

        var (after, unread) = await ReadBackAsync(before, ct);
        if (after is null)
        {
            return Changed.Unread(target, written, unread);
        }

        if (after.State == AccessState.Closed)
        {
            return Changed.Done(after, written);
        }

        // Half of it helps nobody: who keeps access by one section loses another's. What was taken is given back.
        var undone = await writer.ReactivateAsync(course, written.Changed, ct);
        var why = written.Problem?.Message ?? "Another active enrolment came meanwhile: read the access again.";
        return undone.Problem is null
            ? Changed.Not(target, written, Changed.KindOf(written.Problem), $"{why} Access is unchanged so far.")
            : Changed.Not(
                target,
                written with
                {
                    Problem = written.Problem ?? undone.Problem,
                },
                OutcomeKind.Unknown,
                $"{why} Enrolments {string.Join(", ", written.Changed)} may be inactive and others not: look at the course's people."
            );
    }

    private async Task<Changed> RestoreOneAsync(AccessFacts before, AccessPlan plan, CancellationToken ct)
    {
        var written = await writer.ReactivateAsync(before.Target.CourseKey, plan.Enrolments, ct);
        if (!written.Touched)
        {
            return Changed.Untouched(before.Target, written.Problem!);
        }

        var (after, unread) = await ReadBackAsync(before, ct);
        if (after is null)
        {
            return Changed.Unread(before.Target, written, unread);
        }

        // All that was taken, in every section, and not only as much as lets the learner in.
        if (after.Students.Any(e => e.State == "inactive" && plan.Enrolments.Contains(e.Id)))
        {
            var why = written.Problem?.Message ?? "Canvas took it, and shows the enrolment as inactive.";
            return Changed.Not(
                before.Target,
                written,
                Changed.KindOf(written.Problem),
                $"{why} Access is not all back yet."
            );
        }

        return after.State == AccessState.Open
            ? Changed.Done(after, written)
            : Changed.Not(
                before.Target,
                written,
                OutcomeKind.Rejected,
                "The prior state is back, and gives no access now: the course is concluded or not published, or its dates are over or have not begun."
            );
    }

    private async Task<(AccessFacts? After, string Unread)> ReadBackAsync(AccessFacts before, CancellationToken ct)
    {
        try
        {
            return (await reader.ReadAgainAsync(before, ct), "");
        }
        catch (RemoteException failed)
        {
            return (null, failed.Message);
        }
    }

    private static ItemOutcome<AccessReading> Not(AccessTarget target, OutcomeKind kind, string reason) =>
        ItemOutcome<AccessReading>.Not(kind, target.ToString(), reason);

    /// <summary>How one learner's change ended.</summary>
    /// <param name="Outcome">For the port.</param>
    /// <param name="Problem">What Canvas said against it; null for nothing.</param>
    /// <param name="Touched">Whether anything was, or may have been, changed.</param>
    private sealed record Changed(ItemOutcome<AccessReading> Outcome, RemoteException? Problem, bool Touched)
    {
        /// <summary>Gets a value indicating whether the same would happen to the next one: no answer, or a token that is no good.</summary>
        public bool StopsTheRest =>
            Problem is RemoteUnavailableException || (Problem is RemoteMisconfiguredException && !IsRightMissing);

        /// <summary>Gets a value indicating whether a right is missing, maybe in this course only.</summary>
        public bool IsRightMissing => Problem is not null && CanvasVerdict.CodeOf(Problem) == CanvasVerdict.NoRight;

        public static Changed Done(AccessFacts after, Written written) =>
            new(
                ItemOutcome<AccessReading>.Done(after.Target.ToString(), after.ToReading()),
                written.Problem,
                Touched: true
            );

        public static Changed Not(AccessTarget target, Written written, OutcomeKind kind, string reason) =>
            new(CanvasAccess.Not(target, kind, reason), written.Problem, Touched: true);

        public static Changed Unread(AccessTarget target, Written written, string why) =>
            Not(target, written, OutcomeKind.Unknown, $"It was sent, and could not be read back. {why}");

        public static Changed Untouched(AccessTarget target, RemoteException problem) =>
            new(CanvasAccess.Not(target, KindOf(problem), problem.Message), problem, Touched: false);

        /// <summary>Says what a problem means for the one it met; nothing against it, and still not as wanted, is beyond us.</summary>
        public static OutcomeKind KindOf(RemoteException? problem) =>
            problem switch
            {
                RemoteOutcomeUnknownException => OutcomeKind.Unknown,
                RemoteUnavailableException => OutcomeKind.Later,
                RemoteMisconfiguredException when CanvasVerdict.CodeOf(problem) == CanvasVerdict.NoRight =>
                    OutcomeKind.NotCapable,
                RemoteMisconfiguredException => OutcomeKind.Later,
                RemoteRejectedException => OutcomeKind.Rejected,
                _ => OutcomeKind.NotCapable,
            };
    }
}
