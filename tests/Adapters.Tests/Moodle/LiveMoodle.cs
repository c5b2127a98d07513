using Collections.Adapters.Moodle;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>A real site, named by environment variables; the README beside this project's file lists them.</summary>
internal sealed class LiveMoodle : LearningHarness, IRemoteCallObserver
{
    private readonly IAdapter adapter;
    private readonly IAdapter wrong;
    private readonly bool restores;
    private string? before;

    private LiveMoodle(string url, string token, string? report, AccessTarget learner, bool restores)
    {
        var settings = new JObject
        {
            ["baseUrl"] = url,
            ["token"] = token,
            ["allowPlainHttp"] = true,
        };
        if (report is not null)
        {
            settings["reportId"] = int.Parse(report, System.Globalization.CultureInfo.InvariantCulture);
        }

        adapter = Make(settings);
        settings["token"] = "0123456789abcdef0123456789abcdef";
        wrong = Make(settings);
        Learner = learner;
        this.restores = restores;

        IAdapter Make(JObject json) =>
            new MoodleAdapterFactory().Create(
                new AdapterContext(
                    "live",
                    json.ToString(),
                    [new Uri(url).Host],
                    "UTC",
                    "live",
                    TimeProvider.System,
                    this
                )
            );
    }

    public override IAdapter Adapter => adapter;

    public override IAdapter WithWrongKey => wrong;

    public override AccessTarget Learner { get; }

    /// <summary>Starts, or skips the test with what is not set.</summary>
    /// <param name="forAccess">Whether access will be changed: the state is stored now and replayed at the end.</param>
    public static async Task<LearningHarness> StartAsync(bool forAccess)
    {
        var url = Variable("URL");
        var token = Variable("TOKEN");
        var course = Variable("COURSE");
        var learner = Variable("LEARNER");
        var report = Environment.GetEnvironmentVariable("COLLECTIONS_LIVE_MOODLE_REPORT");
        if (forAccess)
        {
            report = Variable("REPORT");
        }

        var live = new LiveMoodle(url, token, report, new AccessTarget(course, learner), forAccess);
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

        await adapter.DisposeAsync();
        await wrong.DisposeAsync();
    }

    private static string Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable($"COLLECTIONS_LIVE_MOODLE_{name}");
        Assert.SkipUnless(
            !string.IsNullOrEmpty(value),
            $"COLLECTIONS_LIVE_MOODLE_{name} is not set: no live Moodle to test with."
        );
        return value!;
    }
}

[Trait("Suite", "Live")]
public sealed class Live_Moodle_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override Task<LearningHarness> StartAsync() => LiveMoodle.StartAsync(forAccess: false);
}

[Trait("Suite", "Live")]
[Collection("Live Moodle changes")]
public sealed class Live_Moodle_controls_access : AccessControlContract
{
    protected override Task<LearningHarness> StartAsync() => LiveMoodle.StartAsync(forAccess: true);
}
