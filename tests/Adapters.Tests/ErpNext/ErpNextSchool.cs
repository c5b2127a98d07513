using System.Collections.Concurrent;
using Collections.Adapters.ErpNext;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.ErpNext;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

/// <summary>The ERPNext adapter against the twin, over real HTTP.</summary>
public sealed class ErpNextSchool : ErpHarness, IRemoteCallObserver
{
    private readonly ErpNextAdapter adapter;

    private ErpNextSchool(ErpNextTwin twin, TwinServer server, MovableClock clock, Action<JObject>? change)
    {
        Twin = twin;
        Server = server;
        Clock = clock;
        adapter = Connect(change);
    }

    public ErpNextTwin Twin { get; }

    public TwinServer Server { get; }

    public MovableClock Clock { get; }

    public ConcurrentQueue<RemoteCall> Calls { get; } = new();

    public override IAdapter Adapter => adapter;

    public override string Prefix => "school";

    public override DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public override (string Key, decimal Percent) Tax => ("VAT21", 21m);

    public override string PaymentJournal => "STRP";

    public override bool HasPortal => false;

    public IInvoiceBook Book => adapter.Documents;

    public IPaymentLedger Ledger => adapter.Payments;

    public static async Task<ErpNextSchool> OpenAsync(Action<JObject>? change = null)
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var twin = new ErpNextTwin(clock);
        return new ErpNextSchool(twin, await TwinServer.StartAsync(twin, clock), clock, change);
    }

    /// <summary>A further adapter to the same ERPNext, as a second process would have.</summary>
    internal ErpNextAdapter Connect(Action<JObject>? change = null)
    {
        var settings = new JObject
        {
            ["baseUrl"] = Server.Url.ToString(),
            ["apiKey"] = Twin.ApiKey,
            ["apiSecret"] = Twin.ApiSecret,
            ["company"] = Twin.Company,
            ["incomeAccount"] = "Sales - S",
            ["taxes"] = new JObject { ["VAT21"] = "VAT 21 - S" },
            ["paymentAccounts"] = new JObject { ["STRP"] = "Stripe - S" },
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
        return ErpNextAdapter.Connect(
            context,
            options => options with { RetryDelay = TimeSpan.FromMilliseconds(1), CircuitFailures = 100 }
        );
    }

    public void Completed(RemoteCall call) => Calls.Enqueue(call);

    public override Task<bool> PayInErpAsync(string documentKey, Money amount)
    {
        Twin.PayByHand(documentKey, amount.Amount, Today);
        return Task.FromResult(true);
    }

    public async Task<ErpDocument> DraftAsync(DocumentDraft draft, CancellationToken ct) =>
        Assert.Single(await Book.DraftAsync([draft], ct)).Value!;

    public async Task<ErpDocument> PostAsync(ErpDocument draft, CancellationToken ct) =>
        Assert.Single(await Book.PostAsync([draft], ct)).Value!;

    public async Task<ErpDocument> ReadAsync(string key, CancellationToken ct) =>
        Assert.Single(await Book.ReadAsync([key], ct));

    public PaymentEntry Payment(ErpDocument invoice, decimal amount) =>
        new(
            NewReference("pay"),
            invoice.CustomerKey,
            Money.Exactly(amount, Currency),
            Today,
            PaymentJournal,
            "pi_1",
            [invoice.Key]
        );

    public RefundEntry Refund(string payment, ErpDocument invoice, decimal amount, params string[] notes) =>
        new(
            NewReference("pay"),
            payment,
            invoice.CustomerKey,
            Money.Exactly(amount, Currency),
            Today,
            PaymentJournal,
            "re_1",
            notes
        );

    public override async ValueTask DisposeAsync()
    {
        await adapter.DisposeAsync();
        await Server.DisposeAsync();
    }
}
