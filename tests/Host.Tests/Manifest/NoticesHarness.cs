using System.Collections.Concurrent;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Manifest;

/// <summary>The dropped adapter, made as the host makes it, in front of a small Acme Notices over real HTTP.</summary>
internal sealed class NoticesHarness : IMessageHarness, IRemoteCallObserver
{
    private readonly DroppedAdapter dropped = new();
    private readonly TwinServer server;
    private readonly NoticesTwin twin;
    private readonly IAdapter adapter;

    private NoticesHarness(TwinServer server, NoticesTwin twin)
    {
        (this.server, this.twin) = (server, twin);
        var settings = $$"""{ "baseUrl": "{{server.Url}}", "token": "key" }""";
        adapter = AdapterTypes.FactoryOf(dropped.Adapter).Create(Context(settings, ["127.0.0.1"], this));
    }

    public ConcurrentQueue<RemoteCall> Calls { get; } = new();

    public IMessageChannel Channel => adapter.Messages!;

    public string Reachable => "learner-1";

    public string Unreachable => "nobody";

    public int Taken => twin.Taken;

    public static async Task<NoticesHarness> StartAsync()
    {
        var twin = new NoticesTwin();
        return new(await TwinServer.StartAsync(twin, TimeProvider.System), twin);
    }

    public void LoseNextAnswer() => server.Faults.Add(new Fault(FaultKind.AnswerLost));

    public static AdapterContext Context(
        string settings,
        IReadOnlyCollection<string> hosts,
        IRemoteCallObserver? calls = null
    ) => new("notices", settings, hosts, "Europe/Madrid", "demo", TimeProvider.System, calls ?? new NobodyLooks());

    public void Completed(RemoteCall call) => Calls.Enqueue(call);

    public async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await server.DisposeAsync();
        dropped.Dispose();
    }

    private sealed class NoticesTwin : ITwin
    {
        private int last;

        public int Taken => Volatile.Read(ref last);

        public string OperationOf(TwinRequest request) => request.Path.TrimStart('/');

        public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct) =>
            Task.FromResult(
                request.Headers.GetValueOrDefault("authorization") != "Bearer key" ? new TwinAnswer(401, "", "")
                : (string?)JObject.Parse(request.Body)["to"] == "nobody" ? new TwinAnswer(422, "", "")
                : new TwinAnswer(201, "application/json", $$"""{ "id": "n-{{Interlocked.Increment(ref last)}}" }""")
            );
    }

    private sealed class NobodyLooks : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
