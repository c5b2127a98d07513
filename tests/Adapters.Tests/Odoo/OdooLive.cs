using System.Globalization;
using Collections.Adapters.Odoo;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>The contracts against a real Odoo, when the environment names one; see the README of these tests.</summary>
internal sealed class OdooLive : ErpHarness
{
    private readonly OdooAdapter adapter;

    private OdooLive(OdooAdapter adapter, string prefix, string taxKey, decimal percent, string journal)
    {
        this.adapter = adapter;
        Prefix = prefix;
        Tax = (taxKey, percent);
        PaymentJournal = journal;
    }

    public override IAdapter Adapter => adapter;

    public override string Prefix { get; }

    public override DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public override (string Key, decimal Percent) Tax { get; }

    public override string PaymentJournal { get; }

    public static async Task<OdooLive> OpenAsync(CancellationToken ct)
    {
        var url = Variable("URL");
        Assert.SkipUnless(
            url.Length > 0,
            "COLLECTIONS_LIVE_ODOO_URL is not set: no live Odoo to run against (see tests/Adapters.Tests/README.md)."
        );
        var prefix = $"live{Guid.NewGuid():N}"[..12];
        var settings = new JObject
        {
            ["baseUrl"] = url,
            ["database"] = Variable("DB"),
            ["user"] = Variable("USER"),
            ["apiKey"] = Variable("KEY"),
            ["companyId"] = int.Parse(Variable("COMPANY"), CultureInfo.InvariantCulture),
            ["externalIdPrefix"] = "collections_live_tests",
            ["allowPlainHttp"] = true,
        };
        var adapter = OdooAdapter.Connect(
            new AdapterContext(
                "erp",
                settings.ToString(),
                [new Uri(url).Host],
                "Etc/UTC",
                prefix,
                TimeProvider.System,
                new Silence()
            )
        );
        var tax = await FirstAsync(
            adapter.Rpc,
            "account.tax",
            ["type_tax_use:sale", "amount_type:percent"],
            "amount",
            ct
        );
        var journal = await FirstAsync(adapter.Rpc, "account.journal", ["type:bank"], "code", ct);
        return new OdooLive(
            adapter,
            prefix,
            OdooJson.Key(tax.Id("id")),
            tax.Amount("amount"),
            OdooJson.Key(journal.Id("id"))
        );
    }

    /// <summary>Drafts of this run are deleted; what is posted stays, since a number may not be taken back.</summary>
    public override async ValueTask DisposeAsync()
    {
        JArray domain = [new JArray("ref", "=like", Prefix + "-%"), new JArray("state", "=", "draft")];
        var drafts = await adapter.Rpc.SearchAsync("account.move", domain, ["id"], CancellationToken.None);
        if (drafts.Result is JArray { Count: > 0 } rows)
        {
            JArray ids = [new JArray(rows.Select(row => row.Id("id")))];
            await adapter.Rpc.WriteAsync("account.move", "unlink", ids, null, CancellationToken.None);
        }

        await adapter.DisposeAsync();
    }

    private static async Task<JToken> FirstAsync(
        OdooRpc rpc,
        string model,
        string[] conditions,
        string field,
        CancellationToken ct
    )
    {
        JArray domain = [new JArray("company_id", "=", rpc.Settings.CompanyId)];
        foreach (var condition in conditions)
        {
            domain.Add(new JArray(condition.Split(':')[0], "=", condition.Split(':')[1]));
        }

        if (model == "account.tax")
        {
            domain.Add(new JArray("price_include", "=", false));
            domain.Add(new JArray("amount", ">", 0));
        }

        var rows = await rpc.SearchAsync(model, domain, ["id", field], ct, order: "id asc", limit: 1);
        return rows.Result!.FirstOrDefault() ?? throw new InvalidOperationException($"The live Odoo has no {model}.");
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable($"COLLECTIONS_LIVE_ODOO_{name}") ?? "";

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}

[Trait("Suite", "Live")]
public sealed class LiveOdooCustomerBookTests : CustomerBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooLive.OpenAsync(Stop);
}

[Trait("Suite", "Live")]
public sealed class LiveOdooInvoiceBookTests : InvoiceBookContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooLive.OpenAsync(Stop);
}

[Trait("Suite", "Live")]
public sealed class LiveOdooPaymentLedgerTests : PaymentLedgerContract
{
    protected override async Task<ErpHarness> StartAsync() => await OdooLive.OpenAsync(Stop);
}
