using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Keys on the ports are Moodle's ids as text.</summary>
internal static class MoodleKeys
{
    /// <summary>Gives the key of an id.</summary>
    public static string Of(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gives the id of a course.</summary>
    public static long CourseOf(CourseFact course) => ToId(course.Key, "course");

    /// <summary>Gives the id of a key.</summary>
    /// <exception cref="ArgumentException">It is no key of ours: a fault of the caller.</exception>
    public static long ToId(string key, string what) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new ArgumentException($"The {what} key '{key}' is no key of Moodle.", nameof(key));
}

/// <summary>Who is a learner.</summary>
internal static class LearnerRoles
{
    /// <summary>Decides from roles, or where they were not read from the course's contacts, which are its staff.</summary>
    public static bool? IsLearner(int studentRole, IReadOnlyList<long>? roles, bool isContact) =>
        roles is { Count: > 0 } ? roles.Contains(studentRole)
        : isContact ? false
        : null;
}
