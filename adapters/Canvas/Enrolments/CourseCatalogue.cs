using System.Collections.Concurrent;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>The account's courses, and the dates that decide who may enter when.</summary>
internal sealed class CourseCatalogue(CanvasSettings settings, CanvasClient client)
{
    /// <summary>A course that learners can enter; else it is <c>unpublished</c>, <c>completed</c> or <c>deleted</c>.</summary>
    public const string Published = "available";

    /// <summary>Reads every course that the settings name, or the account has; deleted ones are not among them.</summary>
    public async Task<IReadOnlyList<WireCourse>> ReadAllAsync(CancellationToken ct)
    {
        if (settings.Courses.Count > 0)
        {
            var named = new List<WireCourse>();
            foreach (var id in settings.Courses.Distinct())
            {
                named.AddRange(await ReadAsync(id, ct) is { } course ? [course] : []);
            }

            return named;
        }

        var all = new Dictionary<string, WireCourse>(StringComparer.Ordinal);
        var request = client.Request($"accounts/{settings.AccountId}/courses").AddQueryParameter("include[]", "term");
        await foreach (var page in client.ReadPagesAsync<List<WireCourse>>(CanvasRoutes.AccountCourses, request, ct))
        {
            page.ForEach(course => all[course.Id] = course);
        }

        return [.. all.Values];
    }

    /// <summary>Reads one course; null when it does not exist or was deleted.</summary>
    public async Task<WireCourse?> ReadAsync(string id, CancellationToken ct)
    {
        try
        {
            var request = client.Request($"courses/{id}").AddQueryParameter("include[]", "term");
            var course = await client.ReadAsync<WireCourse>(CanvasRoutes.Course, request, ct);
            return course.WorkflowState == "deleted" ? null : course;
        }
        catch (RemoteRejectedException gone) when (CanvasVerdict.CodeOf(gone) == CanvasVerdict.NotFound)
        {
            return null;
        }
    }

    /// <summary>Starts reading dates; terms are read once for all courses.</summary>
    public CourseDateReader Dates() => new(client);

    /// <summary>Gives the course as the port wants it. Canvas has no custom fields of courses; the term's name stands among them.</summary>
    public static CourseFact ToFact(WireCourse course) =>
        new(
            course.Id,
            course.SisCourseId ?? "",
            course.CourseCode ?? "",
            // The token's user may have a nickname for the course; the course's own name is then the original one.
            course.OriginalName
                ?? course.Name
                ?? course.CourseCode
                ?? course.Id,
            course.AccountId ?? "",
            course.WorkflowState == Published,
            course.StartAt?.ToUniversalTime(),
            course.EndAt?.ToUniversalTime(),
            [CanvasKeys.Method],
            course.Term?.Name is { Length: > 0 } term
                ? new Dictionary<string, string>(StringComparer.Ordinal) { ["term"] = term }
                : new Dictionary<string, string>(StringComparer.Ordinal)
        );
}

/// <summary>Reads the dates of courses, for one run: a term's dates for students once for each root account.</summary>
internal sealed class CourseDateReader(CanvasClient client)
{
    private readonly ConcurrentDictionary<string, Task<IReadOnlyDictionary<string, WireDates?>?>> terms = new(
        StringComparer.Ordinal
    );

    /// <summary>Reads what decides the windows in a course.</summary>
    public async Task<CourseDates> ReadAsync(WireCourse course, CancellationToken ct)
    {
        var sections = new Dictionary<string, WireSection>(StringComparer.Ordinal);
        var request = client.Request($"courses/{course.Id}/sections");
        await foreach (var page in client.ReadPagesAsync<List<WireSection>>(CanvasRoutes.Sections, request, ct))
        {
            page.ForEach(section => sections[section.Id] = section);
        }

        return new CourseDates(
            course,
            sections,
            course.RootAccountId is { } root ? await terms.GetOrAdd(root, id => ReadTermsAsync(id, ct)) : null
        );
    }

    /// <summary>Reads the terms' dates for students, by term; null when the token's user may not.</summary>
    private async Task<IReadOnlyDictionary<string, WireDates?>?> ReadTermsAsync(string root, CancellationToken ct)
    {
        var overrides = new Dictionary<string, WireDates?>(StringComparer.Ordinal);
        var request = client.Request($"accounts/{root}/terms").AddQueryParameter("include[]", "overrides");
        try
        {
            await foreach (var page in client.ReadPagesAsync<WireTerms>(CanvasRoutes.Terms, request, ct))
            {
                page.Terms.ForEach(term => overrides[term.Id] = term.Overrides?.GetValueOrDefault("StudentEnrollment"));
            }

            return overrides;
        }
        catch (RemoteMisconfiguredException lacking) when (CanvasVerdict.CodeOf(lacking) == CanvasVerdict.NoRight)
        {
            return null;
        }
    }
}
