using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>Lists of enrolled people, and manual enrolment.</summary>
internal static class MoodleTwinEnrolments
{
    private static readonly string[] UserFields = ["id", "fullname", "roles", "username", "idnumber", "email"];

    public static void EnrolledUsers(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("courseid", "options");
        if (!site.Courses.TryGetValue(form.Whole("courseid"), out var course))
        {
            throw MoodleTwinException.UnknownRecord();
        }

        if (!MoodleTwinCourses.IsOpen(site, course))
        {
            throw MoodleTwinException.Plain(
                "errorcoursecontextnotvalid",
                $"You cannot execute functions in the course context (course id:{course.Id}). The context error message was: Course or activity not accessible."
            );
        }

        var options = form.Items("options").ToDictionary(at => form[$"{at}[name]"]!, at => form[$"{at}[value]"]!);
        var (onlyActive, onlyOthers) = (
            options.GetValueOrDefault("onlyactive") == "1",
            options.GetValueOrDefault("onlysuspended") == "1"
        );
        var fields = options.GetValueOrDefault("userfields")?.Split(',') ?? UserFields;
        if ((onlyActive || onlyOthers) && !site.Can("moodle/course:enrolreview", course.Id))
        {
            throw MoodleTwinException.NoPermission("Review course enrolments");
        }

        if (onlyActive && onlyOthers)
        {
            throw new MoodleTwinException(
                @"core\exception\coding_exception",
                "codingerror",
                "Coding error detected, it must be fixed by a programmer: Both onlyactive and onlysuspended are set, this is probably not what you want!"
            );
        }

        if (fields.FirstOrDefault(field => !UserFields.Contains(field)) is { } unknown)
        {
            throw MoodleTwinException.Plain("invaliduserfield", $"Invalid user field: {unknown}");
        }

        json.WriteStartArray();
        var seesPeople =
            site.Can("moodle/user:viewdetails", course.Id)
            && !(course.SeparateGroups && !site.Can("moodle/site:accessallgroups", course.Id));

        // The list compares windows with the time rounded to 100 seconds, the course page with the second.
        var now = (site.Now + 50) / 100 * 100;
        foreach (var person in seesPeople ? course.Rows.GroupBy(row => row.User) : [])
        {
            var active = person.Any(row => row.GivesAccess(now));
            if ((onlyActive && !active) || (onlyOthers && active))
            {
                continue;
            }

            WritePerson(course, person.Key, fields, json);
        }

        json.WriteEndArray();
    }

    /// <summary>Enrols, or changes: in Moodle's order of checks, and all or nothing.</summary>
    public static void ManualEnrol(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("enrolments");
        var items = form.Items("enrolments")
            .Select(at =>
                (
                    Role: form.Whole($"{at}[roleid]"),
                    User: form.Whole($"{at}[userid]"),
                    Course: form.Whole($"{at}[courseid]"),
                    Start: form.Whole($"{at}[timestart]", 0),
                    End: form.Whole($"{at}[timeend]", 0),
                    Suspend: form.Whole($"{at}[suspend]", 0) == 1
                )
            )
            .ToList();
        if (items.Count == 0)
        {
            throw MoodleTwinException.InvalidParameter();
        }

        // Checked whole before the first write: a transaction, seen from outside.
        foreach (var item in items)
        {
            Check(site, item.Course, item.User, item.Role);
        }

        foreach (var item in items)
        {
            var course = site.Courses[item.Course];
            site.Upsert(course, site.Users[item.User], "manual", item.Suspend, item.Start, item.End);
            MoodleTwin.AssignRole(course, item.User, item.Role);
        }

        json.WriteNull();
    }

    private static void Check(MoodleTwin site, long courseId, long user, long role)
    {
        if (!site.Courses.TryGetValue(courseId, out var course))
        {
            throw MoodleTwinException.InvalidParameter();
        }

        if (!MoodleTwinCourses.IsOpen(site, course))
        {
            throw new MoodleTwinException(
                @"core\exception\require_login_exception",
                "requireloginerror",
                "Course or activity not accessible."
            );
        }

        if (!site.Can("enrol/manual:enrol", courseId))
        {
            throw MoodleTwinException.NoPermission("Enrol users");
        }

        if (!site.Users.ContainsKey(user))
        {
            throw MoodleTwinException.UnknownRecord();
        }

        if (!site.AssignableRoles.Contains(role) || !site.Can("moodle/role:assign", courseId))
        {
            throw MoodleTwinException.Plain(
                "wsusercannotassign",
                $"You don't have the permission to assign this role ({role}) to this user ({user}) in this course ({courseId})."
            );
        }

        if (!course.Methods.Contains("manual"))
        {
            throw MoodleTwinException.Plain(
                "wsnoinstance",
                $"Manual enrolment plugin instance doesn't exist or is disabled for the course (id = {courseId})"
            );
        }
    }

    private static void WritePerson(TwinCourse course, TwinUser user, string[] fields, JsonTextWriter json)
    {
        json.WriteStartObject();
        json.Write("id", user.Id);
        if (fields.Contains("username"))
        {
            json.Write("username", user.UserName);
        }

        json.Write("fullname", user.FullName);
        if (fields.Contains("roles"))
        {
            json.WriteObjects(
                "roles",
                course.RolesOf(user.Id),
                (role, to) =>
                    to.Write("roleid", role).Write("name", "").Write("shortname", $"role{role}").Write("sortorder", 0)
            );
        }

        json.WriteEndObject();
    }
}
