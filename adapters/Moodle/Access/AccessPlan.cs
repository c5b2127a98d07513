using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>What to do with one target: refuse it, nothing (it is so already), or write one part or both; pure.</summary>
/// <param name="Refusal">Why nothing is done; null when it is not refused.</param>
/// <param name="Manual">The manual enrolment to write; null for none.</param>
/// <param name="Cohorts">The cohorts to leave, or to come back to.</param>
internal sealed record AccessPlan(Sent? Refusal, ManualEnrolment? Manual, IReadOnlyList<long> Cohorts)
{
    private static AccessPlan Nothing { get; } = new(null, null, []);

    /// <summary>Gets whether it is so already.</summary>
    public bool IsNothing => this is { Refusal: null, Manual: null, Cohorts.Count: 0 };

    /// <summary>Plans each change by the facts of now and the state that was stored.</summary>
    public static Dictionary<AccessTarget, AccessPlan> Of(
        IReadOnlyCollection<AccessChange> changes,
        IReadOnlyDictionary<AccessTarget, AccessFacts> facts,
        Func<AccessFacts, AccessSnapshot, AccessPlan> decide
    )
    {
        var plans = new Dictionary<AccessTarget, AccessPlan>();
        foreach (var change in changes)
        {
            plans[change.Target] =
                facts[change.Target].Unreadable is { } unreadable ? Refuse(OutcomeKind.NotCapable, unreadable)
                : AccessSnapshot.Parse(change.Snapshot, change.Target) is { } snapshot
                    ? decide(facts[change.Target], snapshot)
                : Refuse(OutcomeKind.Rejected, "The stored prior state is not readable, or is another's.");
        }

        return plans;
    }

    /// <summary>Every active enrolment is suspended, or none.</summary>
    public static AccessPlan Suspension(AccessFacts now, AccessSnapshot then, MoodleSettings settings)
    {
        if (now.State == AccessState.NotEnrolled)
        {
            return Refuse(OutcomeKind.Rejected, now.WhyNot(settings)!);
        }

        // Attested sites cannot tell how a closed learner is enrolled; closed is what was wanted.
        if (now.State == AccessState.Closed && now.Rows is null)
        {
            return Nothing;
        }

        if (now.WhyNot(settings) is { } reason)
        {
            return Refuse(OutcomeKind.NotCapable, reason);
        }

        var cohorts = now.Cohort is { Status: EnrolmentStatus.Active } ? now.Standing?.Cohorts ?? [] : [];
        if (now.ManualIsDue && then.Manual is null)
        {
            return Refuse(
                OutcomeKind.NotCapable,
                "The stored prior state has no manual enrolment: read the access again before suspending."
            );
        }

        // Restoring would undo what somebody changed in the meantime.
        if (cohorts.Count > 0 && !cohorts.SequenceEqual(then.Cohorts))
        {
            return Refuse(
                OutcomeKind.Rejected,
                "The cohorts of the learner changed after the prior state was stored: read the access again before suspending."
            );
        }

        if (now.ManualIsDue && now.Manual is { } row && (row.Start != then.Manual!.Start || row.End != then.Manual.End))
        {
            return Refuse(
                OutcomeKind.Rejected,
                "The enrolment's window changed after its prior state was stored: read the access again before suspending."
            );
        }

        return new AccessPlan(
            null,
            now.ManualIsDue
                ? new ManualEnrolment(
                    now.Target,
                    settings.StudentRoleId,
                    then.Manual!.Start,
                    then.Manual.End,
                    Suspend: true
                )
                : null,
            cohorts
        );
    }

    /// <summary>What was open is opened as it was; what was closed stays closed; what is gone is not made anew.</summary>
    public static AccessPlan Restoration(AccessFacts now, AccessSnapshot then, MoodleSettings settings)
    {
        if (now.State == AccessState.NotEnrolled)
        {
            return Refuse(
                OutcomeKind.Rejected,
                $"Learner {now.Target.LearnerKey} is no longer enrolled in course {now.Target.CourseKey}; restoring would enrol anew. Enrol by hand if it is due."
            );
        }

        var manual = then.Manual is { Status: not EnrolmentStatus.Suspended } open ? open : null;
        if (manual is null && then.Cohorts.Count == 0)
        {
            return Unless(now, "The stored prior state had no access to give back: it was not open before.");
        }

        // Only the report shows for certain what is there: without a manual enrolment suspend=0 would enrol, and so does a cohort.
        var manualIsGone = settings.ReportId is not null && now.Manual is null;
        var cohorts = now.Cohort is null ? [] : then.Cohorts.Except(now.Standing?.Cohorts ?? []).ToList();
        if ((manual is null || manualIsGone) && (then.Cohorts.Count == 0 || now.Cohort is null))
        {
            return Unless(now, "The enrolment is gone; restoring would enrol anew. Enrol by hand if it is due.");
        }

        if (
            manual is null
            || manualIsGone
            || (now.State == AccessState.Open && (now.Manual is null || SameAs(now.Manual, manual)))
        )
        {
            return new AccessPlan(null, null, cohorts);
        }

        return now.RoleFault(settings.StudentRoleId) is { } fault && !(now.Roles.Count == 0 && cohorts.Count > 0)
            ? Refuse(OutcomeKind.NotCapable, fault)
            : new AccessPlan(
                null,
                new ManualEnrolment(now.Target, settings.StudentRoleId, manual.Start, manual.End, Suspend: false),
                cohorts
            );
    }

    private static AccessPlan Unless(AccessFacts now, string reason) =>
        now.State == AccessState.Open ? Nothing : Refuse(OutcomeKind.Rejected, reason);

    private static AccessPlan Refuse(OutcomeKind kind, string reason) => new(new Sent(kind, reason), null, []);

    private static bool SameAs(SnapshotRow now, SnapshotRow then) =>
        now.Status == EnrolmentStatus.Active && now.Start == then.Start && now.End == then.End;
}
