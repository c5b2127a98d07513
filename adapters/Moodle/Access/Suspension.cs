using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Suspends every active enrolment of a target or none: what was begun and cannot be finished is taken back.</summary>
internal sealed class Suspension(
    MoodleSettings settings,
    AccessReader reader,
    ManualEnrolmentWriter manual,
    CohortLeaver cohorts
)
{
    /// <summary>Carries out plans.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, ItemOutcome<AccessReading>>> RunAsync(
        IReadOnlyDictionary<AccessTarget, AccessFacts> facts,
        IReadOnlyDictionary<AccessTarget, AccessPlan> plans,
        CancellationToken ct
    )
    {
        // (1) Manual enrolments: easily taken back.
        var sent = await manual.WriteAsync(
            plans.Values.Select(plan => plan.Manual).OfType<ManualEnrolment>().ToList(),
            ct
        );

        // (2) Cohorts, where nothing is in the way; each is proved by the report, or taken back.
        var left = await LeaveAsync(facts, plans, sent, ct);

        // (3) What may have been written is read back.
        var touched = sent.Where(pair => pair.Value.MayBeWritten)
            .Select(pair => pair.Key)
            .Union(left.Where(pair => pair.Value.MayBeWritten).Select(pair => pair.Key))
            .ToList();
        var proof = await AccessProof.ReadAsync(reader, touched, (_, _) => false, ct);
        var results = plans.ToDictionary(
            pair => pair.Key,
            pair =>
                Judge(
                    facts[pair.Key],
                    pair.Value,
                    sent.GetValueOrDefault(pair.Key),
                    left.GetValueOrDefault(pair.Key),
                    proof
                )
        );

        // (4) A half of it is worse than nothing.
        await UndoAsync(plans, sent, results, proof, ct);
        return results.ToDictionary(
            pair => pair.Key,
            pair =>
                pair.Value.Kind == OutcomeKind.Done
                    ? ItemOutcome<AccessReading>.Done(pair.Key.ToString(), After(facts[pair.Key], plans[pair.Key]))
                    : ItemOutcome<AccessReading>.Not(pair.Value.Kind, pair.Key.ToString(), pair.Value.Reason!)
        );
    }

    private async Task<IReadOnlyDictionary<AccessTarget, Sent>> LeaveAsync(
        IReadOnlyDictionary<AccessTarget, AccessFacts> facts,
        IReadOnlyDictionary<AccessTarget, AccessPlan> plans,
        IReadOnlyDictionary<AccessTarget, Sent> sent,
        CancellationToken ct
    )
    {
        var leaves = plans
            .Where(pair => pair.Value.Cohorts.Count > 0)
            .Where(pair => pair.Value.Manual is null || sent[pair.Key].Kind == OutcomeKind.Done)
            .Select(pair => new Leave(facts[pair.Key], pair.Value.Cohorts))
            .ToList();
        try
        {
            return await cohorts.LeaveAsync(leaves, ct);
        }
        catch (RemoteException stop)
            when (sent.Count > 0 && stop is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return leaves.ToDictionary(leave => leave.Facts.Target, _ => Sent.NotSent("The cohort was not left", stop));
        }
    }

    private static Sent Judge(AccessFacts before, AccessPlan plan, Sent? manual, Sent? left, AccessProof proof)
    {
        if (plan.Refusal is { } refusal)
        {
            return refusal;
        }

        if (plan.IsNothing)
        {
            return before.State == AccessState.Closed
                ? Sent.Taken
                : new Sent(
                    OutcomeKind.Later,
                    "The enrolments changed while they were read: the next cycle reads them again."
                );
        }

        if (manual is { MayBeWritten: false } or null && left is { MayBeWritten: false } or null)
        {
            return manual is { Kind: not OutcomeKind.Done } ? manual : left!;
        }

        if (left is { Kind: not OutcomeKind.Done })
        {
            return left;
        }

        if (!proof.States.TryGetValue(before.Target, out var state))
        {
            return new Sent(OutcomeKind.Unknown, $"It was sent, and could not be read back. {proof.Unread}");
        }

        // A cohort is left only after the manual enrolment was taken: an unknown one did not get that far.
        if (state == AccessState.Closed)
        {
            return Sent.Taken;
        }

        return manual is { Kind: OutcomeKind.Unknown }
            ? manual.Unchanged()
            : new Sent(
                OutcomeKind.NotCapable,
                "The enrolments known are suspended and access remains: another active enrolment is there. Look at the course's participants."
            );
    }

    private async Task UndoAsync(
        IReadOnlyDictionary<AccessTarget, AccessPlan> plans,
        IReadOnlyDictionary<AccessTarget, Sent> sent,
        Dictionary<AccessTarget, Sent> results,
        AccessProof proof,
        CancellationToken ct
    )
    {
        var half = sent.Where(pair => pair.Value.Kind == OutcomeKind.Done && IsHalf(pair.Key))
            .Select(pair => plans[pair.Key].Manual! with { Suspend = false })
            .ToList();
        if (half.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<AccessTarget, Sent> back = new Dictionary<AccessTarget, Sent>();
        var failure = "";
        try
        {
            back = await manual.WriteAsync(half, ct);
        }
        catch (RemoteException failed)
        {
            failure = failed.Message;
        }

        foreach (var target in half.Select(item => item.Target))
        {
            var undone = back.GetValueOrDefault(target);
            results[target] = undone is { Kind: OutcomeKind.Done }
                ? results[target] with
                {
                    Reason = $"{results[target].Reason} The manual enrolment is active again as it was.",
                }
                : new Sent(
                    OutcomeKind.Unknown,
                    $"{results[target].Reason} The manual enrolment stays suspended, taking that back failed: do it by hand. {undone?.Reason ?? failure}"
                );
        }

        // What could not be read back may be whole: only what is known to be half is taken back.
        bool IsHalf(AccessTarget target) =>
            results[target].Kind switch
            {
                OutcomeKind.Done => false,
                OutcomeKind.Unknown => proof.States.TryGetValue(target, out var state) && state == AccessState.Open,
                _ => true,
            };
    }

    private AccessReading After(AccessFacts before, AccessPlan plan) =>
        (
            before with
            {
                State = AccessState.Closed,
                Rows = before.Rows?.Select(row => After(row, plan)).ToList(),
            }
        ).ToReading(settings);

    private static SnapshotRow After(SnapshotRow row, AccessPlan plan) =>
        row.Method switch
        {
            "manual" when plan.Manual is { } write => new SnapshotRow(
                row.Method,
                EnrolmentStatus.Suspended,
                write.Start,
                write.End
            ),
            "cohort" when plan.Cohorts.Count > 0 => row with { Status = EnrolmentStatus.Suspended },
            _ => row,
        };
}
