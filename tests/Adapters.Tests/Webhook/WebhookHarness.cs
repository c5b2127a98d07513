using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Webhook;
using Collections.Adapters.Tests.Contracts;
using Collections.Adapters.Tests.Http;
using Collections.Adapters.Webhook;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Webhook;

/// <summary>The adapter before a receiver on loopback that verifies every signature.</summary>
internal sealed class WebhookHarness : IMessageHarness
{
    public const string Secret = "a-secret-of-the-tests-0123456789";

    private readonly IAdapter adapter;

    private readonly bool forPayers;

    private WebhookHarness(
        TwinServer server,
        WebhookSink sink,
        MovableClock clock,
        IAdapter adapter,
        CallLog log,
        bool forPayers
    )
    {
        Server = server;
        Sink = sink;
        Clock = clock;
        (this.adapter, this.forPayers) = (adapter, forPayers);
        Log = log;
    }

    public TwinServer Server { get; }

    public WebhookSink Sink { get; }

    /// <summary>The adapter's clock; the receiver's stands still.</summary>
    public MovableClock Clock { get; }

    public CallLog Log { get; }

    public IMessageChannel Channel => adapter.Messages!;

    public string Reachable => forPayers ? "payer-7k2" : "demo";

    public string Unreachable => forPayers ? "" : "familia@school.example";

    public int Taken => Sink.Alarms.Count;

    public void LoseNextAnswer() => Server.Faults.Add(new Fault(FaultKind.AnswerLost));

    public static async Task<WebhookHarness> StartAsync(
        string address = "/staff?to=office",
        string secret = Secret,
        int timeoutSeconds = 30,
        bool forPayers = false
    )
    {
        var start = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        var sink = new WebhookSink(Secret, new MovableClock(start), forPayers: forPayers);
        var clock = new MovableClock(start);
        var server = await TwinServer.StartAsync(sink, clock);
        var log = new CallLog();
        var settings =
            $$"""{ "url": "{{new Uri(server.Url, address)}}", "secret": "{{secret}}", "timeoutSeconds": {{timeoutSeconds}}, "audience": "{{(forPayers ? "payers" : "staff")}}" }""";
        var adapter = new WebhookAdapterFactory().Create(Context(settings, clock, log));
        return new WebhookHarness(server, sink, clock, adapter, log, forPayers);
    }

    public static AdapterContext Context(string settings, TimeProvider clock, CallLog log) =>
        new("webhook", settings, ["127.0.0.1", "hooks.example"], "Europe/Madrid", "demo", clock, log);

    public static OutgoingMessage Alarm(string reference) =>
        new(reference, "demo", "Cobranzas: 1 asunto", "Año 2026: «ñandú» no volvió\nSegunda línea", "es");

    public async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}

public sealed class Webhook_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await WebhookHarness.StartAsync();
}

public sealed class Webhook_for_payers_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await WebhookHarness.StartAsync(forPayers: true);
}
