using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Which cohorts open a course to a learner, and whether leaving them closes that course and no other; pure.</summary>
/// <param name="Cohorts">The attested cohorts of the course that the learner is a member of.</param>
/// <param name="WhyNot">Why leaving them is not safe, and what an administrator can do; null when it is.</param>
internal sealed record CohortStanding(IReadOnlyList<long> Cohorts, string? WhyNot)
{
    private const int NamedMax = 5;

    private const string HowToAttest =
        "Look up the cohort under the course's Participants > Enrolment methods, set 'External unenrol action' of Cohort sync to "
        + "'Disable course enrolment', and put cohort, courses and unenrolAction into cohorts; or suspend by hand.";

    /// <summary>Judges from what the school attests, who is a member, and where else the learner is by cohort.</summary>
    /// <param name="course">The course to close.</param>
    /// <param name="learner">The learner.</param>
    /// <param name="attested">All attestations.</param>
    /// <param name="membersOf">The members of the cohorts that were read; one that does not exist is absent.</param>
    /// <param name="enrolments">All the learner's enrolments, in other courses too.</param>
    /// <param name="wrong">What became of cohorts whose attestation turned out wrong.</param>
    public static CohortStanding Of(
        long course,
        long learner,
        IReadOnlyList<CohortAttestation> attested,
        IReadOnlyDictionary<long, IReadOnlySet<long>> membersOf,
        IReadOnlyList<CourseRow> enrolments,
        IReadOnlyDictionary<long, string> wrong
    )
    {
        var mine = attested
            .Where(one => membersOf.TryGetValue(one.Cohort, out var members) && members.Contains(learner))
            .ToList();
        var here = mine.Where(one => one.Courses.Contains(course)).ToList();
        var cohorts = here.Select(one => one.Cohort).Order().ToList();
        return new CohortStanding(
            cohorts,
            NotAttested(course, learner, attested, cohorts)
                ?? here.Select(one => Shared(one, course)).FirstOrDefault(shared => shared is not null)
                ?? cohorts.Select(one => wrong.GetValueOrDefault(one)).FirstOrDefault(sentence => sentence is not null)
                ?? Unexplained(course, learner, attested, mine, cohorts, enrolments)
                ?? Windowed(course, enrolments)
        );
    }

    private static string? NotAttested(
        long course,
        long learner,
        IReadOnlyList<CohortAttestation> attested,
        IReadOnlyList<long> cohorts
    )
    {
        var feeding = attested.Where(one => one.Courses.Contains(course)).Select(one => one.Cohort).ToList();
        return feeding.Count == 0
                ? $"The enrolment by 'cohort' keeps access open, and the school does not attest which cohort feeds course {course}, "
                    + $"nor that leaving it keeps groups and grades. {HowToAttest}"
            : cohorts.Count == 0
                ? $"Learner {learner} is no member of cohort {Names(feeding)}, which is attested for course {course}: "
                    + $"another cohort keeps the enrolment by 'cohort' open. {HowToAttest}"
            : null;
    }

    private static string? Shared(CohortAttestation cohort, long course) =>
        cohort.Courses.Count == 1
            ? null
            : $"Cohort {cohort.Cohort} is shared by {cohort.Courses.Count} courses, and who leaves it loses all of them, not only course {course}: "
                + $"the enrolment by 'cohort' is not suspended. Give course {course} a cohort of its own, or suspend by hand.";

    private static string? Unexplained(
        long course,
        long learner,
        IReadOnlyList<CohortAttestation> attested,
        IReadOnlyList<CohortAttestation> mine,
        IReadOnlyList<long> cohorts,
        IReadOnlyList<CourseRow> enrolments
    )
    {
        // A suspended one elsewhere is explained by a cohort that the learner had to leave.
        var others = enrolments
            .Where(one =>
                one.Course != course
                && one.Row.Method == "cohort"
                && !(one.Row.Status == EnrolmentStatus.Active ? mine : attested).Any(cohort =>
                    cohort.Courses.Contains(one.Course)
                )
            )
            .Select(one => one.Course)
            .Distinct()
            .Order()
            .ToList();
        return others.Count == 0
            ? null
            : $"Learner {learner} is enrolled by 'cohort' in {others.Count} other courses ({Names(others)}) that no attested cohort explains: "
                + $"cohort {Names(cohorts)} may be shared with them. Attest the cohort of each of them in cohorts.";
    }

    private static string? Windowed(long course, IReadOnlyList<CourseRow> enrolments) =>
        enrolments.Any(one => one.Course == course && one.Row is { Method: "cohort", End: > 0 })
            ? $"The enrolment by 'cohort' in course {course} has an end, and coming back to the cohort would erase it. Suspend by hand."
            : null;

    private static string Names(IReadOnlyList<long> ids) =>
        string.Join(", ", ids.Take(NamedMax)) + (ids.Count > NamedMax ? ", ..." : "");
}
