using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>What is known of one target before a decision; pure.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="Dates">The course and what decides windows; null when the course does not exist.</param>
/// <param name="Enrolments">Everything of the person in the course, of every type.</param>
/// <param name="Now">The instant that windows were compared with.</param>
/// <param name="Unreadable">Why the course cannot be read, so that nothing else here counts; null when it can.</param>
internal sealed record AccessFacts(
    AccessTarget Target,
    CourseDates? Dates,
    IReadOnlyList<WireEnrolment> Enrolments,
    DateTimeOffset Now,
    RemoteException? Unreadable = null
)
{
    /// <summary>Gets the learner's student enrolments, in all sections, by id: the only ones that are ever changed.</summary>
    public IReadOnlyList<WireEnrolment> Students =>
        Enrolments.Where(e => e.IsStudent).OrderBy(e => e.Id.Length).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();

    /// <summary>Gets a value indicating whether access is there now.</summary>
    public AccessState State =>
        Dates is null || Students.Count == 0 ? AccessState.NotEnrolled
        : new LearnerStanding(Dates, Students).StatusAt(Now) == EnrolmentStatus.Active ? AccessState.Open
        : AccessState.Closed;

    /// <summary>Gives the reading for the port.</summary>
    public AccessReading ToReading()
    {
        var reason = WhyNot();
        return State == AccessState.NotEnrolled
            ? new AccessReading(Target, State, [], false, reason, "")
            : new AccessReading(Target, State, [CanvasKeys.Method], reason is null, reason, Snapshot().ToJson());
    }

    /// <summary>Says why suspending would not block access, or would break something; null when it can be done.</summary>
    public string? WhyNot()
    {
        var (course, learner) = (Target.CourseKey, Target.LearnerKey);
        if (State == AccessState.NotEnrolled)
        {
            return $"Learner {learner} is not enrolled in course {course}.";
        }

        if (Dates!.Course is { IsPublic: true } or { IsPublicToUsers: true })
        {
            return $"Course {course} is public: whoever is not enrolled sees it too. Set its visibility to 'Course'.";
        }

        if (Enrolments.FirstOrDefault(e => !e.IsStudent && e.State is "active" or "invited") is { } other)
        {
            return $"Learner {learner} is in course {course} as {other.Type} too, and keeps access by it: only learners are suspended.";
        }

        // Deactivating would forget the invitation: giving back would accept it in the learner's place.
        if (Students.FirstOrDefault(e => e.State is "invited" or "creation_pending") is { } invited)
        {
            return $"Learner {learner} has an open invitation to course {course} (enrolment {invited.Id}), and gets in by accepting it. "
                + "Withdraw it, or let it be accepted first.";
        }

        if (Dates.Course.WorkflowState != CourseCatalogue.Published)
        {
            return $"Course {course} is not open to learners ({Dates.Course.WorkflowState}): there is nothing to suspend.";
        }

        if (State == AccessState.Closed && Students.All(e => e.State != "inactive"))
        {
            return $"Learner {learner} has no access to course {course} now: it was concluded, or its dates have not begun or are over.";
        }

        return Students.FirstOrDefault(e => e.State == "completed") is { } concluded
            ? $"Learner {learner} has a concluded enrolment in course {course} too (enrolment {concluded.Id}), which lets read on."
            : null;
    }

    private AccessSnapshot Snapshot() =>
        new(
            1,
            Target.CourseKey,
            Target.LearnerKey,
            Students.Select(e => new SnapshotRow(e.Id, e.SectionId ?? "", e.State)).ToList()
        );
}
