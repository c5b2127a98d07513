using System.Collections.Concurrent;
using Collections.Adapters.Http;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Tests.Http;

/// <summary>A tiny system: answers as told, and counts how many calls it serves at once.</summary>
internal sealed class EchoTwin : ITwin
{
    private readonly Lock gate = new();
    private int inside;

    public Func<TwinRequest, TwinAnswer> Answer { get; set; } =
        static _ => new(200, "application/json", "{\"ok\":true}");

    public Func<Task> Within { get; set; } = static () => Task.CompletedTask;

    public int MostAtOnce { get; private set; }

    public string OperationOf(TwinRequest request) => request.Path.TrimStart('/');

    public async Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        lock (gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++inside);
        }

        await Within();
        lock (gate)
        {
            inside--;
        }

        return Answer(request);
    }
}

internal sealed class CallLog : IRemoteCallObserver
{
    public ConcurrentQueue<RemoteCall> Calls { get; } = new();

    public void Completed(RemoteCall call) => Calls.Enqueue(call);
}

/// <summary>A remote host in front of the tiny system.</summary>
internal sealed class EchoSetup : IAsyncDisposable
{
    private EchoSetup(TwinServer server, EchoTwin twin, RemoteHost host, CallLog log)
    {
        Server = server;
        Twin = twin;
        Host = host;
        Log = log;
    }

    public TwinServer Server { get; }

    public EchoTwin Twin { get; }

    public RemoteHost Host { get; }

    public CallLog Log { get; }

    public static async Task<EchoSetup> StartAsync(
        Func<RemoteHostOptions, RemoteHostOptions>? change = null,
        AnswerVerdict? verdict = null
    )
    {
        var twin = new EchoTwin();
        var server = await TwinServer.StartAsync(twin, TimeProvider.System);
        var log = new CallLog();
        var options = new RemoteHostOptions
        {
            Adapter = "echo",
            BaseUrl = server.Url,
            AllowedHosts = ["127.0.0.1"],
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
        var host = new RemoteHost(change?.Invoke(options) ?? options, verdict ?? StatusVerdict.Judge, log);
        return new EchoSetup(server, twin, host, log);
    }

    public Task<RemoteAnswer> ReadAsync(string path = "read") =>
        Host.ReadAsync(path, new RestRequest(path), TestContext.Current.CancellationToken);

    public Task<RemoteAnswer> WriteAsync(string path = "write", bool withBody = true)
    {
        var request = new RestRequest(path, Method.Post);
        return Host.WriteAsync(
            path,
            withBody ? request.AddStringBody("{\"secret\":\"s3cret\"}", ContentType.Json) : request,
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
