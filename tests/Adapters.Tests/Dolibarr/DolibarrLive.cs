using System.Globalization;
using Collections.Adapters.Dolibarr;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>The contracts against a real Dolibarr, when the environment names one; see the README of these tests.</summary>
internal sealed class DolibarrLive : ErpHarness
{
    private const string Journal = "LIVE";
    private readonly DolibarrAdapter adapter;

    private DolibarrLive(DolibarrAdapter adapter, string prefix, string rate)
    {
        this.adapter = adapter;
        Prefix = prefix;
        Tax = (rate, decimal.Parse(rate, CultureInfo.InvariantCulture));
    }

    public override IAdapter Adapter => adapter;

    public override string Prefix { get; }

    public override DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public override Currency Currency => Currency.Of(Variable("CURRENCY"));

    public override (string Key, decimal Percent) Tax { get; }

    public override string PaymentJournal => Journal;

    public override bool HasPortal => false;

    public override bool HoldsCredit => false;

    public override bool GivesBack => false;

    public static DolibarrLive Open()
    {
        var url = Variable("URL");
        Assert.SkipUnless(
            url.Length > 0,
            "COLLECTIONS_LIVE_DOLIBARR_URL is not set: no live Dolibarr to run against (see tests/Adapters.Tests/README.md)."
        );
        var prefix = $"live{Guid.NewGuid():N}"[..12];
        var settings = new JObject
        {
            ["baseUrl"] = url,
            ["apiKey"] = Variable("KEY"),
            ["currency"] = Variable("CURRENCY"),
            ["taxRates"] = new JArray(Variable("RATE")),
            ["bankAccounts"] = new JObject { [Journal] = int.Parse(Variable("ACCOUNT"), CultureInfo.InvariantCulture) },
            ["paymentMode"] = Variable("MODE"),
            ["allowPlainHttp"] = true,
        };
        var context = new AdapterContext(
            "erp",
            settings.ToString(),
            [new Uri(url).Host],
            Variable("ZONE"),
            prefix,
            TimeProvider.System,
            new Silence()
        );
        return new DolibarrLive(DolibarrAdapter.Connect(context), prefix, Variable("RATE"));
    }

    public override ValueTask DisposeAsync() => adapter.DisposeAsync();

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable($"COLLECTIONS_LIVE_DOLIBARR_{name}") ?? "";

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}

[Trait("Suite", "Live")]
public sealed class LiveDolibarrCustomerBookTests : CustomerBookContract
{
    protected override Task<ErpHarness> StartAsync() => Task.FromResult<ErpHarness>(DolibarrLive.Open());
}

[Trait("Suite", "Live")]
public sealed class LiveDolibarrInvoiceBookTests : InvoiceBookContract
{
    protected override Task<ErpHarness> StartAsync() => Task.FromResult<ErpHarness>(DolibarrLive.Open());
}

[Trait("Suite", "Live")]
public sealed class LiveDolibarrPaymentLedgerTests : PaymentLedgerContract
{
    protected override Task<ErpHarness> StartAsync() => Task.FromResult<ErpHarness>(DolibarrLive.Open());
}
