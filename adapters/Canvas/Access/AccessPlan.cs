using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>What to do with one target: refuse, nothing (it is so already), or change some enrolments. Pure.</summary>
/// <param name="Refusal">Why nothing may be done; null when it may.</param>
/// <param name="Enrolments">The enrolments to change, by id.</param>
internal sealed record AccessPlan((OutcomeKind Kind, string Reason)? Refusal, IReadOnlyList<string> Enrolments)
{
    /// <summary>Decides, where there is something to decide on.</summary>
    /// <param name="now">What is there now.</param>
    /// <param name="snapshot">What was there before anything was changed; null when it cannot be read.</param>
    /// <param name="decide">How.</param>
    public static AccessPlan Of(
        AccessFacts now,
        AccessSnapshot? snapshot,
        Func<AccessFacts, AccessSnapshot, AccessPlan> decide
    ) =>
        now.Unreadable is { } unreadable ? Refuse(OutcomeKind.NotCapable, unreadable.Message)
        : snapshot is null ? Refuse(OutcomeKind.Rejected, "The stored prior state is not readable, or is another's.")
        : decide(now, snapshot);

    /// <summary>Every active student enrolment becomes inactive, if the stored state can bring all of them back.</summary>
    public static AccessPlan ToSuspend(AccessFacts now, AccessSnapshot snapshot)
    {
        if (now.State == AccessState.NotEnrolled)
        {
            return Refuse(OutcomeKind.Rejected, now.WhyNot()!);
        }

        if (now.WhyNot() is { } reason)
        {
            return Refuse(OutcomeKind.NotCapable, reason);
        }

        var active = Ids(now, "active");
        return active.All(snapshot.WasActive)
            ? new AccessPlan(null, active)
            : Refuse(
                OutcomeKind.Rejected,
                "An enrolment became active after the prior state was stored: read the access again before suspending."
            );
    }

    /// <summary>What was active before and is inactive now becomes active. Concluded, declined and deleted ones stay so.</summary>
    public static AccessPlan ToRestore(AccessFacts now, AccessSnapshot snapshot)
    {
        var (course, learner) = (now.Target.CourseKey, now.Target.LearnerKey);
        if (now.State == AccessState.NotEnrolled)
        {
            return Refuse(
                OutcomeKind.Rejected,
                $"Learner {learner} is no longer enrolled in course {course}; restoring would enrol anew. Enrol by hand if it is due."
            );
        }

        var back = Ids(now, "inactive").Where(snapshot.WasActive).ToList();
        if (back.Count > 0 || now.State == AccessState.Open)
        {
            return new AccessPlan(null, back);
        }

        return Refuse(
            OutcomeKind.Rejected,
            snapshot.Rows.All(row => row.State != "active")
                    ? "The stored prior state had no access to give back: it was not open before."
                : now.Students.Any(e => snapshot.WasActive(e.Id) && e.State == "completed")
                    ? $"The enrolment in course {course} was concluded meanwhile, and is not made active again. Do so by hand if it is due."
                : now.Students.Any(e => snapshot.WasActive(e.Id))
                    ? $"The enrolments in course {course} are as they were, and that gives no access now: the course is concluded or not published, or its dates are over or have not begun."
                : "The enrolment that gave access is gone; restoring would enrol anew. Enrol by hand if it is due."
        );
    }

    private static List<string> Ids(AccessFacts now, string state) =>
        now.Students.Where(e => e.State == state).Select(e => e.Id).ToList();

    private static AccessPlan Refuse(OutcomeKind kind, string reason) => new((kind, reason), []);
}
