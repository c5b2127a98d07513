using System.Collections.Concurrent;
using Collections.Adapters.Moodle;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>A Moodle twin with one course and one learner, served over HTTP, and adapters for it.</summary>
internal sealed class MoodleStage : LearningHarness, IMessageHarness, IRemoteCallObserver
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly List<IAdapter> adapters = [];
    private readonly JObject settings;
    private readonly TwinServer server;
    private IAdapter? wrong;

    private MoodleStage(MoodleTwin twin, MovableClock clock, TwinServer server, JObject settings)
    {
        this.server = server;
        this.settings = settings;
        (Twin, Clock) = (twin, clock);
        Course = twin.AddCourse("CUR-1", "Course one", "C-2026-1");
        User = twin.AddUser("learner1", email: "learner1@example.invalid", idNumber: "L-1");
        twin.Enrol(User, Course, startsAt: Noon.AddDays(-30), endsAt: Noon.AddDays(60));
        Report = twin.AddReport();
    }

    public MoodleTwin Twin { get; }

    public MovableClock Clock { get; }

    public long Course { get; }

    public long User { get; }

    public long Report { get; private set; }

    public Uri Url => server.Url;

    public FaultPlan Faults => server.Faults;

    public ConcurrentBag<RemoteCall> Calls { get; } = [];

    public IReadOnlyDictionary<string, int> Counts => server.Counts;

    public int Requests => server.Requests;

    public override IAdapter Adapter => adapters[0];

    public override IAdapter WithWrongKey => wrong ??= Make(s => s["token"] = "wrong");

    public override AccessTarget Learner => Target(User);

    public override AccessTarget? Newcomer() => Target(Twin.AddUser("newcomer", email: "newcomer@example.invalid"));

    public IMessageChannel Channel => Messages;

    public string Reachable => $"{User}";

    public string Unreachable => UnknownLearner;

    public int Taken => Twin.Messages.Count;

    public void LoseNextAnswer() => Faults.Add(new Fault(FaultKind.AnswerLost, "core_message_send_instant_messages"));

    /// <summary>Starts with the report.</summary>
    public static Task<MoodleStage> WithReportAsync(Action<JObject>? more = null) =>
        StartAsync(
            (settings, stage) =>
            {
                settings["reportId"] = stage.Report;
                more?.Invoke(settings);
            }
        );

    /// <summary>Starts with the report and the token that suspends whole accounts.</summary>
    public static Task<MoodleStage> WithSiteTokenAsync() => WithReportAsync(s => s["siteToken"] = "twin-site-token");

    /// <summary>Starts without the report, the school attesting that it uses no windows.</summary>
    public static async Task<MoodleStage> AttestedAsync()
    {
        var stage = await StartAsync((settings, _) => settings["attestNoWindows"] = true);
        stage.Twin.Enrol(stage.User, stage.Course);
        return stage;
    }

    public static async Task<MoodleStage> StartAsync(Action<JObject, MoodleStage>? more = null)
    {
        var clock = new MovableClock(Noon);
        var twin = new MoodleTwin(clock);
        var server = await TwinServer.StartAsync(twin, clock);
        var stage = new MoodleStage(
            twin,
            clock,
            server,
            new JObject { ["baseUrl"] = server.Url.ToString(), ["token"] = twin.Token }
        );
        more?.Invoke(stage.settings, stage);
        stage.Make();
        return stage;
    }

    public AccessTarget Target(long user, long? course = null) => new($"{course ?? Course}", $"{user}");

    public async Task<AccessChange> ChangeAsync(long user, long? course = null) =>
        new(Target(user, course), await SnapshotAsync(Target(user, course), TestContext.Current.CancellationToken));

    public async Task<SiteAccessChange> SiteChangeAsync(long user) =>
        new(
            $"{user}",
            (await SiteAccess.ReadAsync([$"{user}"], TestContext.Current.CancellationToken)).Single().Snapshot
        );

    /// <summary>Makes a further adapter.</summary>
    public IAdapter Make(Action<JObject>? more = null, TimeProvider? clock = null)
    {
        var json = (JObject)settings.DeepClone();
        more?.Invoke(json);
        var factory = new MoodleAdapterFactory
        {
            Tune = options => options with { ReadRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) },
        };
        var adapter = factory.Create(Context(json.ToString(), this, clock ?? Clock));
        adapters.Add(adapter);
        return adapter;
    }

    public static AdapterContext Context(string settings, IRemoteCallObserver observer, TimeProvider clock) =>
        new("lms", settings, ["127.0.0.1"], "Europe/Madrid", "demo", clock, observer);

    public void ResetCounts()
    {
        server.ResetCounts();
        Calls.Clear();
    }

    public void Completed(RemoteCall call) => Calls.Add(call);

    public async Task<(List<EnrolmentFact> Facts, List<CourseListing> Listings)> ReadAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        return await Enrolments.ReadAllAsync(await Enrolments.ReadCoursesAsync(ct), ct);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var adapter in adapters)
        {
            await adapter.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
