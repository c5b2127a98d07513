using Collections.Adapters.Dolibarr.Invoices;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Checking;

/// <summary>Looks whether Dolibarr has what the connector needs, without writing.</summary>
/// <remarks>
/// A right to write is proved by a request that cannot be done: without what it must have, or about a record that cannot exist.
/// Dolibarr looks at the right first (recorded: 401 or 403 without it, 400 or 404 with it).
/// </remarks>
internal sealed class DolibarrCheck(
    DolibarrApi api,
    DolibarrSettings settings,
    DolibarrCatalog catalog,
    InvoiceReader invoices
)
{
    /// <summary>The highest id that a database can have: no record has it.</summary>
    private const string NoRecord = "2147483647";

    private static readonly RightNeeded[] Rights =
    [
        new("thirdparties.read", "thirdparties", null, "Read third parties", "Customers cannot be found."),
        new("thirdparties.create", "thirdparties", [], "Create/modify third parties", "New payers cannot be entered."),
        new("invoices.read", "invoices", null, "Read customer invoices", "Invoices and balances cannot be read."),
        new("invoices.create", "invoices", [], "Create/modify customer invoices", "Invoices cannot be made."),
        new(
            "invoices.validate",
            $"invoices/{NoRecord}/validate",
            [],
            "Create/modify customer invoices",
            "Invoices cannot be posted."
        ),
        new(
            "payments.create",
            $"invoices/{NoRecord}/payments",
            new JObject
            {
                ["datepaye"] = 1,
                ["paymentid"] = 1,
                ["closepaidinvoices"] = "no",
                ["accountid"] = 1,
            },
            "Issue payments of customer invoices",
            "Gateway payments cannot be entered."
        ),
        new(
            "bankaccounts.read",
            "bankaccounts",
            null,
            "Read bank accounts",
            "Nobody knows how far the bank is booked."
        ),
    ];

    /// <summary>Runs the check.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new Findings();
        if (!await findings.StepAsync("dolibarr.login", "address and API key", t => VersionAsync(findings, t), ct))
        {
            return findings.All;
        }

        foreach (var right in Rights)
        {
            await RightAsync(findings, right, ct);
        }

        await findings.StepAsync("dolibarr.invoices", "zone and currency", t => InvoicesAsync(findings, t), ct);
        await findings.StepAsync("dolibarr.payment-mode", "payment mode", t => PaymentModeAsync(findings, t), ct);
        await findings.StepAsync("dolibarr.bank-accounts", "bank accounts", t => BankAccountsAsync(findings, t), ct);
        Settings(findings);
        NotProven(findings);
        return findings.All;
    }

    private async Task VersionAsync(Findings findings, CancellationToken ct)
    {
        var status = await api.FindAsync("status", "status", ct);
        var version = status?["success"]?.Text("dolibarr_version") ?? "unknown";
        if (version.StartsWith("16.", StringComparison.Ordinal))
        {
            findings.Ok("dolibarr.version", $"Dolibarr {version}");
        }
        else
        {
            findings.Note(
                "dolibarr.version",
                $"Dolibarr {version}",
                "The adapter is proved against recordings of Dolibarr 16.0 only.",
                "Try it on a copy of the database first."
            );
        }
    }

    private async Task RightAsync(Findings findings, RightNeeded need, CancellationToken ct)
    {
        var code = $"dolibarr.right.{need.Code}";
        try
        {
            if (need.Probe is { } probe)
            {
                await api.ProbeAsync($"check.{need.Code}", need.Resource, probe, ct);
            }
            else
            {
                await api.ListAsync($"check.{need.Code}", need.Resource, [("limit", "1")], ct);
            }

            findings.Ok(code, need.Right);
        }
        catch (RemoteMisconfiguredException error)
        {
            findings.Missing(
                code,
                need.Right,
                $"{need.Consequence} {error.Message}",
                $"Give the API user the permission \"{need.Right}\", and enable the module."
            );
        }
        catch (RemoteException error)
        {
            findings.Missing(code, need.Right, error.Message, "Check address and network, then try again.");
        }
    }

    private async Task InvoicesAsync(Findings findings, CancellationToken ct)
    {
        await foreach (var page in invoices.PagesAsync([], "unpaid", ct))
        {
            foreach (var row in page)
            {
                invoices.Row.ToDocument(row, withDueLine: false);
            }

            if (page.Count > 0)
            {
                findings.Ok("dolibarr.zone", $"serverZone {settings.ServerZone.Id}, currency {settings.Currency}");
                return;
            }
        }

        findings.NotProven(
            "dolibarr.zone",
            $"serverZone {settings.ServerZone.Id}, currency {settings.Currency}",
            "No invoice is open that would show them. With a wrong zone invoices would be dated a day off; the connector stops at the first one.",
            "Compare serverZone with date.timezone of Dolibarr's PHP, and currency with its company."
        );
    }

    private async Task PaymentModeAsync(Findings findings, CancellationToken ct)
    {
        var what = $"payment mode {settings.PaymentMode}";
        if (await catalog.PaymentModeAsync(settings.PaymentMode, ct) is not null)
        {
            findings.Ok("dolibarr.payment-mode", what);
        }
        else
        {
            findings.Missing(
                "dolibarr.payment-mode",
                what,
                "Gateway payments cannot be entered.",
                "Activate it under Setup, Dictionaries, Payment modes, or correct paymentMode."
            );
        }
    }

    private async Task BankAccountsAsync(Findings findings, CancellationToken ct)
    {
        var accounts = await api.ListAsync("bankaccounts.list", "bankaccounts", [], ct);
        foreach (var (journal, id) in settings.BankAccounts)
        {
            var code = $"dolibarr.bank-account.{journal}";
            var account = accounts.FirstOrDefault(a => a.Number("id") == id);
            var wrong = account switch
            {
                null => $"Dolibarr has no bank account {id}.",
                _ when account.Text("clos") == "1" => $"Bank account {id} is closed.",
                _ when account.Text("currency_code") is { Length: > 0 } own && own != settings.Currency.Code =>
                    $"Bank account {id} is in {own}.",
                _ => null,
            };
            if (wrong is null)
            {
                findings.Ok(code, $"journal {journal} is bank account {account!.Text("ref")}");
            }
            else
            {
                findings.Missing(
                    code,
                    $"journal {journal}",
                    $"{wrong} Gateway payments cannot be entered.",
                    "Correct bankAccounts, or the account in Dolibarr."
                );
            }
        }
    }

    private void Settings(Findings findings)
    {
        if (settings.BankAccounts.Count == 0)
        {
            findings.Note(
                "dolibarr.bank-accounts",
                "bankAccounts names no journal",
                "Gateway payments cannot be entered.",
                "Give each gateway's journal the id of a bank account, if there are gateways."
            );
        }

        if (settings.TaxRates.Count == 0)
        {
            findings.Note(
                "dolibarr.tax-rates",
                "taxRates is empty",
                "Only lines without tax can be invoiced.",
                "List the VAT rates that the mapping uses."
            );
        }
    }

    private static void NotProven(Findings findings)
    {
        findings.NotProven(
            "dolibarr.all-third-parties",
            "the API user sees every third party",
            "Without it only the customers whose representative it is are found, and others would be made twice.",
            "Give it \"Extend access to all third parties\", and no third party of its own."
        );
        findings.NotProven(
            "dolibarr.posting",
            "validating an invoice and entering a payment",
            "A module or a numbering rule may refuse them; the document is then parked with its reason.",
            "Let the first acting run make a single invoice (`sync --limit-invoices 1`), and look at it."
        );
        findings.Note(
            "dolibarr.locks",
            "no closed periods are read",
            "Dolibarr shows none over its API: an invoice may be dated in a closed one.",
            "Keep automatic issuing to the current period."
        );
    }

    private sealed record RightNeeded(string Code, string Resource, JObject? Probe, string Right, string Consequence);
}
