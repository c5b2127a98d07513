using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Looks whether ERPNext has what the connector needs. Reads only.</summary>
internal sealed class ErpNextCheck(
    ErpNextApi api,
    ErpNextSettings settings,
    ErpNextCompany company,
    ErpNextCatalog catalog,
    ErpNextMeta meta
)
{
    private const string Sales = "Give the API user the role Sales User.";
    private const string Accounts = "Give the API user the role Accounts User.";

    private const string NamedByName =
        "A customer that is named by its name has a key that is personal data: it stands in the connector's database.";

    private static readonly Need[] Needs =
    [
        new("Customer", "read", "Customers cannot be found.", Sales),
        new("Customer", "create", "New payers cannot be entered.", Sales),
        new("Contact", "read", "Customers cannot be found by the addresses of their contacts.", Sales),
        new("Sales Invoice", "read", "Invoices and balances cannot be read.", Accounts),
        new("Sales Invoice", "create", "Invoices cannot be made.", Accounts),
        new("Sales Invoice", "write", "Invoices with several due days cannot be made.", Accounts),
        new("Sales Invoice", "submit", "Invoices cannot be submitted.", Accounts),
        new("Payment Ledger Entry", "read", "What settled an invoice cannot be seen.", Accounts),
        new("Payment Entry", "read", "Payments that stand there cannot be seen.", Accounts),
        new("Payment Entry", "create", "Gateway payments cannot be entered.", Accounts),
        new("Payment Entry", "submit", "Gateway payments cannot be entered.", Accounts),
        new("Journal Entry", "read", "Refunds that stand there cannot be seen.", Accounts),
        new("Journal Entry", "create", "Refunds cannot be entered, nor credit notes set off.", Accounts),
        new("Journal Entry", "submit", "Refunds cannot be entered, nor credit notes set off.", Accounts),
        new("Account", "read", "Accounts cannot be resolved.", Accounts),
        new("Sales Taxes and Charges Template", "read", "Taxes cannot be resolved.", Accounts),
        new(
            "Period Closing Voucher",
            "read",
            "Closed periods cannot be seen.",
            "Allow it in Role Permissions Manager."
        ),
        new("Accounts Settings", "read", "The date up to which accounts are frozen cannot be seen.", Sales),
        new("Bank Account", "read", "Banks cannot be listed.", Accounts),
        new("Bank Transaction", "read", "How far a bank is booked cannot be seen.", Accounts),
    ];

    private static readonly string[] Referenced = ["Customer", "Sales Invoice", "Payment Entry", "Journal Entry"];

    private readonly List<CheckFinding> findings = [];

    /// <summary>Runs the check.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        findings.Clear();
        if (!await StepAsync("erpnext.login", "API key and secret", LoginAsync, ct))
        {
            return [.. findings];
        }

        await StepAsync("erpnext.version", "ERPNext's version", VersionAsync, ct);
        await StepAsync("erpnext.company", $"company {settings.Company}", CompanyAsync, ct);
        foreach (var need in Needs)
        {
            await StepAsync(need.Code, need.What, t => RightAsync(need, t), ct);
        }

        foreach (var docType in Referenced)
        {
            await StepAsync(
                $"erpnext.reference.{docType}",
                $"reference of {docType}",
                t => ReferenceAsync(docType, t),
                ct
            );
        }

        await StepAsync("erpnext.legal-fields", "fields of electronic invoicing", LegalFieldsAsync, ct);
        await StepAsync("erpnext.accounts", "accounts of the settings", AccountsAsync, ct);
        await StepAsync("erpnext.taxes", "tax templates", TaxesAsync, ct);
        await StepAsync("erpnext.customer-names", "how customers are named", CustomerNamesAsync, ct);
        await StepAsync("erpnext.locks", "closed periods", LocksAsync, ct);
        Add(
            CheckResult.NotProven,
            "erpnext.posting",
            "submitting an invoice and a payment",
            "A rule or script of the site may refuse them; the document is then parked with its reason.",
            "Let the first acting run make a single invoice (`sync --limit-invoices 1`), and look at it."
        );
        return [.. findings];
    }

    private async Task<bool> StepAsync(
        string code,
        string what,
        Func<CancellationToken, Task> step,
        CancellationToken ct
    )
    {
        try
        {
            await step(ct);
            return true;
        }
        catch (RemoteException error)
        {
            var remedy =
                error is RemoteUnavailableException
                    ? "Check address and network, then try again."
                    : "Correct the settings or the right named here.";
            Add(CheckResult.Missing, code, what, error.Message, remedy);
            return false;
        }
    }

    private async Task LoginAsync(CancellationToken ct)
    {
        var user = (await api.CallAsync("frappe.auth.get_logged_user", [], ct)).Text("message");
        Ok("erpnext.login", "API key and secret");
        if (user == "Administrator")
        {
            Note(
                "erpnext.administrator",
                "the API user is Administrator",
                "It may do more than the connector needs, and no permission holds it to one company.",
                "Use a user of its own with the roles Accounts User and Sales User, and a User Permission for the company."
            );
        }
    }

    private async Task VersionAsync(CancellationToken ct)
    {
        var versions = await api.CallAsync("frappe.utils.change_log.get_versions", [], ct);
        var version = versions["message"]?["erpnext"]?.Text("version") ?? "";
        if (version.StartsWith("15.", StringComparison.Ordinal))
        {
            Ok("erpnext.version", $"ERPNext {version}");
        }
        else
        {
            Note(
                "erpnext.version",
                version.Length > 0 ? $"ERPNext {version}" : "ERPNext is not among the site's apps",
                "The adapter is written for ERPNext 15.",
                "Try it on a copy of the site first."
            );
        }
    }

    private async Task CompanyAsync(CancellationToken ct)
    {
        var facts = await company.ReadAsync(ct);
        Ok("erpnext.company", $"company {settings.Company}, currency {facts.Currency}");
        if (await company.ReceivableAccountAsync(facts.Currency, ct) is null)
        {
            Add(
                CheckResult.Missing,
                "erpnext.receivable",
                $"a receivable account in {facts.Currency}",
                "Invoices cannot be made.",
                "Set the company's Default Receivable Account, or receivableAccounts."
            );
        }
    }

    private async Task RightAsync(Need need, CancellationToken ct)
    {
        var arguments = new JObject
        {
            ["doctype"] = need.DocType,
            ["docname"] = "",
            ["perm_type"] = need.Right,
        };
        var answer = await api.CallAsync("frappe.client.has_permission", arguments, ct);
        if (answer["message"]?.Flag("has_permission") == true)
        {
            Ok(need.Code, need.What);
        }
        else
        {
            Add(CheckResult.Missing, need.Code, need.What, need.Consequence, need.Remedy);
        }
    }

    private async Task ReferenceAsync(string docType, CancellationToken ct)
    {
        var code = $"erpnext.reference.{docType}";
        var name = settings.ReferenceField;
        var field = (await meta.FieldsAsync(docType, ct)).GetValueOrDefault(name);
        if (field is null)
        {
            Add(
                CheckResult.Missing,
                code,
                $"custom field {name} of {docType}",
                "Nothing can be written: a repetition could not be told from a new document.",
                $"Customize Form, {docType}: add a field of type Data named {name} with Unique, No Copy and Read Only."
            );
        }
        else if (!field.Flag("unique"))
        {
            Add(
                CheckResult.Missing,
                code,
                $"custom field {name} of {docType} is not unique",
                "After a lost answer the same document could be made twice.",
                $"Customize Form, {docType}: tick Unique on {name}."
            );
        }
        else
        {
            Ok(code, $"custom field {name} of {docType}");
            if (!field.Flag("no_copy"))
            {
                Note(
                    code + ".no-copy",
                    $"custom field {name} of {docType} is copied",
                    "Duplicating or amending a document there is refused until the copied reference is cleared.",
                    $"Customize Form, {docType}: tick No Copy on {name}."
                );
            }
        }
    }

    private async Task LegalFieldsAsync(CancellationToken ct)
    {
        var fields = await meta.FieldsAsync(ErpNextDocuments.DocType, ct);
        foreach (var field in new[] { settings.LegalStateField, settings.LegalNumberField }.Where(f => f.Length > 0))
        {
            var code = $"erpnext.legal-field.{field}";
            if (fields.ContainsKey(field))
            {
                Ok(code, $"field {field} of Sales Invoice");
            }
            else
            {
                Add(
                    CheckResult.Missing,
                    code,
                    $"field {field} of Sales Invoice",
                    "The state of electronic invoicing is not seen.",
                    "Correct legalStateField or legalNumberField, or remove it."
                );
            }
        }
    }

    private async Task AccountsAsync(CancellationToken ct)
    {
        string[] named =
        [
            settings.IncomeAccount,
            .. settings.ReceivableAccounts.Values,
            .. settings.PaymentAccounts.Values,
        ];
        var resolved = await catalog.ResolveAsync(ErpNextKind.Account, named, ct);
        foreach (var fault in resolved.Faults)
        {
            Add(
                CheckResult.Missing,
                $"erpnext.account.{fault.Key}",
                fault.Value,
                "Documents that name it are refused.",
                "Correct the setting."
            );
        }

        if (resolved.Faults.Count == 0 && resolved.Entries.Count > 0)
        {
            Ok("erpnext.accounts", $"accounts: {string.Join(", ", resolved.Entries.Keys)}");
        }

        if (settings.PaymentAccounts.Count > 0 && resolved.Faults.Count == 0)
        {
            await ErpNextPayments.AccountsAsync(settings.PaymentAccounts.Keys, catalog, settings, ct);
        }
        else if (settings.PaymentAccounts.Count == 0)
        {
            Note(
                "erpnext.payment-accounts",
                "no payment journal",
                "Gateway payments cannot be entered.",
                "Set paymentAccounts, if a gateway is used: { \"KEY\": \"Bank account - ABC\" }."
            );
        }
    }

    private async Task TaxesAsync(CancellationToken ct)
    {
        var (_, templates) = await catalog.TaxesAsync(settings.Taxes.Keys, ct);
        foreach (var fault in templates.Faults)
        {
            Add(
                CheckResult.Missing,
                $"erpnext.tax.{fault.Key}",
                fault.Value,
                "Documents with it are refused.",
                "Correct taxes."
            );
        }

        if (templates.Entries.Count > 0)
        {
            Ok("erpnext.taxes", $"tax templates: {string.Join(", ", templates.Entries.Keys)}");
        }

        var query = new ErpNextQuery(
            ErpNextKind.Tax.DocType,
            ["name"],
            ErpNextJson.Is("company", "=", settings.Company),
            ErpNextJson.Is("is_default", "=", 1),
            ErpNextJson.Is("disabled", "=", 0)
        );
        if ((await api.PageAsync(query, 1, ct)).FirstOrDefault() is { } standard)
        {
            Note(
                "erpnext.default-tax",
                $"'{standard.Text("name")}' is the default tax template",
                "ERPNext puts it on an invoice that has no tax; its draft then differs and is held back.",
                "Map exempt courses to a template of 0 %, or take the default away."
            );
        }
    }

    private async Task CustomerNamesAsync(CancellationToken ct)
    {
        const string Code = "erpnext.customer-names";
        const string Remedy =
            "Set Selling Settings, Customer Naming By, to Naming Series before the first new customer.";
        string way;
        try
        {
            var arguments = new JObject { ["doctype"] = "Selling Settings", ["field"] = "cust_master_name" };
            way = (await api.CallAsync("frappe.client.get_single_value", arguments, ct)).Text("message");
        }
        catch (RemoteMisconfiguredException)
        {
            // No right that the connector needs for anything else.
            Add(CheckResult.NotProven, Code, "how customers are named", NamedByName, Remedy);
            return;
        }

        if (way == "Customer Name")
        {
            Note(Code, "customers are named by their name", NamedByName, Remedy);
        }
    }

    private async Task LocksAsync(CancellationToken ct)
    {
        var last = (await company.ReadLocksAsync(ct)).LastClosedDay;
        Note(
            "erpnext.locks",
            last is { } day ? $"closed up to {ErpNextJson.Date(day)}" : "no period is closed",
            "ERPNext refuses a document dated in a closed period; the connector holds it back before.",
            ""
        );
    }

    private void Ok(string code, string what) => Add(CheckResult.Ok, code, what, "", "");

    private void Note(string code, string what, string consequence, string remedy) =>
        Add(CheckResult.Note, code, what, consequence, remedy);

    private void Add(CheckResult result, string code, string what, string consequence, string remedy) =>
        findings.Add(new CheckFinding(result, code, what, consequence, remedy));

    private sealed record Need(string DocType, string Right, string Consequence, string Remedy)
    {
        public string Code => $"erpnext.right.{DocType}.{Right}";

        public string What => $"{Right} on {DocType}";
    }
}
