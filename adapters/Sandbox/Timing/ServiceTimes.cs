using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Timing;

/// <summary>Service times measured on a live Odoo 17 and a live Moodle 5.1, each on a machine of its own with two cores.</summary>
public static class ServiceTimes
{
    // 500 by insert-only load in batches of 100: 18.25 s; 500 contacts in one call: 1.54 s; 500 posted in batches of 100 with
    // tracking_disable: 8.84 s; 5,000 rows read in pages of 1,000: 0.85 s; a trivial call: 22 to 37 ms.
    private static readonly ServiceTime OdooLoadOfMoves = new(30, 36, LoadedRows);
    private static readonly ServiceTime OdooLoad = new(30, 3, LoadedRows);
    private static readonly ServiceTime OdooPost = new(30, 17.4, PostedIds);
    private static readonly ServiceTime OdooRead = new(25, 0.17, (_, answer) => Count(answer.Body, "{\"id\":"));
    private static readonly ServiceTime OdooOther = new(25, 0, static (_, _) => 0);

    // 5,000 rows of the report: 1.4 s; 1,000 people by id: 4.1 s; 31 courses: 0.14 s.
    private static readonly ServiceTime MoodleReport = new(50, 0.27, (_, answer) => Count(answer.Body, "\"columns\":"));
    private static readonly ServiceTime MoodlePeople = new(
        50,
        4.05,
        (_, answer) => Count(answer.Body, "\"firstname\":")
    );
    private static readonly ServiceTime MoodleCourses = new(
        30,
        3.5,
        (_, answer) => Count(answer.Body, "\"enrollmentmethods\":")
    );
    private static readonly ServiceTime MoodleOther = new(40, 0, static (_, _) => 0);

    /// <summary>The times of Odoo, by operation as the twin names it.</summary>
    public static ServiceTime Odoo(string operation) =>
        operation switch
        {
            "account.move/load" => OdooLoadOfMoves,
            _ when operation.EndsWith("/load", StringComparison.Ordinal) => OdooLoad,
            _ when operation.EndsWith("/action_post", StringComparison.Ordinal) => OdooPost,
            _ when operation.EndsWith("/search_read", StringComparison.Ordinal) => OdooRead,
            _ => OdooOther,
        };

    /// <summary>The times of Moodle, by function.</summary>
    public static ServiceTime Moodle(string function) =>
        function switch
        {
            "core_reportbuilder_retrieve_report" => MoodleReport,
            "core_user_get_users_by_field" => MoodlePeople,
            "core_course_get_courses_by_field" => MoodleCourses,
            _ => MoodleOther,
        };

    private static int LoadedRows(TwinRequest request, TwinAnswer answer) =>
        (ArgumentsOf(request)[1] as JArray)?.Count ?? 0;

    private static int PostedIds(TwinRequest request, TwinAnswer answer) =>
        (ArgumentsOf(request)[0] as JArray)?.Count ?? 0;

    private static JToken ArgumentsOf(TwinRequest request) => JObject.Parse(request.Body)["params"]!["args"]![5]!;

    private static int Count(string text, string mark)
    {
        var count = 0;
        for (
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal)
        )
        {
            count++;
        }

        return count;
    }
}
