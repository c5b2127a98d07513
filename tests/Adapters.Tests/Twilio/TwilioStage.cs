using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Twilio;
using Collections.Adapters.Tests.Contracts;
using Collections.Adapters.Tests.Http;
using Collections.Adapters.Twilio;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Twilio;

/// <summary>The adapter in front of the twin, over real HTTP, on one of its two channels.</summary>
internal sealed class TwilioStage : IMessageHarness
{
    public const string Sender = "+34900000001";
    public const string Create = "POST 2010-04-01/Accounts/{account}/Messages.json";
    public const string Template = "HX0123456789abcdef0123456789abcdef";
    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    public static readonly Uri Callback = new("https://collections.school.example/webhooks/demo/channel?v=1");

    private readonly IAdapter adapter;

    private TwilioStage(TwilioTwin twin, TwinServer server, MovableClock clock, IAdapter adapter, CallLog log)
    {
        (Twin, Server, Clock, Log) = (twin, server, clock, log);
        this.adapter = adapter;
    }

    public TwilioTwin Twin { get; }

    public TwinServer Server { get; }

    public MovableClock Clock { get; }

    public CallLog Log { get; }

    public IMessageChannel Channel => adapter.Messages!;

    public IMessageReplies Replies => adapter.Replies!;

    public string Reachable => "+34600111222";

    public string Unreachable => "+34911222333";

    public int Taken => Twin.Messages.Count;

    private string Prefix => Channel.Name == "whatsapp" ? "whatsapp:" : "";

    public static async Task<TwilioStage> StartAsync(string channel = "sms", Action<JObject>? more = null)
    {
        var clock = new MovableClock(Start);
        var twin = new TwilioTwin(clock);
        var server = await TwinServer.StartAsync(twin, clock);
        var log = new CallLog();
        var settings = Settings(channel);
        settings["baseUrl"] = server.Url.ToString();
        settings["authToken"] = twin.AuthToken;
        more?.Invoke(settings);
        var adapter = new TwilioAdapterFactory().Create(Context(settings.ToString(), clock, log));
        var stage = new TwilioStage(twin, server, clock, adapter, log);
        twin.AddNumber(Sender, Callback.OriginalString);
        twin.Refuse(stage.Unreachable, 21614);
        return stage;
    }

    /// <summary>Settings that are right.</summary>
    public static JObject Settings(string channel = "sms") =>
        new()
        {
            ["channel"] = channel,
            ["accountSid"] = "AC00000000000000000000000000000001",
            ["authToken"] = "token",
            ["from"] = Sender,
            ["callbackUrl"] = Callback.OriginalString,
        };

    public static AdapterContext Context(string settings, TimeProvider clock, IRemoteCallObserver log) =>
        new("messages", settings, ["127.0.0.1", "api.twilio.com"], "Europe/Madrid", "demo", clock, log);

    public OutgoingMessage Message(string reference = "c-1", string? text = null) =>
        new(reference, Reachable, "Recordatorio", text ?? "Cuota vencida: «ñ» 1.234,50 € & más", "es");

    public static ApprovedTemplate ATemplate(params (string Name, string Value)[] variables) =>
        new(Template, variables.ToDictionary(v => v.Name, v => v.Value));

    public void LoseNextAnswer() => Server.Faults.Add(new Fault(FaultKind.AnswerLost, Create));

    /// <summary>A person writes to the school, and the adapter reads the delivery.</summary>
    public MessageEvent? Hear(string text, string? optOutType = null, string? repliedTo = null)
    {
        Twin.Answer(Prefix + Reachable, text, Callback, optOutType, repliedTo);
        return Read().Single();
    }

    /// <summary>Reads everything that the twin delivers.</summary>
    public IReadOnlyList<MessageEvent?> Read(bool twice = false) =>
        [.. Twin.TakeDeliveries(twice).Select(d => Replies.ReadWebhook(new WebhookDelivery(d.Headers, d.Body)))];

    public Task<IReadOnlyList<CheckFinding>> CheckAsync() => adapter.CheckAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}

public sealed class Twilio_by_text_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await TwilioStage.StartAsync();
}
