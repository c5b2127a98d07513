using Collections.Adapters.Dolibarr;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>What an administrator is told when something is missing.</summary>
public sealed class DolibarrCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_complete_Dolibarr_has_nothing_missing_and_nothing_is_written()
    {
        await using var school = await DolibarrSchool.OpenAsync();
        await school.NewInvoiceAsync(Stop);
        var (invoices, parties, payments) = Count(school);

        var findings = await school.Adapter.CheckAsync(Stop);

        Assert.DoesNotContain(findings, f => f.Result == CheckResult.Missing);
        Assert.Contains(findings, f => f is { Result: CheckResult.Ok, Code: "dolibarr.zone" });
        Assert.Contains(findings, f => f is { Result: CheckResult.Ok, Code: "dolibarr.right.payments.create" });
        Assert.Contains(findings, f => f is { Result: CheckResult.NotProven, Code: "dolibarr.all-third-parties" });
        Assert.Equal((invoices, parties, payments), Count(school));
        Assert.DoesNotContain(
            school.Calls,
            c => c.IsWrite && c.Operation.StartsWith("check", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("thirdparties.read")]
    [InlineData("thirdparties.create")]
    [InlineData("payments.create")]
    public async Task A_missing_right_is_named_with_consequence_and_remedy(string right)
    {
        await using var school = await DolibarrSchool.OpenAsync();
        school.Twin.Deny(right);

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop), f => f.Result == CheckResult.Missing);

        Assert.Equal($"dolibarr.right.{right}", finding.Code);
        Assert.NotEmpty(finding.Consequence);
        Assert.Contains("permission", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_make_invoices_making_and_validating_are_named()
    {
        await using var school = await DolibarrSchool.OpenAsync();
        school.Twin.Deny("invoices.create");

        var missing = (await school.Adapter.CheckAsync(Stop)).Where(f => f.Result == CheckResult.Missing);

        Assert.Equal(
            ["dolibarr.right.invoices.create", "dolibarr.right.invoices.validate"],
            missing.Select(f => f.Code)
        );
    }

    [Theory]
    [InlineData("apiKey", "wrong", "dolibarr.login")]
    [InlineData("paymentMode", "NONE", "dolibarr.payment-mode")]
    public async Task A_wrong_setting_is_a_finding_and_not_an_exception(string setting, string value, string code)
    {
        await using var school = await DolibarrSchool.OpenAsync(settings => settings[setting] = value);

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop), f => f.Result == CheckResult.Missing);

        Assert.Equal(code, finding.Code);
        Assert.DoesNotContain(school.Twin.ApiKey, finding.Consequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bank_accounts_that_are_not_there_closed_or_of_another_currency_are_named()
    {
        await using var school = await DolibarrSchool.OpenAsync();
        var closed = school.Twin.AddBankAccount("OLD");
        school.Twin.CloseBankAccount(closed);
        var dollars = school.Twin.AddBankAccount("USD", "USD");
        await using var adapter = school.Connect(settings =>
            settings["bankAccounts"] = new JObject
            {
                ["NONE"] = 99,
                ["OLD"] = closed,
                ["USD"] = dollars,
            }
        );

        var missing = (await adapter.CheckAsync(Stop)).Where(f => f.Result == CheckResult.Missing).ToList();

        Assert.Equal(["NONE", "OLD", "USD"], missing.Select(f => f.Code.Split('.')[^1]));
    }

    [Fact]
    public async Task A_zone_that_is_not_PHPs_is_a_finding()
    {
        await using var school = await DolibarrSchool.OpenAsync();
        await school.NewInvoiceAsync(Stop);
        await using var adapter = school.Connect(settings => settings["serverZone"] = "America/Bogota");

        var findings = await adapter.CheckAsync(Stop);

        Assert.Contains(findings, f => f is { Result: CheckResult.Missing, Code: "dolibarr.invoices" });
    }

    [Theory]
    [InlineData(FaultKind.ServiceUnavailable)]
    [InlineData(FaultKind.MaintenancePage)]
    [InlineData(FaultKind.Reset)]
    public async Task A_Dolibarr_that_is_away_is_a_finding(FaultKind kind)
    {
        await using var school = await DolibarrSchool.OpenAsync();
        school.Server.Faults.Add(new Fault(kind, Times: 100));

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop));

        Assert.Equal((CheckResult.Missing, "dolibarr.login"), (finding.Result, finding.Code));
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once()
    {
        var settings = new JObject
        {
            ["baseUrl"] = "erp",
            ["currency"] = "EURO",
            ["taxRates"] = new JArray("21%"),
            ["bankAccounts"] = new JArray(),
            ["serverZone"] = "Madrid",
            ["legalStateField"] = "state",
            ["timeoutSeconds"] = 300,
            ["longestRunSeconds"] = 299,
            ["colour"] = "red",
        };
        var context = new AdapterContext(
            "erp",
            settings.ToString(),
            ["erp"],
            "Europe/Madrid",
            "school",
            TimeProvider.System,
            new Silence()
        );

        var error = Assert.Throws<AdapterSettingsException>(() => new DolibarrAdapterFactory().Create(context));

        string[] names =
        [
            .. settings.Properties().Select(p => p.Name).Where(n => n != "timeoutSeconds"),
            "apiKey",
            "paymentMode",
        ];
        Assert.All(
            names,
            name => Assert.Contains(error.Faults, f => f.Contains($"'{name}'", StringComparison.Ordinal))
        );
        Assert.Equal(names.Length, error.Faults.Count);
    }

    private static (int Invoices, int ThirdParties, int Payments) Count(DolibarrSchool school) =>
        (school.Twin.InvoiceCount, school.Twin.ThirdPartyCount, school.Twin.PaymentCount);

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
