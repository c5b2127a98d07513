using System.Collections.Concurrent;
using Collections.Adapters.Dolibarr;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Dolibarr;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>The Dolibarr adapter against the twin, over real HTTP.</summary>
public sealed class DolibarrSchool : ErpHarness, IRemoteCallObserver
{
    public const string ZoneId = "Europe/Madrid";
    private readonly DolibarrAdapter adapter;

    private DolibarrSchool(DolibarrTwin twin, TwinServer server, MovableClock clock, Action<JObject>? change)
    {
        Twin = twin;
        Server = server;
        Clock = clock;
        Account = twin.AddBankAccount("STRIPE");
        adapter = Connect(change);
    }

    public DolibarrTwin Twin { get; }

    public TwinServer Server { get; }

    public MovableClock Clock { get; }

    /// <summary>The bank account of the gateway's journal.</summary>
    public int Account { get; }

    public ConcurrentQueue<RemoteCall> Calls { get; } = new();

    public override IAdapter Adapter => adapter;

    public override string Prefix => "school";

    public override DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public override (string Key, decimal Percent) Tax => ("21", 21m);

    public override string PaymentJournal => "STRP";

    public override bool HasPortal => false;

    public override bool HoldsCredit => false;

    public override bool GivesBack => false;

    public IInvoiceBook Book => adapter.Documents;

    public IPaymentLedger Ledger => adapter.Payments;

    public ICustomerBook Customers => adapter.Customers;

    public static async Task<DolibarrSchool> OpenAsync(Action<JObject>? change = null)
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var twin = new DolibarrTwin(clock);
        return new DolibarrSchool(twin, await TwinServer.StartAsync(twin, clock), clock, change);
    }

    /// <summary>A further adapter to the same Dolibarr, as a second process would have.</summary>
    internal DolibarrAdapter Connect(Action<JObject>? change = null)
    {
        var settings = new JObject
        {
            ["baseUrl"] = Server.Url.ToString(),
            ["apiKey"] = Twin.ApiKey,
            ["currency"] = "EUR",
            ["taxRates"] = new JArray("21", "10", "0"),
            ["bankAccounts"] = new JObject { ["STRP"] = Account },
            ["paymentMode"] = "CB",
        };
        change?.Invoke(settings);
        var context = new AdapterContext("erp", settings.ToString(), [Server.Url.Host], ZoneId, Prefix, Clock, this);
        return DolibarrAdapter.Connect(
            context,
            options => options with { RetryDelay = TimeSpan.FromMilliseconds(1), CircuitFailures = 100 }
        );
    }

    public void Completed(RemoteCall call) => Calls.Enqueue(call);

    public override Task<bool> PayInErpAsync(string documentKey, Money amount)
    {
        Twin.Pay(documentKey, amount.Amount, Today);
        return Task.FromResult(true);
    }

    /// <summary>A gateway payment of an invoice.</summary>
    public PaymentEntry Entry(ErpDocument invoice, decimal amount) =>
        new(
            NewReference("pay"),
            invoice.CustomerKey,
            Money.Exactly(amount, Currency),
            Today,
            PaymentJournal,
            "stripe pi_1",
            [invoice.Key]
        );

    /// <summary>A credit note over an invoice.</summary>
    public DocumentDraft CreditNote(ErpDocument invoice, decimal net) =>
        Invoice(invoice.CustomerKey, net) with
        {
            Kind = DocumentKind.CreditNote,
            ReversesKey = invoice.Key,
        };

    public override async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}
