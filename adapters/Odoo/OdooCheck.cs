using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Looks whether Odoo has what the connector needs. Reads only.</summary>
internal sealed class OdooCheck(OdooRpc rpc, OdooCompany company)
{
    private static readonly Need[] Needs =
    [
        new("res.partner", "read", "Customers cannot be found.", "Give the API user Invoicing/Billing."),
        new(
            "res.partner",
            "create",
            "New payers cannot be entered.",
            "Give the API user Extra Rights/Contact Creation."
        ),
        new("account.move", "read", "Invoices and balances cannot be read.", "Give the API user Invoicing/Billing."),
        new("account.move", "create", "Invoices cannot be made.", "Give the API user Invoicing/Billing."),
        new("account.move", "write", "Invoices cannot be posted.", "Give the API user Invoicing/Billing."),
        new("account.payment", "create", "Gateway payments cannot be entered.", "Give the API user Invoicing/Billing."),
        new("account.payment", "write", "Gateway payments cannot be posted.", "Give the API user Invoicing/Billing."),
        new(
            "account.partial.reconcile",
            "read",
            "What settled an invoice cannot be seen.",
            "Give the API user Invoicing/Billing."
        ),
        new(
            "account.partial.reconcile",
            "create",
            "Payments cannot be allocated.",
            "Give the API user Invoicing/Billing."
        ),
        new(
            "account.partial.reconcile",
            "unlink",
            "What money that goes back had settled cannot be opened again.",
            "Give the API user Invoicing/Billing."
        ),
    ];

    private readonly List<CheckFinding> findings = [];

    /// <summary>Runs the check.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        findings.Clear();
        if (
            await StepAsync("odoo.version", "Odoo's version", VersionAsync, ct)
            && await StepAsync("odoo.login", "database, user and API key", LoginAsync, ct)
        )
        {
            await CompanyStepAsync(ct);
            await StepAsync("odoo.groups", "groups of the API user", GroupsAsync, ct);
            foreach (var need in Needs)
            {
                await StepAsync(
                    $"odoo.right.{need.Model}.{need.Right}",
                    $"{need.Right} on {need.Model}",
                    t => RightAsync(need, t),
                    ct
                );
            }

            await StepAsync("odoo.journals", "journals", JournalsAsync, ct);
            await StepAsync("odoo.locks", "lock dates", LocksAsync, ct);
            await StepAsync("odoo.portal", "Odoo's portal", PortalAsync, ct);
            await StepAsync("odoo.legal-fields", "legalStateField and legalNumberField", LegalFieldsAsync, ct);
            await StepAsync("odoo.external-id-prefix", "externalIdPrefix", PrefixAsync, ct);
            findings.Add(
                new CheckFinding(
                    CheckResult.NotProven,
                    "odoo.posting",
                    "posting an invoice and allocating a payment",
                    "A rule of an Odoo module may refuse them; the document is then parked with its reason.",
                    "Let the first acting run make a single invoice (`sync --limit-invoices 1`), and look at it."
                )
            );
        }

