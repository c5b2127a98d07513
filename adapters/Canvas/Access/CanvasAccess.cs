using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Suspends and restores student enrolments in every section, enrols who is in none, and believes only what it reads back.</summary>
/// <remarks>Canvas keeps <c>inactive</c> for this very case: grades and work stay, and the learner does not get in.</remarks>
internal sealed class CanvasAccess(TimeProvider clock, CanvasClient client, CourseCatalogue catalogue) : IAccessControl
{
    private readonly EnrolmentWriter writer = new(client);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var reader = new AccessReader(clock, client, catalogue);
        var readings = new List<AccessReading>();
        foreach (var target in targets)
        {
            var facts = await reader.ReadAsync(target, ct);
            readings.Add(
                facts.Unreadable is { } closed
                    ? throw new RemoteMisconfiguredException(closed.Message, closed)
                    : facts.ToReading()
            );
        }

        return readings;
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

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var enrolling = new Enrolling(new AccessReader(clock, client, catalogue), client);
        var all = new Dictionary<AccessTarget, Changed>();
        foreach (var target in targets.Distinct())
        {
            if (all.Values.FirstOrDefault(before => before.StopsTheRest) is { } stopped)
            {
                all[target] = Changed.Later(target, stopped.Problem!);
                continue;
            }

            try
            {
                var (outcome, problem, touched) = await enrolling.RunAsync(target, ct);
                all[target] = new Changed(outcome, problem, touched);
            }
            catch (RemoteException failed) when (failed is RemoteUnavailableException or RemoteMisconfiguredException)
            {
                all[target] = Changed.Untouched(target, failed);
            }
        }

        return Answer(targets, all);
    }

    /// <summary>One learner after the other, read just before it is written: Canvas has no way to write only if nothing changed.</summary>
    private async Task<IReadOnlyList<ItemOutcome<AccessReading>>> ChangeAsync(
        IReadOnlyCollection<AccessChange> changes,
        Func<AccessFacts, AccessSnapshot, AccessPlan> decide,
        Func<Step, CancellationToken, Task<Changed>> write,
        CancellationToken ct
    )
    {
        var reader = new AccessReader(clock, client, catalogue);
        var all = new Dictionary<AccessTarget, Changed>();
        foreach (var (target, json) in changes.DistinctBy(change => change.Target))
        {
            if (all.Values.FirstOrDefault(before => before.StopsTheRest) is { } stopped)
            {
                all[target] = Changed.Later(target, stopped.Problem!);
                continue;
            }

            try
            {
                // (1) What is there now: the stored state may be old. (2) What to write, if anything.
                var now = await reader.ReadAsync(target, ct);
                var snapshot = AccessSnapshot.Parse(json, target);
                var plan = AccessPlan.Of(now, snapshot, decide);

                // (3) Write, and read back.
                all[target] =
                    plan.Refusal is { } refusal ? new Changed(Not(target, refusal.Kind, refusal.Reason), null, false)
                    : plan.Enrolments.Count == 0
                        ? new Changed(ItemOutcome<AccessReading>.Done(target.ToString(), now.ToReading()), null, false)
                    : await write(new Step(reader, now, snapshot!, plan.Enrolments), ct);
            }
            catch (RemoteException failed) when (failed is RemoteUnavailableException or RemoteMisconfiguredException)
            {
                all[target] = Changed.Untouched(target, failed);
            }
        }

        // (4) Nothing at all was sent: that is no item's outcome.
        return Answer(changes.Select(change => change.Target), all);
    }

    private static List<ItemOutcome<AccessReading>> Answer(
        IEnumerable<AccessTarget> targets,
        Dictionary<AccessTarget, Changed> all
    )
    {
        return all.Values.Any(item => item.Touched) ? Outcomes()
            : all.Values.FirstOrDefault(item => item.StopsTheRest) is { } nothing ? throw nothing.Problem!
            : all.Count > 0 && all.Values.All(item => item.IsRightMissing) ? throw all.Values.First().Problem!
            : Outcomes();

        List<ItemOutcome<AccessReading>> Outcomes() => targets.Select(target => all[target].Outcome).ToList();
    }

    private async Task<Changed> SuspendOneAsync(Step step, CancellationToken ct)
    {
        var target = step.Now.Target;
        var written = await writer.DeactivateAsync(target.CourseKey, step.Enrolments, ct);
        if (!written.Touched)
        {
            return Changed.Untouched(target, written.Problem!);
        }

        var (after, unread) = await ReadBackAsync(step, ct);
        if (after is null)
        {
            return Changed.Unread(target, written, unread);
        }

        if (after.State == AccessState.Closed)
        {
            return Changed.Done(after, written);
        }

        // Half of it helps nobody: who keeps access by one section loses another's. What was taken is given back.
        var undone = await writer.ReactivateAsync(target.CourseKey, written.Changed, ct);
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

    private async Task<Changed> RestoreOneAsync(Step step, CancellationToken ct)
    {
        var target = step.Now.Target;
        var written = await writer.ReactivateAsync(target.CourseKey, step.Enrolments, ct);

        // A refusal may be of one who was let in meanwhile: what is there now decides.
        if (!written.Touched && written.Problem is not RemoteRejectedException)
        {
            return Changed.Untouched(target, written.Problem!);
        }

        var (after, unread) = await ReadBackAsync(step, ct);
        if (after is null)
        {
            return Changed.Unread(target, written, unread);
        }

        // All that was taken, in every section, and not only as much as lets the learner in.
        var rest = AccessPlan.ToRestore(after, step.Snapshot);
        return rest.Refusal is { } refusal ? Changed.Not(target, written, refusal.Kind, refusal.Reason)
            : rest.Enrolments.Count == 0 ? Changed.Done(after, written)
            : Changed.Not(
                target,
                written,
                Changed.KindOf(written.Problem),
                $"{written.Problem?.Message ?? "Canvas took it, and shows an enrolment as inactive."} Access is not all back yet."
            );
    }

    private static async Task<(AccessFacts? After, string Unread)> ReadBackAsync(Step step, CancellationToken ct)
    {
        try
        {
            var after = await step.Reader.ReadAsync(step.Now.Target, ct);
            return after.Unreadable is { } closed ? (null, closed.Message) : (after, "");
        }
        catch (RemoteException failed)
        {
            return (null, failed.Message);
        }
    }

    private static ItemOutcome<AccessReading> Not(AccessTarget target, OutcomeKind kind, string reason) =>
        ItemOutcome<AccessReading>.Not(kind, target.ToString(), reason);

    /// <summary>One learner's change, decided.</summary>
    /// <param name="Reader">Reads the target again.</param>
    /// <param name="Now">What is there.</param>
    /// <param name="Snapshot">What was there before anything was changed.</param>
    /// <param name="Enrolments">What to change, by id.</param>
    private sealed record Step(
        AccessReader Reader,
        AccessFacts Now,
        AccessSnapshot Snapshot,
        IReadOnlyList<string> Enrolments
    );

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

        public static Changed Later(AccessTarget target, RemoteException stopped) =>
            new(CanvasAccess.Not(target, OutcomeKind.Later, $"Not sent: {stopped.Message}"), null, Touched: false);

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
