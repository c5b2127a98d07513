using System.Collections.Concurrent;
using Collections.Adapters.Odoo;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Odoo;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>The Odoo adapter against the twin, over real HTTP.</summary>
public sealed class OdooSchool : ErpHarness, IRemoteCallObserver
{
    private readonly OdooAdapter adapter;

    private OdooSchool(OdooTwin twin, TwinServer server, MovableClock clock, Action<JObject>? change)
    {
        Twin = twin;
        Server = server;
        Clock = clock;
        adapter = Connect(change);
    }

    public OdooTwin Twin { get; }

    public TwinServer Server { get; }

    public MovableClock Clock { get; }

    public ConcurrentQueue<RemoteCall> Calls { get; } = new();

    public override IAdapter Adapter => adapter;

    public override string Prefix => "school";

    public override DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public override (string Key, decimal Percent) Tax => ("21% S", 21m);

    public override string PaymentJournal => "STRP";

    public override string TwoPartTerm => "50% now, balance 30 days";

    public IInvoiceBook Book => adapter.Documents;

    internal OdooRpc Rpc => adapter.Rpc;

    public static async Task<OdooSchool> OpenAsync(Action<JObject>? change = null)
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var twin = new OdooTwin(clock);
        return new OdooSchool(twin, await TwinServer.StartAsync(twin, clock), clock, change);
    }

    /// <summary>A further adapter to the same Odoo, as a second process would have.</summary>
    internal OdooAdapter Connect(Action<JObject>? change = null)
    {
        var settings = new JObject
        {
            ["baseUrl"] = Server.Url.ToString(),
            ["database"] = Twin.Database,
            ["user"] = Twin.User,
            ["apiKey"] = Twin.ApiKey,
            ["companyId"] = 1,
        };
        change?.Invoke(settings);
        var context = new AdapterContext(
            "erp",
            settings.ToString(),
            [Server.Url.Host],
            "Europe/Madrid",
            Prefix,
            Clock,
            this
        );
        return OdooAdapter.Connect(
            context,
            options => options with { RetryDelay = TimeSpan.FromMilliseconds(1), CircuitFailures = 100 }
        );
    }

    public void Completed(RemoteCall call) => Calls.Enqueue(call);

    public override Task<bool> PayInErpAsync(string documentKey, Money amount)
    {
        Twin.PayByBank(documentKey, amount.Amount, Today);
        return Task.FromResult(true);
    }

    public override async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}
