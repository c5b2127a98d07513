using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>What each function and right is for, and what to do about it; pure.</summary>
internal static class Findings
{
    private const string ServiceRemedy =
        "Add it under Site administration > Server > Web services > External services > Functions.";

    private static readonly Dictionary<string, string> Consequences = new(StringComparer.Ordinal)
    {
        [MoodleFunctions.SiteInfo] = "Nothing can be checked.",
        [MoodleFunctions.Courses] = "Courses are not read: nothing is billed.",
        [MoodleFunctions.EnrolledUsers] =
            "Access is not read back, so nobody is suspended; without the report no enrolment is read.",
        [MoodleFunctions.Users] = "Learners' names, addresses and profile fields are not read: no payer is found.",
        [MoodleFunctions.RetrieveReport] =
            "Enrolments are read course by course, without method and window: access is not suspended.",
        [MoodleFunctions.ResetFilters] = "The report cannot be trusted: a forgotten filter would hide enrolments.",
        [MoodleFunctions.ManualEnrol] = "Access is neither suspended nor restored.",
        [MoodleFunctions.CohortMembers] = "Access by cohort is neither suspended nor restored.",
        [MoodleFunctions.LeaveCohort] = "Access by cohort is not suspended.",
        [MoodleFunctions.JoinCohort] =
            "Access by cohort is not restored: take it out of cohorts, or nobody comes back.",
        [MoodleFunctions.EnrolmentMethods] = "Access is not suspended in courses with self enrolment.",
        [MoodleFunctions.SendMessages] = "No messages inside Moodle; other channels work.",
    };

    /// <summary>Says what stops without a function.</summary>
    public static string ConsequenceOf(string function) => Consequences[function];

    /// <summary>A finding about a right.</summary>
    public static CheckFinding OfRight(CheckResult result, string right, string consequence, string? remedy = null) =>
        new(
            result,
            $"moodle.capability.{right}",
            right,
            result == CheckResult.Ok ? "" : consequence,
            result == CheckResult.Ok ? "" : remedy ?? $"Allow {right} in the web service user's role."
        );

    /// <summary>One finding per function.</summary>
    public static IEnumerable<CheckFinding> OfFunctions(IReadOnlySet<string> functions, MoodleSettings settings) =>
        Consequences
            .Where(pair => IsUsed(pair.Key, settings))
            .Select(pair =>
                functions.Contains(pair.Key)
                    ? new CheckFinding(CheckResult.Ok, $"moodle.function.{pair.Key}", pair.Key, "", "")
                    : new CheckFinding(
                        CheckResult.Missing,
                        $"moodle.function.{pair.Key}",
                        pair.Key,
                        pair.Value,
                        ServiceRemedy
                    )
            );

    private static bool IsUsed(string function, MoodleSettings settings) =>
        function switch
        {
            MoodleFunctions.RetrieveReport or MoodleFunctions.ResetFilters => settings.ReportId is not null,
            MoodleFunctions.CohortMembers or MoodleFunctions.LeaveCohort or MoodleFunctions.JoinCohort => settings
                .Cohorts
                .Count > 0,
            _ => true,
        };

    /// <summary>What the list of courses proves.</summary>
    public static IEnumerable<CheckFinding> OfCourses(IReadOnlyList<WireCourse> courses)
    {
        yield return courses.Count > 0
            ? OfRight(CheckResult.Ok, "moodle/course:view", "")
            : OfRight(
                CheckResult.Missing,
                "moodle/course:view",
                "No course is seen: nothing is billed.",
                "Allow moodle/course:view in the web service user's role, or create a course."
            );
        if (courses.Count > 0)
        {
            yield return OfRight(
                courses.All(course => course.IdNumber is not null) ? CheckResult.Ok : CheckResult.Missing,
                "moodle/course:update",
                "Courses have no id number: a mapping that uses it finds nothing."
            );
            yield return OfRight(
                courses.Any(course => course.Visible == 0) ? CheckResult.Ok : CheckResult.NotProven,
                "moodle/course:viewhiddencourses",
                "Hidden courses are not read; none was seen, so it is not known whether there are any."
            );
        }

        var other = courses.Count(course => (course.EnrollmentMethods ?? []).Any(m => m is not ("manual" or "guest")));
        if (other > 0)
        {
            yield return new CheckFinding(
                CheckResult.Note,
                "moodle.methods",
                $"{other} courses enrol by other methods than manual",
                "Access of learners enrolled that way is billed and reminded, and not suspended, except by cohorts that are attested (cohorts).",
                "Use manual enrolment, or attested cohorts, without open self enrolment, where access is to be suspended."
            );
        }
    }

    /// <summary>What no call without writing can prove.</summary>
    public static IEnumerable<CheckFinding> Unprovable(MoodleSettings settings)
    {
        yield return OfRight(
            CheckResult.NotProven,
            "moodle/role:assign",
            $"Suspending and restoring are refused with 'wsusercannotassign' if role {settings.StudentRoleId} may not be assigned.",
            $"Allow moodle/role:assign, and role {settings.StudentRoleId} under Define roles > Allow role assignments."
        );
        yield return new CheckFinding(
            CheckResult.NotProven,
            "moodle.instance.manual",
            "an enabled manual enrolment in every course",
            "In a course without one, suspending is refused with 'wsnoinstance'.",
            "Keep manual enrolment enabled in the courses."
        );
        yield return OfRight(
            CheckResult.NotProven,
            "moodle/site:messageanyuser",
            "Messages to learners who are no contacts of the web service user are refused.",
            "Allow it if messages go through Moodle."
        );
        yield return OfRight(
            CheckResult.NotProven,
            "moodle/site:accessallgroups",
            "In courses with separate groups, learners of other groups are silently missing.",
            "Allow it if courses use separate groups."
        );
    }

    /// <summary>The whole list that an administrator gives, and nothing more.</summary>
    public static CheckFinding LeastPrivilege(MoodleSettings settings)
    {
        var report = settings.ReportId is null ? "" : ", moodle/reportbuilder:viewall";
        var cohorts = settings.Cohorts.Count == 0 ? "" : ", moodle/cohort:view, moodle/cohort:assign";
        return new CheckFinding(
            CheckResult.Note,
            "moodle.least-privilege",
            "The least the web service user needs",
            "",
            $"Functions: {string.Join(", ", Consequences.Keys.Where(key => IsUsed(key, settings)))}. Rights: webservice/rest:use, moodle/course:view, "
                + "moodle/course:viewhiddencourses, moodle/course:update (id numbers), moodle/course:enrolreview, "
                + $"moodle/user:viewdetails, moodle/user:viewalldetails, moodle/site:viewuseridentity{report}; "
                + "to suspend: enrol/manual:enrol, moodle/role:assign with 'Allow role assignments' for the student role"
                + $"{cohorts}; "
                + "to send messages: moodle/site:messageanyuser; for separate groups: moodle/site:accessallgroups."
        );
    }
}
