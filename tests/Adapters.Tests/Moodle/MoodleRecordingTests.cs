using Collections.Adapters.Http;
using Collections.Adapters.Moodle;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>The adapter reads answers recorded on a real site, where the folder of recordings is at hand (COLLECTIONS_WIRE).</summary>
public sealed class MoodleRecordingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rb_retrieve_6_perpage50_page13", "manual")]
    [InlineData("rb_retrieve_6_perpage50_page24", "self")]
    [InlineData("rb_retrieve_6_perpage50_page28", "cohort")]
    [InlineData("rb_retrieve_6_perpage50_page34", "meta")]
    public async Task A_recorded_page_is_understood_and_one_page_of_many_is_not_called_complete(
        string page,
        string method
    )
    {
        var recordings = new Recordings(
            ("core_course_get_courses_by_field", "courses_by_field_all"),
            ("core_reportbuilder_filters_reset", "rb_filters_reset_6"),
            ("core_reportbuilder_retrieve_report", page),
            ("core_user_get_users_by_field", "users_by_field_100")
        );
        await using var site = await TwinServer.StartAsync(recordings, TimeProvider.System);
        await using var moodle = Adapter(site);

        var courses = await moodle.Enrolments!.ReadCoursesAsync(Ct);
        var (facts, listings) = await Contracts.EnrolmentStreams.ReadAllAsync(moodle.Enrolments, courses, Ct);
        var learners = await moodle.Enrolments.ReadLearnersAsync(["13"], Ct);

        Assert.True(courses.Count > 1);
        Assert.All(listings, listing => Assert.False(listing.Complete));
        Assert.Contains(facts, fact => fact.Method == method);
        Assert.DoesNotContain(facts, fact => fact.Method == "guest");
        Assert.All(facts, fact => Assert.NotNull(fact.StartsAt));
        Assert.NotEmpty(learners);
    }

    [Theory]
    [InlineData("rb_retrieve_default_conditions", typeof(RemoteMisconfiguredException))]
    [InlineData("rb_retrieve_6_lang_synthetic_es", typeof(RemoteMisconfiguredException))]
    [InlineData("rb_err_cannotviewreport", typeof(RemoteMisconfiguredException))]
    [InlineData("rb_retrieve_unknown", typeof(RemoteRejectedException))]
    [InlineData("rb_retrieve", typeof(RemoteMisconfiguredException))]
    [InlineData("err_upgrade_running", typeof(RemoteUnavailableException))]
    [InlineData("xml_default", typeof(RemoteUnavailableException))]
    [InlineData("err_maintenance_cli", typeof(RemoteUnavailableException))]
    [InlineData("err_rest_protocol_disabled", typeof(RemoteMisconfiguredException))]
    [InlineData("table_by_token", typeof(RemoteRejectedException))]
    public async Task A_recorded_refusal_is_understood(string recording, Type expected)
    {
        var recordings = new Recordings(
            ("core_course_get_courses_by_field", "courses_by_field_all"),
            ("core_reportbuilder_filters_reset", "rb_filters_reset_6"),
            ("core_reportbuilder_retrieve_report", recording)
        );
        await using var site = await TwinServer.StartAsync(recordings, TimeProvider.System);
        await using var moodle = Adapter(site);
        var courses = await moodle.Enrolments!.ReadCoursesAsync(Ct);

        var error = await Record.ExceptionAsync(() =>
            Contracts.EnrolmentStreams.ReadAllAsync(moodle.Enrolments, courses, Ct)
        );

        Assert.IsType(expected, error);
    }

    [Theory]
    [InlineData("user_suspend", OutcomeKind.Done)]
    [InlineData("user_update_admin", OutcomeKind.NotCapable)]
    [InlineData("user_create_nocap", null)]
    public async Task A_recorded_answer_to_the_suspending_of_an_account_is_understood(
        string recording,
        OutcomeKind? expected
    )
    {
        var recordings = new Recordings(("core_user_update_users", recording));
        await using var site = await TwinServer.StartAsync(recordings, TimeProvider.System);
        await using var host = Host(site);
        var writer = new AccountWriter(new MoodleClient(host, "t", "lms"));
        var account = recording == "user_update_admin" ? "2" : "9";

        var sent = Record.ExceptionAsync(() => WriteAsync());

        if (expected is null)
        {
            Assert.Contains("moodle/user:update", (await sent)!.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(await sent);
        }

        async Task WriteAsync() =>
            Assert.Equal(expected, (await writer.WriteAsync([new(account, Suspend: true)], Ct))[account].Kind);
    }

    [Fact]
    public async Task Recorded_answers_about_cohorts_are_understood()
    {
        var good = new Recordings(
            ("core_cohort_get_cohort_members", "cohort_members"),
            ("core_cohort_delete_cohort_members", "cohort_delete_twice"),
            ("core_cohort_add_cohort_members", "cohort_add_twice")
        );
        var bad = new Recordings(
            ("core_cohort_get_cohort_members", "cohort_members_unknown"),
            ("core_cohort_add_cohort_members", "cohort_add_unknown")
        );
        await using var site = await TwinServer.StartAsync(good, TimeProvider.System);
        await using var other = await TwinServer.StartAsync(bad, TimeProvider.System);
        await using var host = Host(site);
        await using var otherHost = Host(other);
        var cohorts = new CohortWriter(new MoodleClient(host, "t", "lms"));
        var unknown = new CohortWriter(new MoodleClient(otherHost, "t", "lms"));
        var member = new Membership(1, "13");

        Assert.Equal(42, (await cohorts.ReadAsync([1], Ct))[1].Count);
        Assert.Equal(OutcomeKind.Done, (await cohorts.LeaveAsync([member], Ct))[member].Kind);
        Assert.Equal(OutcomeKind.Done, (await cohorts.JoinAsync([member], Ct))[member].Kind);
        Assert.Empty(await unknown.ReadAsync([999], Ct));
        Assert.Equal(OutcomeKind.Rejected, (await unknown.JoinAsync([member], Ct))[member].Kind);
    }

    private static RemoteHost Host(TwinServer site) =>
        new(
            new RemoteHostOptions
            {
                Adapter = "lms",
                BaseUrl = site.Url,
                AllowedHosts = ["127.0.0.1"],
            },
            new MoodleVerdict("lms").Judge,
            new Silence()
        );

    private static IAdapter Adapter(TwinServer site) =>
        new MoodleAdapterFactory { Tune = options => options with { ReadRetries = 0 } }.Create(
            MoodleStage.Context(
                $$"""{"baseUrl":"{{site.Url}}","token":"t","reportId":6,"pageSize":50000}""",
                new Silence(),
                TimeProvider.System
            )
        );

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }

    /// <summary>Answers each function with its recording.</summary>
    private sealed class Recordings : ITwin
    {
        private readonly Dictionary<string, TwinAnswer> answers = [];

        public Recordings(params (string Function, string Recording)[] recordings)
        {
            var wire = Environment.GetEnvironmentVariable("COLLECTIONS_WIRE");
            Assert.SkipUnless(!string.IsNullOrEmpty(wire), "COLLECTIONS_WIRE is not set: no recordings to read.");
            foreach (var (function, recording) in recordings)
            {
                var json = JObject.Parse(File.ReadAllText(Path.Combine(wire!, "moodle", $"{recording}.json")));
                answers[function] = new TwinAnswer(
                    json["status"]!.Value<int>(),
                    json["headers"]!["content-type"]?.Value<string>() ?? "",
                    json["body_is_json"]?.Value<bool>() == true
                        ? json["body"]!.ToString(Newtonsoft.Json.Formatting.None)
                        : json["body"]!.Value<string>() ?? ""
                );
            }
        }

        public string OperationOf(TwinRequest request) =>
            answers.Keys.Single(function => request.Body.Contains($"wsfunction={function}&", StringComparison.Ordinal));

        public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct) =>
            Task.FromResult(answers[OperationOf(request)]);
    }
}
