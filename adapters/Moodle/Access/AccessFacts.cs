using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>What is known of one target before a decision; pure.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="State">Whether access is there now.</param>
/// <param name="Roles">The learner's roles in the course.</param>
/// <param name="Rows">The enrolments, from the report or, attested, from the course's only method; null when not known.</param>
/// <param name="OpenSelfEnrolment">Whether the learner could enrol himself again.</param>
/// <param name="Unreadable">Why the course cannot be read, so that nothing else here counts; null when it can.</param>
internal sealed record AccessFacts(
    AccessTarget Target,
    AccessState State,
    IReadOnlyList<long> Roles,
    IReadOnlyList<SnapshotRow>? Rows,
    bool OpenSelfEnrolment,
    string? Unreadable = null
)
{
    /// <summary>Gives the reading for the port.</summary>
    public AccessReading ToReading(MoodleSettings settings)
    {
        if (State == AccessState.NotEnrolled)
        {
            return new AccessReading(Target, State, [], false, WhyNot(settings), "");
        }

        var reason = WhyNot(settings);
        var methods = (Rows ?? []).OrderBy(row => row.Status).Select(row => row.Method).DefaultIfEmpty("unknown");
        return new AccessReading(Target, State, methods.ToList(), reason is null, reason, Snapshot().ToJson());
    }

    /// <summary>Says why suspending would not block access, or would break something; null when it can be done.</summary>
    public string? WhyNot(MoodleSettings settings)
    {
        if (State == AccessState.NotEnrolled)
        {
            return $"Learner {Target.LearnerKey} is not enrolled in course {Target.CourseKey}.";
        }

        if (Rows is null)
        {
            return settings.ReportId is null && !settings.AttestNoWindows
                ? "Method and window of the enrolment are not known, and suspending would erase the window. "
                    + "Create the enrolment report (reportId), or attest that no enrolment has a start or end (attestNoWindows)."
                : $"Which methods enrol people in course {Target.CourseKey} is not certain: it has others than manual, or nobody active. Create the enrolment report (reportId).";
        }

        if (RoleFault(settings.StudentRoleId) is { } role)
        {
            return role;
        }

        if (Rows.FirstOrDefault(row => row is { Status: EnrolmentStatus.Active, Method: not "manual" }) is { } other)
        {
            return $"The enrolment by '{other.Method}' keeps access open, and no web service suspends it for one course. "
                + "Unenrol by hand, or use manual enrolment in this course.";
        }

        if (!Rows.Any(row => row.Method == "manual"))
        {
            return "There is no manual enrolment, and suspending one would only add a useless row.";
        }

        return OpenSelfEnrolment
            ? $"Course {Target.CourseKey} lets people enrol themselves, so a suspended learner is back at once. "
                + "Set 'Allow new self enrolments' to No in its self enrolment."
            : null;
    }

    /// <summary>Says why the learner's roles forbid the call: it takes a role and assigns it for good.</summary>
    public string? RoleFault(int studentRole) =>
        Roles.Count == 1 && Roles[0] == studentRole ? null
        : Roles.Count == 0
            ? $"Learner {Target.LearnerKey} has no role in course {Target.CourseKey}, and the call would give the student role. Give it by hand if it is due."
        : $"Learner {Target.LearnerKey} has another role than student (role {studentRole}) in course {Target.CourseKey}: staff are not suspended. Change the role by hand if it is wrong.";

    private AccessSnapshot Snapshot() =>
        new(
            1,
            MoodleKeys.ToId(Target.CourseKey, "course"),
            MoodleKeys.ToId(Target.LearnerKey, "learner"),
            Roles,
            Rows ?? []
        );
}
