using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Stripe;
using Collections.Adapters.Stripe;
using Collections.Adapters.Tests.Contracts;
using Collections.Adapters.Tests.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Stripe;

/// <summary>The adapter in front of the twin, over real HTTP.</summary>
internal sealed class StripeWorld : PaymentGatewayWorld
{
    private StripeWorld(MovableClock clock, StripeTwin twin, TwinServer server, IAdapter adapter, CallLog log)
    {
        Clock = clock;
        Twin = twin;
        Server = server;
        Adapter = adapter;
        Log = log;
    }

    public MovableClock Clock { get; }

    public StripeTwin Twin { get; }

    public TwinServer Server { get; }

    public IAdapter Adapter { get; }

    public CallLog Log { get; }

    public override IPaymentGateway Gateway => Adapter.Gateway!;

    public override DateTimeOffset Now => Clock.GetUtcNow();

    public override int OpenPages => Twin.Sessions().Count(s => (string?)s["status"] == "open");

    public static async Task<StripeWorld> StartAsync(string key = "sk_test_twin", string secrets = "\"whsec_twin\"")
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 10, 1, 9, 10, 0, TimeSpan.Zero));
        var twin = new StripeTwin(clock, key);
        var server = await TwinServer.StartAsync(twin, clock);
        var log = new CallLog();
        var adapter = new StripeAdapterFactory().Create(
            Context(
                $$"""{ "secretKey": "{{key}}", "webhookSecret": {{secrets}}, "baseUrl": "{{server.Url}}" }""",
                clock,
                log
            )
        );
        return new StripeWorld(clock, twin, server, adapter, log);
    }

    public static AdapterContext Context(string settings, TimeProvider clock, IRemoteCallObserver log) =>
        new("stripe", settings, ["127.0.0.1", "api.stripe.com"], "Europe/Madrid", "demo", clock, log);

    public override void LoseNextAnswer() =>
        Server.Faults.Add(new Fault(FaultKind.AnswerLost, "POST v1/checkout/sessions"));

    public override void LoseNextRefundAnswer() =>
        Server.Faults.Add(new Fault(FaultKind.AnswerLost, "POST v1/refunds"));

    public override void Advance(TimeSpan by) => Clock.Advance(by);

    public override string Pay(string pageKey) => Twin.Pay(pageKey);

    public override void Decline(string pageKey) => Twin.Decline(pageKey);

    public override void PayDelayed(string pageKey) => Twin.PayDelayed(pageKey);

    public override void SettleDelayed(string pageKey) => Twin.SettleDelayed(pageKey);

    public override void Refund(string paymentKey, long minorUnits) => Twin.Refund(paymentKey, minorUnits);

    public override void PayElsewhere() => Twin.PayElsewhere(990, "usd");

    public override IReadOnlyList<GatewayEvent> Deliver() => Read(Twin.TakeDeliveries());

    public IReadOnlyList<GatewayEvent> Read(IEnumerable<StripeDelivery> deliveries) =>
        [.. deliveries.Select(d => Gateway.ReadWebhook(new WebhookDelivery(d.Headers, d.Body))).OfType<GatewayEvent>()];

    public override async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}

public sealed class StripeGatewayContract : PaymentGatewayContract
{
    protected override async Task<PaymentGatewayWorld> StartAsync() => await StripeWorld.StartAsync();
}
