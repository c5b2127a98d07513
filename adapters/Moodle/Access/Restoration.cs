using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Replays the stored state of each enrolment, as far as each goes, and reads it back.</summary>
internal sealed class Restoration(
    MoodleSettings settings,
    AccessReader reader,
    ManualEnrolmentWriter manual,
    CohortWriter cohorts
)
{
    private const string NoAccess =
        "The prior state is back, and gives no access now by Moodle's own clock: its window has ended or not begun, or the enrolment method is switched off there.";

    /// <summary>Carries out plans.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, ItemOutcome<AccessReading>>> RunAsync(
        IReadOnlyDictionary<AccessTarget, AccessFacts> facts,
        IReadOnlyDictionary<AccessTarget, AccessPlan> plans,
        CancellationToken ct
    )
    {
        // (1) Both kinds are tried, whatever becomes of the other: any access that comes back is good.
        var sent = await manual.WriteAsync(
            plans.Values.Select(plan => plan.Manual).OfType<ManualEnrolment>().ToList(),
            ct
        );
        var joined = await JoinAsync(plans, anySent: sent.Count > 0, ct);

        // (2) Read back; where access is still closed, the report tells why.
        var touched = plans
            .Keys.Where(target => SentOf(target, plans[target], sent, joined).Any(one => one.MayBeWritten))
            .ToList();
        var proof = await AccessProof.ReadAsync(
            reader,
            touched,
            (target, state) => state is AccessState.Closed || plans[target].Cohorts.Count > 0,
            ct
        );
        return plans.ToDictionary(
            pair => pair.Key,
            pair => Judge(facts[pair.Key], pair.Value, SentOf(pair.Key, pair.Value, sent, joined).ToList(), proof)
        );
    }

    private async Task<IReadOnlyDictionary<Membership, Sent>> JoinAsync(
        IReadOnlyDictionary<AccessTarget, AccessPlan> plans,
        bool anySent,
        CancellationToken ct
    )
    {
        var memberships = plans.SelectMany(pair => MembershipsOf(pair.Key, pair.Value)).ToList();
        try
        {
            return await cohorts.JoinAsync(memberships, ct);
        }
        catch (RemoteException stop)
            when (anySent && stop is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            var later = Sent.NotSent("The cohort was not joined again", stop);
            return memberships.Distinct().ToDictionary(one => one, _ => later);
        }
    }

    private static IEnumerable<Membership> MembershipsOf(AccessTarget target, AccessPlan plan) =>
        plan.Cohorts.Select(cohort => new Membership(cohort, target.LearnerKey));

    private static IEnumerable<Sent> SentOf(
        AccessTarget target,
        AccessPlan plan,
        IReadOnlyDictionary<AccessTarget, Sent> sent,
        IReadOnlyDictionary<Membership, Sent> joined
    ) =>
        (plan.Manual is null ? Enumerable.Empty<Sent>() : [sent[target]]).Concat(
            MembershipsOf(target, plan).Select(one => joined[one])
        );

    private ItemOutcome<AccessReading> Judge(
        AccessFacts before,
        AccessPlan plan,
        IReadOnlyList<Sent> sent,
        AccessProof proof
    )
    {
        if (plan.Refusal is { } refusal)
        {
            return Not(refusal.Kind, refusal.Reason!);
        }

        if (plan.IsNothing)
        {
            return before.State == AccessState.Open
                ? ItemOutcome<AccessReading>.Done(before.Target.ToString(), before.ToReading(settings))
                : Not(OutcomeKind.Rejected, NoAccess);
        }

        var failed = sent.FirstOrDefault(one => !one.MayBeWritten);
        if (sent.All(one => !one.MayBeWritten))
        {
            return Not(failed!.Kind, failed.Reason!);
        }

        if (!proof.States.TryGetValue(before.Target, out var state))
        {
            return Not(OutcomeKind.Unknown, $"It was sent, and could not be read back. {proof.Unread}");
        }

        var rows = proof.RowsOf(before.Target);
        if (state == AccessState.Open)
        {
            return failed is null
                ? ItemOutcome<AccessReading>.Done(before.Target.ToString(), After(before, plan, rows))
                : Not(failed.Kind, $"Access is back, by one of the enrolments; another is not: {failed.Reason}");
        }

        if (sent.FirstOrDefault(one => one.Kind == OutcomeKind.Unknown) is { } unknown)
        {
            return Not(unknown.Unchanged().Kind, unknown.Unchanged().Reason!);
        }

        // The list compares windows with a time that lags; the report knows better, and our own clock nothing.
        return rows?.Any(row => row.Status == EnrolmentStatus.Active) == true
                ? Not(OutcomeKind.Unknown, "Moodle has not noticed yet that the enrolment is active again: read again.")
            : failed is null ? Not(OutcomeKind.Rejected, NoAccess)
            : Not(failed.Kind, failed.Reason!);

        ItemOutcome<AccessReading> Not(OutcomeKind kind, string reason) =>
            ItemOutcome<AccessReading>.Not(kind, before.Target.ToString(), reason);
    }

    private AccessReading After(AccessFacts before, AccessPlan plan, IReadOnlyList<SnapshotRow>? rows)
    {
        if (rows is null && plan.Manual is { } write)
        {
            var open = new SnapshotRow("manual", EnrolmentStatus.Active, write.Start, write.End);
            rows = [open, .. (before.Rows ?? []).Where(row => row.Method != "manual")];
        }

        // Whoever is back could be suspended again: the membership is known now.
        var cohorts = (before.Standing?.Cohorts ?? []).Union(plan.Cohorts).Order().ToList();
        var standing = cohorts.Count > 0 ? new CohortStanding(cohorts, null) : before.Standing;
        return (before with { State = AccessState.Open, Rows = rows ?? before.Rows, Standing = standing }).ToReading(
            settings
        );
    }
}
