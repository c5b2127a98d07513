using System.Runtime.CompilerServices;
using Collections.Adapters.Sandbox.Moodle;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>The twin answers in the shapes recorded on a real Moodle 5.1: keys and JSON types, no values.</summary>
public sealed class MoodleShapeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("core_webservice_get_site_info", "")]
    [InlineData("core_course_get_courses_by_field", "")]
    [InlineData("core_course_get_courses_by_field", "field=ids&value=2,3")]
    [InlineData("core_enrol_get_enrolled_users", "courseid=2&options[0][name]=userfields&options[0][value]=id,roles")]
    [InlineData(
        "core_enrol_get_enrolled_users",
        "courseid=2&options[0][name]=userfields&options[0][value]=id&options[1][name]=onlysuspended&options[1][value]=1"
    )]
    [InlineData("core_enrol_get_course_enrolment_methods", "courseid=3")]
    [InlineData("core_user_get_users_by_field", "field=id&values[0]=4&values[1]=999999")]
    [InlineData("core_reportbuilder_retrieve_report", "reportid=6&page=0&perpage=50")]
    [InlineData("core_reportbuilder_retrieve_report", "reportid=6&page=99&perpage=50")]
    [InlineData("core_reportbuilder_retrieve_report", "reportid=7&page=0&perpage=50")]
    [InlineData("core_reportbuilder_filters_reset", "reportid=6&parameters=[]")]
    [InlineData(
        "enrol_manual_enrol_users",
        "enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=2&enrolments[0][suspend]=1"
    )]
    [InlineData(
        "core_message_send_instant_messages",
        "messages[0][touserid]=4&messages[0][text]=x&messages[0][textformat]=0&messages[0][clientmsgid]=1&messages[1][touserid]=999999&messages[1][text]=x&messages[1][textformat]=0"
    )]
    [InlineData("core_cohort_get_cohort_members", "cohortids[0]=12")]
    [InlineData("core_cohort_delete_cohort_members", "members[0][cohortid]=12&members[0][userid]=4")]
    [InlineData("core_cohort_delete_cohort_members", "members[0][cohortid]=12&members[0][userid]=6")]
    [InlineData(
        "core_cohort_add_cohort_members",
        "members[0][cohorttype][type]=id&members[0][cohorttype][value]=12&members[0][usertype][type]=id&members[0][usertype][value]=4"
    )]
    [InlineData(
        "core_cohort_add_cohort_members",
        "members[0][cohorttype][type]=id&members[0][cohorttype][value]=12&members[0][usertype][type]=id&members[0][usertype][value]=6"
            + "&members[1][cohorttype][type]=id&members[1][cohorttype][value]=99&members[1][usertype][type]=id&members[1][usertype][value]=6"
    )]
    [InlineData(
        "core_user_update_users",
        "users[0][id]=999999&users[0][suspended]=1&users[1][id]=4&users[1][suspended]=0"
    )]
    public async Task An_answer_has_the_recorded_shape(string function, string form)
    {
        await using var moodle = await StartAsync();

        var answer = await CallAsync(moodle, function, form);

        Assert.Empty(Differences(await ShapeAsync(function), answer, "$").ToList());
    }

    [Theory]
    [InlineData("core_enrol_get_enrolled_users", "courseid=999", "invalidrecordunknown")]
    [InlineData("core_enrol_get_enrolled_users", "courseid=abc", "invalidparameter")]
    [InlineData("core_enrol_get_enrolled_users", "courseid=2&foo=bar", "invalidparameter")]
    [InlineData(
        "core_enrol_get_enrolled_users",
        "courseid=2&options[0][name]=userfields&options[0][value]=nope",
        "invaliduserfield"
    )]
    [InlineData(
        "core_enrol_get_enrolled_users",
        "courseid=2&options[0][name]=onlyactive&options[0][value]=1&options[1][name]=onlysuspended&options[1][value]=1",
        "codingerror"
    )]
    [InlineData("enrol_manual_enrol_users", "", "invalidparameter")]
    [InlineData("enrol_manual_enrol_users", "enrolments[0][userid]=4&enrolments[0][courseid]=2", "invalidparameter")]
    [InlineData(
        "enrol_manual_enrol_users",
        "enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=999",
        "invalidparameter"
    )]
    [InlineData(
        "enrol_manual_enrol_users",
        "enrolments[0][roleid]=1&enrolments[0][userid]=999999&enrolments[0][courseid]=2",
        "invalidrecordunknown"
    )]
    [InlineData(
        "enrol_manual_enrol_users",
        "enrolments[0][roleid]=1&enrolments[0][userid]=4&enrolments[0][courseid]=2",
        "wsusercannotassign"
    )]
    [InlineData("core_reportbuilder_retrieve_report", "reportid=999", "invalidrecordunknown")]
    [InlineData("core_cohort_get_cohort_members", "cohortids[0]=999", "invalidrecordunknown")]
    [InlineData("core_no_such_function", "", "invalidrecordunknown")]
    public async Task A_refusal_has_the_recorded_shape_and_code(string function, string form, string code)
    {
        await using var moodle = await StartAsync();

        var answer = await CallAsync(moodle, function, form);

        Assert.Empty(Differences(await ShapeAsync("error"), answer, "$").ToList());
        Assert.Equal(code, answer["errorcode"]?.Value<string>());
    }

    [Fact]
    public async Task Suspending_without_a_window_erases_it_and_suspending_nobody_s_row_adds_one()
    {
        await using var moodle = await StartAsync();
        var stranger = moodle.Twin.AddUser("stranger");

        await CallAsync(
            moodle,
            "enrol_manual_enrol_users",
            $"enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=2&enrolments[0][suspend]=1"
                + $"&enrolments[1][roleid]=5&enrolments[1][userid]={stranger}&enrolments[1][courseid]=2"
        );

        Assert.Equal(new MoodleTwinEnrolment("manual", true, null, null), moodle.Twin.EnrolmentsOf(4, 2).Single());
        Assert.True(moodle.Twin.CanEnter(stranger, 2));
    }

    [Fact]
    public async Task A_shape_with_another_type_or_key_is_told_apart()
    {
        var shape = await ShapeAsync("error");

        Assert.Single(Differences(shape, JObject.Parse("""{"exception":1,"message":"x"}"""), "$"));
        Assert.Single(Differences(shape, JObject.Parse("""{"exception":"e","message":"x","more":1}"""), "$"));
        Assert.Single(Differences(shape, JObject.Parse("""{"exception":"e"}"""), "$"));
    }

    private static async Task<MoodleStage> StartAsync()
    {
        var moodle = await MoodleStage.StartAsync();
        var twin = moodle.Twin;
        twin.DefineCourseField("price", "number");
        twin.DefineCourseField("currency", "select", "EUR");
        twin.DefineCourseField("firstdue", "date");
        twin.DefineCourseField("billable", "checkbox");
        twin.AddCourse(
            "FULL",
            fields: new Dictionary<string, string>
            {
                ["price"] = "10.5",
                ["currency"] = "EUR",
                ["firstdue"] = "1773100800",
                ["billable"] = "1",
                ["code"] = "F",
            },
            methods: ["manual", "self", "guest"]
        );
        twin.OpenSelfEnrolment(3, open: true);
        twin.Enrol(twin.AddUser("teacher"), 3, role: MoodleTwin.TeacherRole);
        twin.Enrol(twin.AddUser("off", fields: new Dictionary<string, string> { ["taxid"] = "1" }), 2, suspended: true);
        twin.Cohorts.Join(twin.Cohorts.Add(3), 4);
        twin.AddReport("{\"enrolment:status_operator\":1,\"enrolment:status_value\":0}");
        return moodle;
    }

    private static async Task<JToken> CallAsync(MoodleStage moodle, string function, string form)
    {
        using var client = new RestClient(moodle.Url);
        var request = new RestRequest("webservice/rest/server.php", Method.Post)
            .AddParameter("wstoken", function == "core_user_update_users" ? moodle.Twin.SiteToken : moodle.Twin.Token)
            .AddParameter("wsfunction", function)
            .AddParameter("moodlewsrestformat", "json");
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            request.AddParameter(pair[..at], pair[(at + 1)..]);
        }

        var response = await client.ExecuteAsync(request, Ct);
        Assert.Equal("application/json", response.ContentType);
        return JToken.Parse(response.Content!);
    }

    private static async Task<Shape> ShapeAsync(string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "shapes", $"{name}.json");
        return JsonConvert.DeserializeObject<Shape>(await File.ReadAllTextAsync(file, Ct))!;
    }

    private static IEnumerable<string> Differences(Shape shape, JToken value, string path)
    {
        var type = value.Type switch
        {
            JTokenType.Float => "number",
            var other => other.ToString().ToLowerInvariant(),
        };
        if (!shape.Types.Contains(type))
        {
            return [$"{path} is {type}, recorded {string.Join('|', shape.Types)}"];
        }

        return value switch
        {
            JObject there => (shape.Keys ?? [])
                .Where(key => !key.Value.Optional && !there.ContainsKey(key.Key))
                .Select(key => $"{path}.{key.Key} is missing")
                .Concat(
                    there
                        .Properties()
                        .SelectMany(property =>
                            shape.Keys?.GetValueOrDefault(property.Name) is { } known
                                ? Differences(known, property.Value, $"{path}.{property.Name}")
                                : [$"{path}.{property.Name} was never recorded"]
                        )
                ),
            JArray items when shape.Items is { } item => items.SelectMany(
                (one, i) => Differences(item, one, $"{path}[{i}]")
            ),
            _ => [],
        };
    }

    private sealed record Shape(
        IReadOnlyList<string> Types,
        Dictionary<string, Shape>? Keys,
        Shape? Items,
        bool Optional
    );
}
