using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>One enrolment of a learner.</summary>
/// <param name="Course">Where.</param>
/// <param name="Row">How.</param>
internal sealed record CourseRow(long Course, SnapshotRow Row);

/// <summary>What is known of one target before a decision; pure.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="State">Whether access is there now.</param>
/// <param name="Roles">The learner's roles in the course, each once.</param>
/// <param name="Rows">The enrolments, from the report or, attested, from the course's only method; null when not known.</param>
/// <param name="Enrolments">The learner's enrolments in all courses, from the report; empty without it.</param>
/// <param name="Standing">The cohorts that open the course to the learner; null when none was looked for.</param>
/// <param name="OpenSelfEnrolment">Whether the learner could enrol himself again.</param>
/// <param name="Unreadable">Why the course cannot be read, so that nothing else here counts; null when it can.</param>
internal sealed record AccessFacts(
    AccessTarget Target,
    AccessState State,
    IReadOnlyList<long> Roles,
    IReadOnlyList<SnapshotRow>? Rows,
    IReadOnlyList<CourseRow> Enrolments,
    CohortStanding? Standing,
    bool OpenSelfEnrolment,
    string? Unreadable = null
)
{
    /// <summary>Gets the manual enrolment, which a token can change alone; null when there is none, or none is known.</summary>
    public SnapshotRow? Manual => Rows?.FirstOrDefault(row => row.Method == "manual");

    /// <summary>Gets the enrolment by cohort; null when there is none, or none is known.</summary>
    public SnapshotRow? Cohort => Rows?.FirstOrDefault(row => row.Method == "cohort");

    /// <summary>Gets whether a manual enrolment would have to be suspended to close the course.</summary>
    public bool ManualIsDue =>
        Manual is { } manual
        && (
            manual.Status != EnrolmentStatus.Suspended
            || (State == AccessState.Open && Cohort is not { Status: EnrolmentStatus.Active })
        );

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

        return StaffFault(settings.StudentRoleId)
            ?? (ManualIsDue ? NoRoleFault() : null)
            ?? MethodFault()
            ?? (
                OpenSelfEnrolment
                    ? $"Course {Target.CourseKey} lets people enrol themselves, so a suspended learner is back at once. "
                        + "Set 'Allow new self enrolments' to No in its self enrolment."
                    : null
            );
    }

    /// <summary>Says why the learner's roles forbid writing a manual enrolment: the call takes a role and assigns it for good.</summary>
    public string? RoleFault(int studentRole) => StaffFault(studentRole) ?? NoRoleFault();

    private string? StaffFault(int studentRole) =>
        Roles.All(role => role == studentRole)
            ? null
            : $"Learner {Target.LearnerKey} has another role than student (role {studentRole}) in course {Target.CourseKey}: staff are not suspended. Change the role by hand if it is wrong.";

    private string? NoRoleFault() =>
        Roles.Count > 0
            ? null
            : $"Learner {Target.LearnerKey} has no role in course {Target.CourseKey}, and the call would give the student role. Give it by hand if it is due.";

    /// <summary>Every active enrolment must be one that can be suspended: one that stays keeps the course open, so none is touched then.</summary>
    private string? MethodFault()
    {
        var course = MoodleKeys.ToId(Target.CourseKey, "course");
        if (
            Rows!.FirstOrDefault(row =>
                row is { Status: EnrolmentStatus.Active, Method: not ("manual" or "cohort") }
            ) is
            { } other
        )
        {
            return MethodAdvice.Of(course, other.Method, Enrolments);
        }

        return Cohort switch
        {
            { Status: EnrolmentStatus.Active } when Standing?.WhyNot is { } reason => reason,
            null when Manual is null =>
                "There is neither a manual enrolment nor one by cohort, and suspending would only add a useless row.",
            _ => null,
        };
    }

    private AccessSnapshot Snapshot() =>
        new(
            AccessSnapshot.CurrentVersion,
            MoodleKeys.ToId(Target.CourseKey, "course"),
            MoodleKeys.ToId(Target.LearnerKey, "learner"),
            Roles,
            Rows ?? [],
            Cohort is { Status: EnrolmentStatus.Active } ? Standing?.Cohorts ?? [] : []
        );
}
