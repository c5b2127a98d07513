using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_that_has_everything_has_nothing_missing_and_nothing_is_written()
    {
        await using var school = await ErpNextSchool.OpenAsync();

        var findings = await school.Adapter.CheckAsync(Stop);

        Assert.DoesNotContain(findings, f => f.Result == CheckResult.Missing);
        Assert.Contains(findings, f => f.Code == "erpnext.version" && f.Result == CheckResult.Ok);
        Assert.DoesNotContain(school.Calls, call => call.IsWrite);
    }

    [Theory]
    [InlineData(false, false, "add a field")]
    [InlineData(true, false, "tick Unique")]
    public async Task A_reference_field_that_is_missing_or_not_unique_is_named_with_what_to_do(
        bool isThere,
        bool unique,
        string remedy
    )
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Customize("Payment Entry", isThere, unique);

        var missing = Assert.Single(await MissingAsync(school));

        Assert.Equal("erpnext.reference.Payment Entry", missing.Code);
        Assert.Contains(remedy, missing.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sales Invoice submit")]
    [InlineData("Journal Entry create")]
    [InlineData("Customer create")]
    public async Task A_missing_right_is_named_with_what_stops_without_it(string right)
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Denied.Add(right);

        var missing = Assert.Single(await MissingAsync(school));

        Assert.Equal($"erpnext.right.{right[..right.LastIndexOf(' ')]}.{right.Split(' ')[^1]}", missing.Code);
        Assert.NotEqual("", missing.Consequence);
        Assert.NotEqual("", missing.Remedy);
    }

    [Fact]
    public async Task A_wrong_key_ends_the_check_with_one_finding()
    {
        await using var school = await ErpNextSchool.OpenAsync(s => s["apiSecret"] = "wrong");

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop));

        Assert.Equal(("erpnext.login", CheckResult.Missing), (finding.Code, finding.Result));
        Assert.DoesNotContain("wrong", finding.Consequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_an_account_and_a_template_that_do_not_exist_are_told_together()
    {
        await using var school = await ErpNextSchool.OpenAsync(s =>
        {
            s["incomeAccount"] = "Nothing - S";
            s["taxes"] = new JObject { ["VAT21"] = "No VAT - S" };
            s["legalStateField"] = "no_such_field";
        });

        var codes = (await MissingAsync(school)).Select(f => f.Code).ToList();

        Assert.Contains("erpnext.account.Nothing - S", codes);
        Assert.Contains("erpnext.tax.No VAT - S", codes);
        Assert.Contains("erpnext.legal-field.no_such_field", codes);
    }

    [Fact]
    public async Task A_default_tax_customers_named_by_themselves_and_another_version_are_notes()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.AddTax("Standard", 21m, isDefault: true);
        school.Twin.Set("Selling Settings", "cust_master_name", "Customer Name");
        school.Twin.Version = "16.0.0";
        school.Twin.User = "Administrator";

        var notes = (await school.Adapter.CheckAsync(Stop))
            .Where(f => f.Result == CheckResult.Note)
            .Select(f => f.Code);

        Assert.Superset(
            new HashSet<string>
            {
                "erpnext.default-tax",
                "erpnext.customer-names",
                "erpnext.version",
                "erpnext.administrator",
            },
            notes.ToHashSet()
        );
    }

    [Fact]
    public async Task How_customers_are_named_is_not_proven_where_the_user_may_not_see_it()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Denied.Add("Selling Settings read");

        var findings = await school.Adapter.CheckAsync(Stop);

        Assert.Equal(CheckResult.NotProven, Assert.Single(findings, f => f.Code == "erpnext.customer-names").Result);
        Assert.DoesNotContain(findings, f => f.Result == CheckResult.Missing);
    }

    [Fact]
    public async Task A_site_that_is_away_is_a_finding_and_no_exception()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Times: 10));

        var finding = Assert.Single(await school.Adapter.CheckAsync(Stop));

        Assert.Contains("network", finding.Remedy, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<CheckFinding>> MissingAsync(ErpNextSchool school) =>
        [.. (await school.Adapter.CheckAsync(Stop)).Where(f => f.Result == CheckResult.Missing)];
}
