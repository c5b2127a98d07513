using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>What an administrator can do where no web service suspends an enrolment; pure.</summary>
internal static class MethodAdvice
{
    private const int NamedMax = 5;
    private const string ByHand = "under the course's Participants, the pencil beside the enrolment, Status: Suspended";

    /// <summary>Says why an active enrolment by a method cannot be suspended, and what can be done instead.</summary>
    /// <param name="course">The course.</param>
    /// <param name="method">The method: neither manual nor cohort.</param>
    /// <param name="enrolments">All the learner's enrolments, in other courses too.</param>
    public static string Of(long course, string method, IReadOnlyList<CourseRow> enrolments) =>
        $"The enrolment by '{method}' keeps access to course {course} open, and no web service suspends it. "
        + method switch
        {
            "self" =>
                $"Suspend it by hand ({ByHand}), or disable the self enrolment of the course, which closes it to all who came that way.",
            "meta" => Parents(course, enrolments),
            "fee" =>
                $"It was paid inside Moodle: look whether something is owed at all; if so, suspend it by hand ({ByHand}).",
            "guest" => "It lets everybody in: disable guest access under Participants > Enrolment methods.",
            "unknown" => "Create the enrolment report (reportId), which tells the method.",
            _ =>
                $"Suspend it by hand ({ByHand}) or where that method takes its people from, or use manual enrolment in this course.",
        };

    private static string Parents(long course, IReadOnlyList<CourseRow> enrolments)
    {
        const string How = "It follows another course, its parent: suspend the learner there, and it follows.";
        var parents = enrolments
            .Where(one =>
                one.Course != course && one.Row is { Method: not ("meta" or "guest"), Status: EnrolmentStatus.Active }
            )
            .Select(one => one.Course)
            .Distinct()
            .Order()
            .ToList();
        return parents.Count switch
        {
            0 => $"{How} Which one, the course's Participants > Enrolment methods tells.",
            1 => $"{How} The parent is course {parents[0]}: the learner is in no other.",
            _ =>
                $"{How} The parent is one of {string.Join(", ", parents.Take(NamedMax))}{(parents.Count > NamedMax ? ", ..." : "")}; "
                    + "the course's Participants > Enrolment methods tells which.",
        };
    }
}
