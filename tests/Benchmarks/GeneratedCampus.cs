using System.Globalization;
using System.Net;
using System.Text;
using Collections.Adapters.Sandbox;

namespace Collections.Benchmarks;

/// <summary>
/// A Moodle of any size that holds nothing: each answer is computed from the row numbers, in the shapes of MoodleTwin.
/// Courses of 200 enrolments each, learners in four courses each; one course in so many is for sale.
/// </summary>
internal sealed class GeneratedCampus(int enrolments, int oneForSaleIn, DateTimeOffset began) : ITwin
{
    public const string Token = "generated-campus";
    public const int Report = 1;
    private const int PerCourse = 200;
    private const int PerLearner = 4;
    private const int FirstUser = 10;

    private readonly int courses = enrolments / PerCourse;
    private readonly int learners = enrolments / PerLearner;

    /// <summary>How many enrolments are in courses that are for sale.</summary>
    public static int ForSale(int enrolments, int oneIn) =>
        PerCourse * (((enrolments / PerCourse) + oneIn - 1) / oneIn);

    public string OperationOf(TwinRequest request) => Form(request)["wsfunction"];

    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        var form = Form(request);
        var body = form["wsfunction"] switch
        {
            "core_course_get_courses_by_field" => CoursesJson(),
            "core_reportbuilder_filters_reset" => "true",
            "core_reportbuilder_retrieve_report" => ReportJson(Whole(form["page"]), Whole(form["perpage"])),
            "core_user_get_users_by_field" => UsersJson(form),
            var other =>
                $$"""{"exception":"moodle_exception","errorcode":"invalidrecordunknown","message":"{{other}}"}""",
        };
        return Task.FromResult(new TwinAnswer(200, "application/json", body));
    }

    private string CoursesJson()
    {
        var text = new StringBuilder("{\"courses\":[");
        for (var i = 0; i < courses; i++)
        {
            var forSale = i % oneForSaleIn == 0 ? 1 : 0;
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                {{(i == 0 ? "" : ",")}}{"id":{{CourseId(
                    i
                )}},"fullname":"Curso {{i}}","displayname":"Curso {{i}}","shortname":"C-{{i}}","categoryid":1,
                "summary":"","contacts":[],"enrollmentmethods":["manual"],"customfields":[
                {"name":"price","shortname":"price","type":"text","valueraw":"{{100 + (i % 300)}}","value":"{{100
                    + (i % 300)}}"},
                {"name":"billable","shortname":"billable","type":"checkbox","valueraw":{{forSale}},"value":"{{(
                    forSale == 1 ? "Yes" : "No"
                )}}"}],
                "idnumber":"CUR-{{i}}","startdate":0,"enddate":0,"visible":1,"groupmode":0}
                """
            );
        }

        return text.Append("],\"warnings\":[]}").ToString();
    }

    private string ReportJson(int page, int perPage)
    {
        var text = new StringBuilder(
            """
            {"details":{"name":"Enrolments","uniquerows":false,"conditiondata":null,"id":1},"data":{"headers":
            ["Course URL","Full name with link","Plugin","Status","Time started","Time ended"],"rows":[
            """
        );
        var (first, last) = (page * perPage, Math.Min(enrolments, (page + 1) * perPage));
        List<int> members = [];
        for (var row = first; row < last; row++)
        {
            var (course, at) = (row / PerCourse, row % PerCourse);
            if (row == first || at == 0)
            {
                members = MembersOf(course);
            }

            var started = began
                .AddMinutes(row % 600)
                .ToString("dddd, d MMMM yyyy, h:mm tt", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                {{(row == first ? "" : ",")}}{"columns":["http:\/\/campus.invalid\/course\/view.php?id={{CourseId(
                    course
                )}}",
                "<a href=\"http:\/\/campus.invalid\/user\/profile.php?id={{members[at]
                    + FirstUser}}\">Ana Apellido{{members[at]}}<\/a>",
                "Manual enrolments","Active","{{started}}",""]}
                """
            );
        }

        var total = first >= enrolments ? 0 : enrolments;
        return text.Append(CultureInfo.InvariantCulture, $"],\"totalrowcount\":{total}}},\"warnings\":[]}}").ToString();
    }

    // Learner l is in the courses (l + 7 r) mod courses for four rounds r: never twice in one.
    private List<int> MembersOf(int course)
    {
        var members = new List<int>(PerCourse);
        for (var round = 0; round < PerLearner; round++)
        {
            var learner = (((course - (7 * round)) % courses) + courses) % courses;
            for (; learner < learners; learner += courses)
            {
                members.Add(learner);
            }
        }

        members.Sort();
        return members;
    }

    private static string UsersJson(Dictionary<string, string> form)
    {
        var people = form.Where(x => x.Key.StartsWith("values[", StringComparison.Ordinal))
            .Select(x =>
                $$"""
                    {"id":{{x.Value}},"username":"u{{x.Value}}","firstname":"Ana","lastname":"Apellido{{x.Value}}","fullname":"Ana Apellido{{x.Value}}",
                    "email":"u{{x.Value}}@example.invalid","idnumber":"","auth":"manual","suspended":false,"confirmed":true,"lang":"es","country":"ES","customfields":[]}
                    """
            );
        return $"[{string.Join(',', people)}]";
    }

    private static int CourseId(int course) => course + 2;

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Form(TwinRequest request) =>
        request
            .Body.Split('&')
            .Select(x => x.Split('=', 2))
            .ToDictionary(x => WebUtility.UrlDecode(x[0]), x => WebUtility.UrlDecode(x[1]));
}
