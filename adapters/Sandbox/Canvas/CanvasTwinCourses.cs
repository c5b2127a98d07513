using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>Courses, sections and terms of the one account.</summary>
internal static class CanvasTwinCourses
{
    public static TwinAnswer Listing(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        twin.Need("read_course_list");
        return CanvasTwinPages.ByNumber(
            twin,
            request,
            twin.Courses.Values.Where(course => course.State != "deleted"),
            course => CanvasTwinJson.Course(twin, course, WithTerm(request))
        );
    }

    public static TwinAnswer Show(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var course = Find(twin, path[1]);
        twin.Need("read_course_list", course.Id);
        return CanvasTwinJson.Answer(request, CanvasTwinJson.Course(twin, course, WithTerm(request)));
    }

    public static TwinAnswer Sections(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var course = Find(twin, path[1]);
        twin.Need("read_roster", course.Id);
        return CanvasTwinPages.ByNumber(
            twin,
            request,
            course.Sections,
            section => CanvasTwinJson.Section(course, section)
        );
    }

    public static TwinAnswer Terms(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        twin.Need("read_terms");
        var overrides = CanvasTwinQuery.Parse(request.Query).All("include").Contains("overrides");
        return CanvasTwinPages.ByNumber(
            twin,
            request,
            twin.Terms.Values,
            term => CanvasTwinJson.Term(term, overrides),
            terms => new JObject { ["enrollment_terms"] = terms }
        );
    }

    /// <summary>Finds a course; a deleted one is not there.</summary>
    public static TwinCourse Find(CanvasTwin twin, string id) =>
        twin.Courses.TryGetValue(CanvasTwinRoutes.Id(id), out var course) && course.State != "deleted"
            ? course
            : throw CanvasTwinRefusal.NotFound();

    private static bool WithTerm(TwinRequest request) =>
        CanvasTwinQuery.Parse(request.Query).All("include").Contains("term");
}
