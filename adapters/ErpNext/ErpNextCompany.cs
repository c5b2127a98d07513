using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>What a company is.</summary>
/// <param name="Currency">Its currency.</param>
/// <param name="Country">Its country, two capital letters; empty when it has none.</param>
/// <param name="ReceivableAccount">Its own receivable account; empty when it has none.</param>
internal sealed record ErpNextCompanyFacts(Currency Currency, string Country, string ReceivableAccount);

/// <summary>The company: its currency, its country and up to when its periods are closed.</summary>
internal sealed class ErpNextCompany(ErpNextApi api, ErpNextSettings settings)
{
    private ErpNextCompanyFacts? known;

    /// <summary>Reads the company; remembered.</summary>
    /// <exception cref="RemoteMisconfiguredException">The API user does not see it, or its currency is none.</exception>
    public async Task<ErpNextCompanyFacts> ReadAsync(CancellationToken ct)
    {
        if (known is not null)
        {
            return known;
        }

        string[] fields = ["name", "default_currency", "country", "default_receivable_account"];
        var query = new ErpNextQuery("Company", fields, ErpNextJson.Is("name", "=", settings.Company));
        var row =
            (await api.PageAsync(query, 1, ct)).FirstOrDefault()
            ?? throw new RemoteMisconfiguredException(
                $"Company list: the API user does not see the company '{settings.Company}'. Check company and the user's permissions."
            );
        if (!Currency.TryOf(row.Text("default_currency"), out var currency))
        {
            throw new RemoteMisconfiguredException("Company list: the company has no currency of ISO 4217.");
        }

        var country = row.Text("country") is { Length: > 0 } name ? await CodeAsync(name, ct) : "";
        return known = new ErpNextCompanyFacts(currency, country, row.Text("default_receivable_account"));
    }

    /// <summary>The receivable account of documents in a currency; null when a person must name one.</summary>
    public async Task<string?> ReceivableAccountAsync(Currency currency, CancellationToken ct)
    {
        var facts = await ReadAsync(ct);
        return settings.ReceivableAccounts.TryGetValue(currency.Code, out var account) ? account
            : facts.Currency == currency && facts.ReceivableAccount.Length > 0 ? facts.ReceivableAccount
            : null;
    }

    /// <summary>
    /// Reads up to when nothing may be entered: the newest submitted Period Closing Voucher, for everybody; the date of Accounts Settings, for
    /// all but the role named there. Accounting Periods that close single doctypes are not read: ERPNext refuses such a document itself.
    /// </summary>
    public async Task<PeriodLocks> ReadLocksAsync(CancellationToken ct)
    {
        // Until 15.50 a voucher had posting_date only, later also the period's own end; a field that does not exist is left out.
        var query = new ErpNextQuery(
            "Period Closing Voucher",
            ["name", "posting_date", "period_end_date"],
            ErpNextJson.Is("company", "=", settings.Company),
            ErpNextJson.Is("docstatus", "=", 1)
        );
        var closed = (await api.ListAsync(query, ct))
            .Select(row => row.Date("period_end_date") ?? row.Date("posting_date"))
            .Max();
        var arguments = new JObject { ["doctype"] = "Accounts Settings", ["field"] = "acc_frozen_upto" };
        var frozen = await api.CallAsync("frappe.client.get_single_value", arguments, ct);
        return new PeriodLocks(closed, frozen.Date("message"), null);
    }

    private async Task<string> CodeAsync(string country, CancellationToken ct)
    {
        var query = new ErpNextQuery("Country", ["name", "code"], ErpNextJson.Is("name", "=", country));
        return (await api.PageAsync(query, 1, ct)).FirstOrDefault()?.Text("code").ToUpperInvariant() ?? "";
    }
}
