using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The report builder's enrolment report: texts for people, rows without people, a filter that nobody sees.</summary>
internal static class MoodleTwinReports
{
    public static IReadOnlyList<string> RecommendedHeaders { get; } =
    [
        "Course ID number",
        "Username",
        "Plugin",
        "Status",
        "Time started",
        "Time ended",
        "Full name with link",
        "Course URL",
    ];

    private static readonly ConditionalWeakTable<MoodleTwin, Listing> Listings = [];

    public static void ResetFilters(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("reportid", "parameters");
        Find(site, form).FilteredStatus = null;
        json.WriteValue(true);
    }

    public static void Retrieve(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("reportid", "page", "perpage");
        var report = Find(site, form);
        var (page, perPage) = (form.Whole("page", 0), form.Whole("perpage", 10));
        var rows = RowsOf(site, report);
        var some = perPage <= 0 ? rows : rows.Skip((int)(page * perPage)).Take((int)perPage);
        var texts = new ReportTexts(site, form["moodlewssettingtimezone"]);

        json.WriteStartObject();
        WriteDetails(report, json);
        json.WritePropertyName("data");
        json.WriteStartObject();
        json.WritePropertyName("headers");
        json.WriteStartArray();
        report.Headers.ToList().ForEach(json.WriteValue);
        json.WriteEndArray();
        json.WritePropertyName("rows");
        json.WriteStartArray();
        foreach (var row in some)
        {
            json.WriteStartObject();
            json.WritePropertyName("columns");
            json.WriteStartArray();
            foreach (var header in report.Headers)
            {
                json.WriteValue(texts.Cell(row, header));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // Past the end there are not only no rows: the count is 0 too.
        json.Write("totalrowcount", perPage > 0 && page * perPage >= rows.Count ? 0 : rows.Count);
        json.WriteEndObject();
        json.WriteList("warnings");
        json.WriteEndObject();
    }

    private static TwinReport Find(MoodleTwin site, MoodleTwinForm form)
    {
        if (!site.Reports.TryGetValue(form.Whole("reportid"), out var report))
        {
            throw MoodleTwinException.UnknownRecord();
        }

        return site.Can("moodle/reportbuilder:viewall")
            ? report
            : throw new MoodleTwinException(
                @"core_reportbuilder\exception\report_access_exception",
                "errorreportview",
                "You cannot view this report"
            );
    }

    private static List<ReportLine> RowsOf(MoodleTwin site, TwinReport report)
    {
        var listing = Listings.GetOrCreateValue(site);
        if (listing.Version != site.Version)
        {
            listing.Lines = site.Courses.Values.SelectMany(LinesOf).ToList();
            listing.Version = site.Version;
        }

        // The default condition is "Status is Active"; it hides the rows without people too.
        var only = report.Conditions is null ? report.FilteredStatus : "Active";
        return only is null
            ? listing.Lines
            : listing.Lines.Where(line => line.Row is { } row && ReportTexts.StatusOf(row, site.Now) == only).ToList();
    }

    private static IEnumerable<ReportLine> LinesOf(TwinCourse course)
    {
        foreach (var row in course.Rows.OrderBy(row => row.User.Id).ThenBy(row => row.Method, StringComparer.Ordinal))
        {
            yield return new ReportLine(course, row, row.Method);
        }

        // An instance without people gives a row without a person.
        foreach (var method in course.Methods.Where(method => !course.Rows.Exists(row => row.Method == method)))
        {
            yield return new ReportLine(course, null, method);
        }
    }

    private static void WriteDetails(TwinReport report, JsonTextWriter json)
    {
        json.WritePropertyName("details");
        json.WriteStartObject();
        json.Write("name", "Enrolments").Write("source", @"core_course\reportbuilder\datasource\participants");
        json.Write("type", 0).Write("uniquerows", report.UniqueRows).Write("conditiondata", report.Conditions);
        json.Write("settingsdata", null).Write("contextid", 1).Write("component", "").Write("area", "");
        json.Write("itemid", 0).Write("usercreated", 2).Write("id", report.Id).Write("timecreated", 0);
        json.Write("timemodified", 0).Write("usermodified", 2).Write("sourcename", "Course participants");
        json.WriteList("tags");
        json.WritePropertyName("customfields");
        json.WriteStartObject();
        json.WriteList("data");
        json.WriteEndObject();
        json.WritePropertyName("modifiedby");
        json.WriteStartObject();
        json.Write("id", 2).Write("email", "admin@example.invalid").Write("idnumber", "").Write("phone1", "");
        json.Write("phone2", "").Write("department", "").Write("institution", "").Write("fullname", "Admin User");
        json.Write("identity", "admin@example.invalid")
            .Write("profileurl", "http://twin.invalid/user/profile.php?id=2");
        json.Write("profileimageurl", "http://twin.invalid/f1").Write("profileimageurlsmall", "http://twin.invalid/f2");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal sealed record ReportLine(TwinCourse Course, TwinRow? Row, string Method);

    private sealed class Listing
    {
        public int Version { get; set; } = -1;

        public List<ReportLine> Lines { get; set; } = [];
    }
}

/// <summary>The report's cells, in the language and zone of the answer.</summary>
internal sealed class ReportTexts
{
    private readonly MoodleTwin site;
    private readonly TimeZoneInfo zone;
    private readonly CultureInfo culture;

    public ReportTexts(MoodleTwin site, string? askedZone)
    {
        this.site = site;
        culture = site.SpeaksSpanish ? CultureInfo.GetCultureInfo("es-ES") : CultureInfo.InvariantCulture;

        // A zone that does not exist is silently ignored; the server's own is London.
        zone = TimeZoneInfo.TryFindSystemTimeZoneById(site.ForcedZone ?? askedZone ?? "", out var found)
            ? found
            : TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    }

    public static string StatusOf(TwinRow row, long now) =>
        row.Suspended ? "Suspended"
        : row.GivesAccess(now) ? "Active"
        : "Not current";

    public string? Cell(MoodleTwinReports.ReportLine line, string header)
    {
        var row = line.Row;
        return header switch
        {
            "Course ID number" => line.Course.IdNumber,
            "Course URL" => $"http://twin.invalid/course/view.php?id={line.Course.Id}",
            "Plugin" => Plugin(line.Method),
            "Status" => row is null ? null : Translate(StatusOf(row, site.Now)),
            "Username" => row?.User.UserName ?? "",
            "Time started" => row is null ? "" : Time(row.Start == 0 ? row.Created : row.Start),
            "Time ended" => row is null ? "" : Time(row.End),
            "Time created" => row is null ? "" : Time(row.Created),
            "Full name with link" => row is null
                ? ""
                : $"<a href=\"http://twin.invalid/user/profile.php?id={row.User.Id}\">{row.User.FullName}</a>",
            _ => "",
        };
    }

    private string Time(long seconds) =>
        seconds == 0
            ? ""
            : TimeZoneInfo
                .ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone)
                .ToString(
                    site.SpeaksSpanish ? "dddd, d 'de' MMMM 'de' yyyy, HH:mm" : "dddd, d MMMM yyyy, h:mm tt",
                    culture
                );

    private string Translate(string status) =>
        !site.SpeaksSpanish
            ? status
            : status switch
            {
                "Active" => "Activo",
                "Suspended" => "Suspendido",
                _ => "No vigente",
            };

    private string Plugin(string method) =>
        method switch
        {
            "manual" => site.SpeaksSpanish ? "Matriculación manual" : "Manual enrolments",
            "self" => "Self enrolment",
            "cohort" => "Cohort sync",
            "meta" => "Course meta link",
            "fee" => "Enrolment on payment",
            "guest" => "Guest access",
            _ => method,
        };
}