        return [.. findings];
    }

    private async Task<bool> StepAsync(
        string code,
        string what,
        Func<CancellationToken, Task> step,
        CancellationToken ct,
        bool rethrow = false
    )
    {
        try
        {
            await step(ct);
            return true;
        }
        catch (RemoteException error) when (!(rethrow && error is RemoteMisconfiguredException))
        {
            var remedy =
                error is RemoteUnavailableException
                    ? "Check address and network, then try again."
                    : "Correct the settings named here.";
            findings.Add(new CheckFinding(CheckResult.Missing, code, what, error.Message, remedy));
            return false;
        }
    }

    /// <summary>A company that the user is not allowed is an AccessError in Odoo, one that does not exist an empty answer.</summary>
    private async Task CompanyStepAsync(CancellationToken ct)
    {
        var what = $"company {rpc.Settings.CompanyId}";
        try
        {
            await StepAsync("odoo.company", what, CompanyAsync, ct, rethrow: true);
        }
        catch (RemoteMisconfiguredException)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Missing,
                    "odoo.company",
                    what,
                    "Nothing can be read or written: the API user does not see this company.",
                    "Check companyId, or allow the company on the API user under Settings, Users."
                )
            );
        }
    }

    private async Task VersionAsync(CancellationToken ct)
    {
        var version = (await rpc.CommonAsync("version", [], ct))?.Text("server_version") ?? "unknown";
        if (version.StartsWith("17.", StringComparison.Ordinal))
        {
            Ok("odoo.version", $"Odoo {version}");
        }
        else
        {
            Note(
                "odoo.version",
                $"Odoo {version}",
                "The adapter is proved against Odoo 17.0 only.",
                "Try it on a copy of the database first."
            );
        }
    }

    private async Task LoginAsync(CancellationToken ct)
    {
        await rpc.LoginAsync(ct);
        Ok("odoo.login", "database, user and API key");
    }

    private async Task GroupsAsync(CancellationToken ct)
    {
        await GroupAsync(
            "account.group_account_invoice",
            CheckResult.Missing,
            "Invoices cannot be made.",
            "Give the API user the group Invoicing/Billing.",
            ct
        );
        await GroupAsync(
            "base.group_partner_manager",
            CheckResult.Missing,
            "New payers cannot be entered.",
            "Give the API user Extra Rights/Contact Creation.",
            ct
        );
        if (await HasGroupAsync("base.group_system", ct))
        {
            Note(
                "odoo.group.base.group_system",
                "group base.group_system",
                "The API user is an administrator and may do more than the connector needs.",
                "Use a user of its own with Billing and Contact Creation."
            );
        }
    }

    private async Task GroupAsync(
        string group,
        CheckResult without,
        string consequence,
        string remedy,
        CancellationToken ct
    )
    {
        var has = await HasGroupAsync(group, ct);
        findings.Add(
            has
                ? new CheckFinding(CheckResult.Ok, $"odoo.group.{group}", $"group {group}", "", "")
                : new CheckFinding(without, $"odoo.group.{group}", $"group {group}", consequence, remedy)
        );
    }

    private async Task<bool> HasGroupAsync(string group, CancellationToken ct) =>
        (await rpc.ReadAsync("res.users", "has_group", [group], null, ct)).Result is { Type: JTokenType.Boolean } has
        && (bool)has;

    private async Task CompanyAsync(CancellationToken ct)
    {
        var row = await company.ReadAsync(["currency_id", "tax_calculation_rounding_method"], ct);
        Ok("odoo.company", $"company {rpc.Settings.CompanyId}, currency {row.Label("currency_id")}");
        var method = row.Text("tax_calculation_rounding_method") ?? "unknown";
        Note(
            "odoo.rounding",
            $"tax rounding {method}",
            "Totals are compared with the draft's own before posting, so either method works.",
            ""
        );
    }

    private async Task RightAsync(Need need, CancellationToken ct)
    {
        var named = new JObject { ["raise_exception"] = false };
        var may = (await rpc.ReadAsync(need.Model, "check_access_rights", [need.Right], named, ct)).Result;
        var code = $"odoo.right.{need.Model}.{need.Right}";
        var what = $"{need.Right} on {need.Model}";
        findings.Add(
            may is { Type: JTokenType.Boolean } && (bool)may
                ? new CheckFinding(CheckResult.Ok, code, what, "", "")
                : new CheckFinding(CheckResult.Missing, code, what, need.Consequence, need.Remedy)
        );
    }

    private async Task JournalsAsync(CancellationToken ct)
    {
        var rows = await rpc.SearchAsync(
            "account.journal",
            [
                new JArray("company_id", "=", rpc.Settings.CompanyId),
                new JArray("type", "in", new JArray("sale", "bank", "cash")),
            ],
            ["id", "code", "type"],
            ct
        );
        Journal(rows.Result!, "sale", "Invoices cannot be made.", "Create a sales journal.", "sale");
        Journal(
            rows.Result!,
            "bank",
            "Gateway payments cannot be entered.",
            "Create a bank or cash journal for each gateway.",
            "bank",
            "cash"
        );
    }

    private void Journal(JToken rows, string code, string consequence, string remedy, params string[] types)
    {
        var codes = rows.Where(row => types.Contains(row.Text("type"))).Select(row => row.Text("code")).ToList();
        findings.Add(
            codes.Count > 0
                ? new CheckFinding(
                    CheckResult.Ok,
                    $"odoo.journal.{code}",
                    $"{code} journals: {string.Join(", ", codes)}",
                    "",
                    ""
                )
                : new CheckFinding(
                    CheckResult.Missing,
                    $"odoo.journal.{code}",
                    $"a {code} journal",
                    consequence,
                    remedy
                )
        );
    }

    private async Task LocksAsync(CancellationToken ct)
    {
        var last = (await company.ReadLocksAsync(ct)).LastClosedDay;
        Note(
            "odoo.locks",
            last is { } day ? $"closed up to {OdooJson.Date(day)}" : "no period is closed",
            "Odoo moves an invoice dated in a closed period to an open day without an error; the connector holds it back.",
            ""
        );
    }

    /// <summary>An invoice has a token where Odoo has the portal. It is not asked for one: that would write it.</summary>
    private async Task PortalAsync(CancellationToken ct)
    {
        var portal = rpc.Settings.PortalUrl;
        JArray asked = [new JArray("access_token")];
        var attributes = new JObject { ["attributes"] = new JArray("type") };
        var fields = (await rpc.ReadAsync("account.move", "fields_get", asked, attributes, ct)).Result as JObject;
        if (fields?["access_token"] is null)
        {
            Note(
                "odoo.portal",
                "Odoo's portal is not there",
                "Messages carry no address at which the payer sees the invoice.",
                "Install the module Customer Portal (portal), if messages shall show invoices."
            );
            return;
        }

        findings.Add(
            new CheckFinding(
                CheckResult.NotProven,
                "odoo.portal",
                $"payers reach Odoo's portal at {portal.Scheme}://{portal.Authority}",
                "Messages show the payer the invoice there, with its PDF and state; the address must open from outside.",
                "Open it from outside. If payers have another address for Odoo than baseUrl, set portalUrl."
            )
        );
    }

    /// <summary>A field that is not there would make every reading of documents fail.</summary>
    private async Task LegalFieldsAsync(CancellationToken ct)
    {
        await LegalFieldAsync("odoo.legal-state", "legalStateField", rpc.Settings.LegalStateField, ct);
        await LegalFieldAsync("odoo.legal-number", "legalNumberField", rpc.Settings.LegalNumberField, ct);
    }

    private async Task LegalFieldAsync(string code, string setting, string? field, CancellationToken ct)
    {
        if (field is null)
        {
            return;
        }

        JArray asked = [new JArray(field)];
        var attributes = new JObject { ["attributes"] = new JArray("type") };
        var fields = (await rpc.ReadAsync("account.move", "fields_get", asked, attributes, ct)).Result as JObject;
        findings.Add(
            fields?[field] is not null
                ? new CheckFinding(CheckResult.Ok, code, $"{setting} {field}", "", "")
                : new CheckFinding(
                    CheckResult.Missing,
                    code,
                    $"{setting} {field}",
                    "Odoo's documents have no such field, so none of them can be read.",
                    $"Install the module that adds it, or correct {setting}."
                )
        );
    }

    /// <summary>An external id under an installed module's name is deleted at that module's next upgrade.</summary>
    private async Task PrefixAsync(CancellationToken ct)
    {
        const string Code = "odoo.external-id-prefix";
        var prefix = rpc.Settings.ExternalIdPrefix;
        try
        {
            JArray domain = [new JArray("name", "=", prefix), new JArray("state", "!=", "uninstalled")];
            var answer = await rpc.ReadAsync("ir.module.module", "search_count", [domain], null, ct);
            findings.Add(
                answer.Result is { Type: JTokenType.Integer } count && (long)count == 0
                    ? new CheckFinding(CheckResult.Ok, Code, $"externalIdPrefix {prefix}", "", "")
                    : new CheckFinding(
                        CheckResult.Missing,
                        Code,
                        $"externalIdPrefix {prefix}",
                        "It is the name of a module: an upgrade would delete our external ids, and invoices could be made twice.",
                        "Choose another externalIdPrefix."
                    )
            );
        }
        catch (RemoteException error) when (error is RemoteMisconfiguredException or RemoteRejectedException)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.NotProven,
                    Code,
                    $"externalIdPrefix {prefix}",
                    "If it were the name of an installed module, an upgrade would delete our external ids.",
                    "The API user may not list modules: look under Apps that none has this technical name."
                )
            );
        }
    }

    private void Ok(string code, string what) => findings.Add(new CheckFinding(CheckResult.Ok, code, what, "", ""));

    private void Note(string code, string what, string consequence, string remedy) =>
        findings.Add(new CheckFinding(CheckResult.Note, code, what, consequence, remedy));

    private sealed record Need(string Model, string Right, string Consequence, string Remedy);
}
