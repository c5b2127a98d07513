using Collections.Adapters.Canvas;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>A real Canvas, named by environment variables; the README beside this project's file lists them.</summary>
internal sealed class LiveCanvas : LearningHarness, IRemoteCallObserver
{
    private readonly bool restores;
    private string? before;

    private LiveCanvas(string url, string token, AccessTarget learner, bool restores)
    {
        Adapter = Make(token);
        WithWrongKey = Make("0123~0123456789abcdef0123456789abcdef");
        Learner = learner;
        this.restores = restores;

        IAdapter Make(string key) =>
            new CanvasAdapterFactory().Create(
                new AdapterContext(
                    "live",
                    new JObject { ["baseUrl"] = url, ["token"] = key }.ToString(),
                    [new Uri(url).Host],
                    "UTC",
                    "live",
                    TimeProvider.System,
                    this
                )
            );
    }

    public override IAdapter Adapter { get; }

    public override IAdapter WithWrongKey { get; }

    public override AccessTarget Learner { get; }

    public override string UnknownLearner => "999999999999";

    /// <summary>Starts, or skips the test with what is not set.</summary>
    /// <param name="forAccess">Whether access will be changed: the state is stored now and replayed at the end.</param>
    public static async Task<LearningHarness> StartAsync(bool forAccess)
    {
        var live = new LiveCanvas(
            Variable("URL"),
            Variable("TOKEN"),
            new AccessTarget(Variable("COURSE"), Variable("LEARNER")),
            forAccess
        );
        if (forAccess)
        {
            live.before = await live.SnapshotAsync(live.Learner, TestContext.Current.CancellationToken);
        }

        return live;
    }

    public void Completed(RemoteCall call) { }

    public override async ValueTask DisposeAsync()
    {
        if (restores && before is not null)
        {
            await Access.RestoreAsync([new AccessChange(Learner, before)], CancellationToken.None);
        }

        await Adapter.DisposeAsync();
        await WithWrongKey.DisposeAsync();
    }

    private static string Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable($"COLLECTIONS_LIVE_CANVAS_{name}");
        Assert.SkipUnless(
            !string.IsNullOrEmpty(value),
            $"COLLECTIONS_LIVE_CANVAS_{name} is not set: no live Canvas to test with."
        );
        return value!;
    }
}

[Trait("Suite", "Live")]
public sealed class Live_Canvas_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override Task<LearningHarness> StartAsync() => LiveCanvas.StartAsync(forAccess: false);
}

[Trait("Suite", "Live")]
[Collection("Live Canvas changes")]
public sealed class Live_Canvas_controls_access : AccessControlContract
{
    protected override Task<LearningHarness> StartAsync() => LiveCanvas.StartAsync(forAccess: true);
}
