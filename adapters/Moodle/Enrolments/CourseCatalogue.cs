using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>The site's courses, and what of them the port does not carry but later reads need.</summary>
/// <remarks>Inaccessible courses are absent from this function's answer; <c>core_course_get_courses</c> would fail as a whole.</remarks>
internal sealed class CourseCatalogue(MoodleClient client)
{
    /// <summary>The site's front page, which is a course to Moodle: everybody is "enrolled" there.</summary>
    public const long FrontPage = 1;

    private volatile IReadOnlyDictionary<long, CourseTraits> traits = new Dictionary<long, CourseTraits>();

    /// <summary>Gets what was read last of a course; null when it was never read.</summary>
    public CourseTraits? TraitsOf(long course) => traits.GetValueOrDefault(course);

    /// <summary>Reads every course, in one call.</summary>
    public async Task<IReadOnlyList<WireCourse>> ReadAllAsync(CancellationToken ct)
    {
        var answer = await client.ReadAsync<WireCourses>(MoodleFunctions.Courses, new MoodleForm(), ct);
        var courses = answer.Courses.Where(course => course.Id != FrontPage).ToList();
        traits = courses.ToDictionary(course => course.Id, ToTraits);
        return courses;
    }

    /// <summary>Reads some courses, in one call; one that is gone or hidden is absent.</summary>
    public async Task<IReadOnlyDictionary<long, CourseTraits>> ReadSomeAsync(
        IReadOnlyCollection<long> courses,
        CancellationToken ct
    )
    {
        var form = new MoodleForm().Add("field", "ids").Add("value", string.Join(',', courses));
        var answer = await client.ReadAsync<WireCourses>(MoodleFunctions.Courses, form, ct);
        return answer.Courses.ToDictionary(course => course.Id, ToTraits);
    }

    /// <summary>Gives the course as the port wants it.</summary>
    public static CourseFact ToFact(WireCourse course) =>
        new(
            course.Id.ToString(CultureInfo.InvariantCulture),
            course.IdNumber ?? "",
            course.ShortName ?? "",
            course.FullName ?? "",
            course.CategoryId?.ToString(CultureInfo.InvariantCulture) ?? "",
            course.Visible != 0,
            ToInstant(course.StartDate),
            ToInstant(course.EndDate),
            course.EnrollmentMethods ?? [],
            ToFields(course.CustomFields ?? [])
        );

    private static CourseTraits ToTraits(WireCourse course) =>
        new(
            (course.Contacts ?? []).Select(contact => contact.Id).ToHashSet(),
            course.EnrollmentMethods ?? [],
            course.GroupMode == CourseTraits.SeparateGroupsMode
        );

    private static DateTimeOffset? ToInstant(long? unixSeconds) =>
        unixSeconds is > 0 ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds.Value) : null;

    private static Dictionary<string, string> ToFields(IEnumerable<WireCourseField> fields)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var text = field.Type switch
            {
                // A choice's raw value is the position in the list: the shown text is what people mean.
                "select" => field.Value,
                "date" when field.ValueRaw is 0L or 0 => null,
                _ => Convert.ToString(field.ValueRaw, CultureInfo.InvariantCulture),
            };
            if (!string.IsNullOrEmpty(text))
            {
                values[field.ShortName] = text;
            }
        }

        return values;
    }
}

/// <summary>What a course is, beyond the port's fact.</summary>
/// <param name="Contacts">People shown as the course's contacts: its staff.</param>
/// <param name="Methods">Enabled enrolment methods.</param>
/// <param name="SeparateGroups">Whether people of other groups are hidden from those without moodle/site:accessallgroups, silently.</param>
internal sealed record CourseTraits(IReadOnlySet<long> Contacts, IReadOnlyList<string> Methods, bool SeparateGroups)
{
    /// <summary>Moodle's number for "separate groups".</summary>
    public const int SeparateGroupsMode = 1;
}
