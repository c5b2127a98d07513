using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>What each right is for, by the name that Canvas's permission page shows, and what to do about it; pure.</summary>
internal static class Findings
{
    /// <summary>The right to list an account's courses.</summary>
    public const string CourseList = "Courses - view list";

    /// <summary>The right to see who is in a course, and people's accounts.</summary>
    public const string UserList = "Users - view list";

    /// <summary>The right to deactivate and reactivate learners.</summary>
    public const string RemoveStudents = "Students - remove";

    /// <summary>The right to enrol learners.</summary>
    public const string AddStudents = "Students - add";

    private const string Emails = "Users - view primary email address";
    private const string Logins = "Users - view login IDs";
    private const string Sis = "SIS Data - read";
    private const string CustomData = "Users - manage login details";
    private const string Conversations = "Conversations - send messages to individual course members";

    private static readonly Dictionary<string, string> Consequences = new(StringComparer.Ordinal)
    {
        [CourseList] = "Courses are not read: nothing is billed.",
        [UserList] = "Enrolments and learners are not read: nothing is billed, and nobody is suspended.",
        [RemoveStudents] = "Access is neither suspended nor restored.",
        [AddStudents] = "Nobody is enrolled from here; what is sold elsewhere is enrolled by hand.",
        [Emails] = "Learners have no e-mail address: no invoice by e-mail, customers are not found by it.",
        [Logins] = "Learners have no login name; a mapping that uses it finds nothing.",
        [Sis] = "Learners and courses have no id number (SIS id); a mapping that uses it finds nothing.",
        [CustomData] = "Custom fields of learners are missing.",
        [Conversations] = "No messages inside Canvas; other channels work.",
    };

    /// <summary>Gets the names by which Canvas's API knows the rights; one of a right's names is enough.</summary>
    /// <remarks>"Students - remove" was "Manage students" before rights were made finer (canvas-lms, enrollment.rb).</remarks>
    public static IReadOnlyList<(string Right, IReadOnlyList<string> Names)> Rights { get; } =
    [
        (CourseList, ["read_course_list"]),
        (UserList, ["read_roster"]),
        (RemoveStudents, ["remove_student_from_course", "manage_students"]),
        (AddStudents, ["add_student_to_course", "manage_students"]),
        (Emails, ["read_email_addresses"]),
        (Logins, ["view_user_logins"]),
        (Sis, ["read_sis"]),
        (CustomData, ["manage_user_logins"]),
        (Conversations, ["send_messages"]),
    ];

    /// <summary>Canvas answered for the token.</summary>
    public static CheckFinding Connected { get; } = new(CheckResult.Ok, "canvas.connection", "Canvas REST API", "", "");

    /// <summary>A finding about a right.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="right">The right's name.</param>
    /// <param name="remedy">What to do; null for the usual.</param>
    public static CheckFinding OfRight(CheckResult result, string right, string? remedy = null) =>
        new(
            result,
            $"canvas.right.{right}",
            right,
            result == CheckResult.Ok ? "" : Consequences[right],
            result == CheckResult.Ok ? "" : remedy ?? $"Enable '{right}' in the account role of the token's user."
        );

    /// <summary>What the courses tell.</summary>
    public static IEnumerable<CheckFinding> OfCourses(IReadOnlyList<WireCourse> courses)
    {
        yield return courses.Count > 0
            ? new(CheckResult.Ok, "canvas.courses", $"{courses.Count} courses", "", "")
            : new(
                CheckResult.Missing,
                "canvas.courses",
                "courses",
                "No course is seen: nothing is billed.",
                "Look at accountId and courses in the settings, or create a course."
            );
        var open = courses.Count(course => course is { IsPublic: true } or { IsPublicToUsers: true });
        if (open > 0)
        {
            yield return new CheckFinding(
                CheckResult.Note,
                "canvas.public-courses",
                $"{open} courses are visible to more people than those in them",
                "Access to them is not suspended: it would not shut anybody out.",
                "Set their visibility to 'Course' where access is to be suspended."
            );
        }
    }

    /// <summary>Whether the terms' dates for students could be read.</summary>
    public static CheckFinding OfTerms(bool read) =>
        new(
            read ? CheckResult.Ok : CheckResult.Missing,
            "canvas.terms",
            "terms of the root account, with their dates for students",
            read ? "" : "Where neither course nor section restricts dates, windows of enrolments are unknown.",
            read ? "" : "Give the token's user an account role at the root account, or restrict dates in the courses."
        );

    /// <summary>What an import from a student information system does to a suspension.</summary>
    public static CheckFinding SisImports { get; } =
        new(
            CheckResult.Note,
            "canvas.sis-imports",
            "enrolments made by SIS imports",
            "The next import that has them as 'active' gives a suspended learner access again; it is then taken as given back by hand.",
            "Let the import leave out suspended enrolments, or have them as 'inactive'."
        );

    /// <summary>What Canvas does not tell: who could get in again without anybody's leave.</summary>
    public static CheckFinding SelfEnrolment { get; } =
        new(
            CheckResult.Note,
            "canvas.self-enrolment",
            "self-enrolment by link or code",
            "Canvas does not tell which courses have it, and whoever enrols again that way is active again.",
            "Switch it off in courses where access is to be suspended (Course settings, 'Let students self-enroll')."
        );

    /// <summary>One finding for each right that the settings need.</summary>
    /// <param name="granted">What the token's user has, by the API's names; null when it could not be read.</param>
    /// <param name="settings">What is needed.</param>
    /// <param name="remedy">What to do where it could not be read.</param>
    public static IEnumerable<CheckFinding> OfRights(
        IReadOnlyDictionary<string, bool>? granted,
        CanvasSettings settings,
        string? remedy
    ) =>
        Rights
            .Where(entry => entry.Right != CustomData || settings.CustomDataNamespace.Length > 0)
            .Select(entry =>
                granted is null
                    ? OfRight(CheckResult.NotProven, entry.Right, remedy)
                    : OfRight(
                        entry.Names.Any(name => granted.GetValueOrDefault(name)) ? CheckResult.Ok
                            : entry.Right == AddStudents ? CheckResult.Note // Few schools sell courses outside their LMS.
                            : CheckResult.Missing,
                        entry.Right
                    )
            );

    /// <summary>The whole list that an administrator gives, and nothing more.</summary>
    public static CheckFinding LeastPrivilege(CanvasSettings settings) =>
        new(
            CheckResult.Note,
            "canvas.least-privilege",
            "The least the token's user needs",
            "",
            "An account role of its own at the root account (Admin > Permissions > Account roles), and no course role, with: "
                + $"{CourseList}; {UserList}; {Emails}; {Logins}; {Sis}"
                + (settings.CustomDataNamespace.Length > 0 ? $"; {CustomData} (custom data)" : "")
                + $"; to suspend: {RemoveStudents}; to enrol: {AddStudents}; to send messages: {Conversations}."
        );
}
