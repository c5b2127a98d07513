using Collections.Adapters.Odoo;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>What an administrator is told when something is missing.</summary>
public sealed class OdooCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_complete_Odoo_has_nothing_missing_and_nothing_is_written()
    {
        await using var school = await OdooSchool.OpenAsync();

        var findings = await school.Adapter.CheckAsync(Stop);

        Assert.DoesNotContain(findings, f => f.Result == CheckResult.Missing);
        Assert.Contains(findings, f => f is { Result: CheckResult.NotProven, Code: "odoo.external-id-prefix" });
        Assert.DoesNotContain(school.Calls, call => call.IsWrite);
        var portal = Assert.Single(findings, f => f.Code == "odoo.portal");
        Assert.Contains("invoice", portal.Consequence, StringComparison.Ordinal);
        Assert.Contains("portalUrl", portal.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, school.Server.Counts.GetValueOrDefault("account.move/get_portal_url"));
    }

    [Theory]
    [InlineData("res.partner:create", "odoo.right.res.partner.create")]
    [InlineData("account.move:create", "odoo.right.account.move.create")]
    [InlineData("account.partial.reconcile:read", "odoo.right.account.partial.reconcile.read")]
    [InlineData("account.partial.reconcile:unlink", "odoo.right.account.partial.reconcile.unlink")]
    [InlineData("base.group_partner_manager", "odoo.group.base.group_partner_manager")]
    public async Task A_missing_right_is_named_with_consequence_and_remedy(string denied, string code)
    {
        await using var school = await OdooSchool.OpenAsync();
        school.Twin.Deny(denied);

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop), f => f.Result == CheckResult.Missing);

        Assert.Equal(code, finding.Code);
        Assert.NotEmpty(finding.Consequence);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData("apiKey", "wrong", "odoo.login")]
    [InlineData("user", "nobody", "odoo.login")]
    [InlineData("database", "nothere", "odoo.login")]
    public async Task A_wrong_setting_is_a_finding_and_not_an_exception(string setting, string value, string code)
    {
        await using var school = await OdooSchool.OpenAsync(settings => settings[setting] = value);

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop), f => f.Result == CheckResult.Missing);

        Assert.Equal(code, finding.Code);
        Assert.DoesNotContain(school.Twin.ApiKey, finding.Consequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_that_the_user_does_not_see_is_named()
    {
        await using var school = await OdooSchool.OpenAsync(settings => settings["companyId"] = 7);

        var findings = await school.Adapter.CheckAsync(Stop);

        Assert.Contains(findings, f => f is { Result: CheckResult.Missing, Code: "odoo.company" });
    }

    [Theory]
    [InlineData(FaultKind.ServiceUnavailable)]
    [InlineData(FaultKind.MaintenancePage)]
    [InlineData(FaultKind.Reset)]
    public async Task An_Odoo_that_is_away_is_a_finding(FaultKind kind)
    {
        await using var school = await OdooSchool.OpenAsync();
        school.Server.Faults.Add(new Fault(kind, Times: 100));

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop));

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.Equal("odoo.version", finding.Code);
    }

    [Fact]
    public async Task A_short_outage_is_no_matter_for_reads()
    {
        await using var school = await OdooSchool.OpenAsync();
        school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Times: 2));

        var locks = await school.Book.ReadLocksAsync(Stop);

        Assert.Null(locks.LastClosedDay);
    }

    [Fact]
    public async Task An_outage_before_anything_was_sent_is_thrown()
    {
        await using var school = await OdooSchool.OpenAsync();
        var customer = school.Twin.AddPartner("Existing");
        school.Server.Faults.Add(new Fault(FaultKind.TooManyRequests, "account.move/load", Times: 100));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            school.Book.DraftAsync([school.Invoice(customer)], Stop)
        );
        Assert.Empty(school.Twin.Invoices);
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once()
    {
        var context = new AdapterContext(
            "erp",
            """{"baseUrl":"ftp://x","user":"u","companyId":"1","batchSize":501,"externalIdPrefix":"a.b","colour":"red"}""",
            ["x"],
            "Europe/Madrid",
            "school",
            TimeProvider.System,
            new Silence()
        );

        var error = Assert.Throws<AdapterSettingsException>(() => new OdooAdapterFactory().Create(context));

        foreach (
            var name in new[]
            {
                "baseUrl",
                "database",
                "apiKey",
                "companyId",
                "batchSize",
                "externalIdPrefix",
                "colour",
            }
        )
        {
            Assert.Contains(error.Faults, fault => fault.Contains($": {name} ", StringComparison.Ordinal));
        }

        Assert.Equal(7, error.Faults.Count);
    }

    private sealed class Silence : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
