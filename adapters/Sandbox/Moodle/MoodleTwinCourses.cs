using System.Globalization;
using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>Courses and their enrolment methods.</summary>
internal static class MoodleTwinCourses
{
    private const long FrontPage = 1;

    /// <summary>Whether the web service user may call functions in a course.</summary>
    public static bool IsOpen(MoodleTwin site, TwinCourse course) =>
        site.Can("moodle/course:view", course.Id)
        && (course.Visible || site.Can("moodle/course:viewhiddencourses", course.Id));

    public static void ByField(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("field", "value");
        Func<TwinCourse, bool> wanted = form["field"] switch
        {
            null or "" => _ => true,
            "id" => course => course.Id == form.Whole("value"),
            "ids" => course => form["value"]!.Split(',').Contains(course.Id.ToString(CultureInfo.InvariantCulture)),
            "shortname" => course => course.ShortName == form["value"],
            "idnumber" => course => course.IdNumber == form["value"],
            _ => throw MoodleTwinException.InvalidParameter(),
        };

        json.WriteStartObject();
        json.WritePropertyName("courses");
        json.WriteStartArray();
        if (form["field"] is null or "")
        {
            Write(
                site,
                new TwinCourse
                {
                    Id = FrontPage,
                    ShortName = "twin",
                    FullName = "Twin of Moodle",
                    Category = 0,
                },
                json
            );
        }

        foreach (var course in site.Courses.Values.Where(course => wanted(course) && IsOpen(site, course)))
        {
            Write(site, course, json);
        }

        json.WriteEndArray();
        json.WriteList("warnings");
        json.WriteEndObject();
    }

    public static void EnrolmentMethods(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("courseid");
        if (!site.Courses.TryGetValue(form.Whole("courseid"), out var course))
        {
            throw MoodleTwinException.UnknownRecord();
        }

        json.WriteStartArray();

        // Manual, cohort and meta are never listed.
        if (course.Methods.Contains("self"))
        {
            json.WriteStartObject();
            json.Write("id", (course.Id * 10) + 1)
                .Write("courseid", course.Id)
                .Write("type", "self")
                .Write("name", "Self enrolment");
            if (course.SelfEnrolmentOpen)
            {
                json.Write("status", true);
            }
            else
            {
                json.Write("status", "Enrolment is disabled or inactive");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(MoodleTwin site, TwinCourse course, JsonTextWriter json)
    {
        var update = site.Can("moodle/course:update", course.Id);
        json.WriteStartObject();
        json.Write("id", course.Id).Write("fullname", course.FullName).Write("displayname", course.FullName);
        json.Write("shortname", course.ShortName).Write("courseimage", "http://twin.invalid/course.svg");
        json.Write("categoryid", course.Category)
            .Write("categoryname", "Category")
            .Write("sortorder", 10_000 + course.Id);
        json.Write("summary", "").Write("summaryformat", 1).WriteList("summaryfiles").WriteList("overviewfiles");
        json.Write("showactivitydates", false).Write("showcompletionconditions", true);
        json.WriteObjects(
            "contacts",
            course.Contacts,
            (id, to) => to.Write("id", id).Write("fullname", site.Users[id].FullName)
        );
        json.WritePropertyName("enrollmentmethods");
        json.WriteStartArray();
        course.Methods.ForEach(json.WriteValue);
        json.WriteEndArray();
        json.WriteObjects("customfields", site.CourseFields.Values, (field, to) => WriteField(field, course, to));
        if (update)
        {
            json.Write("idnumber", course.IdNumber);
        }

        json.Write("format", "topics").Write("showgrades", 1).Write("newsitems", 1).Write("startdate", course.Start);
        json.Write("enddate", course.End)
            .Write("maxbytes", 0)
            .Write("showreports", 0)
            .Write("visible", course.Visible ? 1 : 0);
        json.Write("groupmode", course.SeparateGroups ? 1 : 0).Write("groupmodeforce", 0).Write("defaultgroupingid", 0);
        json.Write("enablecompletion", 1)
            .Write("completionnotify", 0)
            .Write("lang", "")
            .Write("theme", "")
            .Write("marker", 0);
        if (update)
        {
            json.Write("legacyfiles", 0).Write("calendartype", "").Write("timecreated", course.Created);
            json.Write("timemodified", course.Created).Write("requested", 0).Write("cacherev", course.Created);
        }

        json.WriteObjects(
            "filters",
            ["displayh5p"],
            (name, to) => to.Write("filter", name).Write("localstate", 0).Write("inheritedstate", 1)
        );
        json.WriteObjects(
            "courseformatoptions",
            ["hiddensections"],
            (name, to) => to.Write("name", name).Write("value", 1)
        );
        json.WriteEndObject();
    }

    /// <summary>Every defined field stands in every course: an empty one with null, "", or 0 by its type.</summary>
    private static void WriteField(TwinField field, TwinCourse course, JsonTextWriter json)
    {
        var text = course.Fields.GetValueOrDefault(field.ShortName) ?? "";
        json.Write("name", field.ShortName).Write("shortname", field.ShortName).Write("type", field.Type);
        json.WritePropertyName("valueraw");
        switch (field.Type)
        {
            case "number"
                when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number):
                json.WriteRawValue(number.ToString("0.#####", CultureInfo.InvariantCulture));
                json.Write("value", number.ToString("0.00", CultureInfo.InvariantCulture));
                break;
            case "number":
                json.WriteNull();
                json.Write("value", null);
                break;
            case "select":
                json.WriteValue(field.Options.ToList().IndexOf(text) + 1);
                json.Write("value", text.Length == 0 ? null : text);
                break;
            case "date":
                var at = text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
                json.WriteValue(at);
                json.Write(
                    "value",
                    at == 0
                        ? null
                        : DateTimeOffset.FromUnixTimeSeconds(at).ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
                );
                break;
            case "checkbox":
                json.WriteValue(text == "1" ? 1 : 0);
                json.Write("value", text == "1" ? "Yes" : "No");
                break;
            default:
                json.WriteValue(text);
                json.Write("value", text.Length == 0 ? null : text);
                break;
        }
    }
}
