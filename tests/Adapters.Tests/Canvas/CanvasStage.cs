using System.Collections.Concurrent;
using Collections.Adapters.Canvas;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Canvas;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>A Canvas twin with one course and one learner, served over HTTP, and adapters for it.</summary>
internal sealed class CanvasStage : LearningHarness, IMessageHarness, IRemoteCallObserver
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly List<IAdapter> adapters = [];
    private readonly JObject settings;
    private readonly TwinServer server;
    private IAdapter? wrong;

    private CanvasStage(CanvasTwin twin, MovableClock clock, TwinServer server, JObject settings)
    {
        this.server = server;
        this.settings = settings;
        (Twin, Clock) = (twin, clock);
        Term = twin.AddTerm("Spring", Noon.AddDays(-30), Noon.AddDays(60));
        Course = twin.AddCourse("CUR-1", "Course one", "C-2026-1", Term);
        User = twin.AddUser("Ana", "Ruiz", "ana@example.invalid", "L-1", "es-ES");
        Enrolment = twin.Enrol(User, Course);
    }

    public CanvasTwin Twin { get; }

    public MovableClock Clock { get; }

    public long Term { get; }

    public long Course { get; }

    public long User { get; }

    public long Enrolment { get; }

    public Uri Url => server.Url;

    public FaultPlan Faults => server.Faults;

    public ConcurrentBag<RemoteCall> Calls { get; } = [];

    public IReadOnlyDictionary<string, int> Counts => server.Counts;

    public int Requests => server.Requests;

    public override IAdapter Adapter => adapters[0];

    public override IAdapter WithWrongKey => wrong ??= Make(s => s["token"] = "wrong");

    public override AccessTarget Learner => Target(User);

    public override AccessTarget? Newcomer() => Target(Twin.AddUser("Newcomer"));

    public IMessageChannel Channel => Messages;

    public string Reachable => $"{User}";

    public string Unreachable => UnknownLearner;

    public int Taken => Twin.Conversations.Count;

    public void LoseNextAnswer() => Faults.Add(new Fault(FaultKind.AnswerLost, "conversations/create"));

    public static async Task<CanvasStage> StartAsync(Action<JObject>? more = null)
    {
        var clock = new MovableClock(Noon);
        var twin = new CanvasTwin(clock);
        var server = await TwinServer.StartAsync(twin, clock);
        var stage = new CanvasStage(
            twin,
            clock,
            server,
            new JObject { ["baseUrl"] = server.Url.ToString(), ["token"] = twin.Token }
        );
        more?.Invoke(stage.settings);
        stage.Make();
        return stage;
    }

    public AccessTarget Target(long user, long? course = null) => new($"{course ?? Course}", $"{user}");

    public async Task<AccessChange> ChangeAsync(long user, long? course = null) =>
        new(Target(user, course), await SnapshotAsync(Target(user, course), TestContext.Current.CancellationToken));

    /// <summary>Makes a further adapter.</summary>
    public IAdapter Make(Action<JObject>? more = null)
    {
        var json = (JObject)settings.DeepClone();
        more?.Invoke(json);
        var factory = new CanvasAdapterFactory
        {
            Tune = options => options with { ReadRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) },
        };
        var adapter = factory.Create(Context(json.ToString(), this, Clock));
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

    public string StateOf(long user, long? course = null) =>
        string.Join(' ', Twin.EnrolmentsOf(user, course ?? Course).Select(e => e.State));

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
