using System.Globalization;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>Lists enrolments of a course, and changes the state of one.</summary>
internal static class CanvasTwinEnrolments
{
    public static TwinAnswer Listing(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var course = CanvasTwinCourses.Find(twin, path[1]);
        var query = CanvasTwinQuery.Parse(request.Query);
        if (query["user_id"] is { } person && !twin.Users.ContainsKey(CanvasTwinRoutes.Id(person)))
        {
            throw CanvasTwinRefusal.NotFound();
        }

        twin.Need("read_roster", course.Id);
        var states = query.All("state") is { Count: > 0 } asked
            ? asked
            : ["active", "invited", "creation_pending", "inactive"];
        var types = query.All("type");
        var rows = twin
            .Enrolments.Values.Where(e => e.Course == course && states.Contains(e.State))
            .Where(e => types.Count == 0 || types.Contains(e.Type))
            .Where(e => query["user_id"] is not { } user || e.User.Id == CanvasTwinRoutes.Id(user));
        return CanvasTwinPages.ByBookmark(
            twin,
            request,
            rows,
            e => string.Create(CultureInfo.InvariantCulture, $"{e.User.SortableName}|{e.Id:D12}"),
            e => CanvasTwinJson.Enrolment(twin, e)
        );
    }

    /// <summary>Concludes, deactivates or deletes, from any state.</summary>
    public static TwinAnswer End(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var enrolment = Find(twin, path);
        enrolment.State = CanvasTwinRoutes.OperationOf(request) switch
        {
            "enrollments/deactivate" => "inactive",
            "enrollments/delete" => "deleted",
            _ => "completed",
        };
        return CanvasTwinJson.Answer(request, CanvasTwinJson.Enrolment(twin, enrolment));
    }

    /// <summary>Enrols in the course's own section; who is there by the same type is given the state asked for.</summary>
    public static TwinAnswer Create(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var course = CanvasTwinCourses.Find(twin, path[1]);
        twin.Need("add_student_to_course", course.Id);
        var form = CanvasTwinQuery.Parse(request.Body);
        if (!twin.Users.TryGetValue(CanvasTwinRoutes.Id(form["enrollment[user_id]"] ?? ""), out var user))
        {
            throw CanvasTwinRefusal.NotFound();
        }

        if (course.State is "completed" or "deleted")
        {
            throw new CanvasTwinRefusal(400, """{"message":"Can't add an enrollment to a concluded course."}""");
        }

        var type = form["enrollment[type]"] ?? "StudentEnrollment";
        var state = form["enrollment[enrollment_state]"] ?? "invited";
        var there = twin.Enrolments.Values.FirstOrDefault(e =>
            e.User == user && e.Course == course && e.Type == type && e.Section == course.Sections[0]
        );
        there ??= twin.Enrolments[twin.Enrol(user.Id, course.Id, state, type)];
        there.State = state;
        return CanvasTwinJson.Answer(request, CanvasTwinJson.Enrolment(twin, there));
    }

    /// <summary>Makes an inactive enrolment active, whatever it was before.</summary>
    public static TwinAnswer Reactivate(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var enrolment = Find(twin, path);
        if (enrolment.State != "inactive")
        {
            throw new CanvasTwinRefusal(400, """{"error":"enrollment not inactive"}""");
        }

        enrolment.State = "active";
        return CanvasTwinJson.Answer(request, CanvasTwinJson.Enrolment(twin, enrolment));
    }

    private static TwinEnrolment Find(CanvasTwin twin, IReadOnlyList<string> path)
    {
        var course = CanvasTwinCourses.Find(twin, path[1]);
        if (
            !twin.Enrolments.TryGetValue(CanvasTwinRoutes.Id(path[3]), out var enrolment)
            || enrolment.Course != course
            || enrolment.State == "deleted"
        )
        {
            throw CanvasTwinRefusal.NotFound();
        }

        twin.Need(
            enrolment.Type is "StudentEnrollment" or "ObserverEnrollment"
                ? "remove_student_from_course"
                : "remove_teacher_from_course",
            course.Id
        );
        return enrolment;
    }
}
