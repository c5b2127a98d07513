using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>The company: its country, its currency and up to when its periods are closed.</summary>
internal sealed class OdooCompany(OdooRpc rpc, OdooCatalog catalog)
{
    /// <summary>Lock dates by meaning, in any version; later versions have more of them, and reading one that is missing is an error.</summary>
    private static readonly string[] LockFields =
    [
        "fiscalyear_lock_date",
        "period_lock_date",
        "tax_lock_date",
        "sale_lock_date",
        "hard_lock_date",
    ];

    private string[]? known;
    private string? countryCode;

    /// <summary>Reads the lock dates: two calls the first time, then one.</summary>
    public async Task<PeriodLocks> ReadLocksAsync(CancellationToken ct)
    {
        var fields = await KnownLockFieldsAsync(ct);
        var row = await ReadAsync(fields, ct);
        return new PeriodLocks(
            Latest(row, "fiscalyear_lock_date", "hard_lock_date", "sale_lock_date"),
            row.Date("period_lock_date"),
            row.Date("tax_lock_date")
        );
    }

    /// <summary>Reads fields of the company.</summary>
    /// <exception cref="RemoteMisconfiguredException">The API user does not see this company.</exception>
    public async Task<JToken> ReadAsync(string[] fields, CancellationToken ct)
    {
        var id = rpc.Settings.CompanyId;
        var rows = await rpc.SearchAsync("res.company", [new JArray("id", "=", id)], ["id", .. fields], ct);
        return rows.Result!.FirstOrDefault()
            ?? throw new RemoteMisconfiguredException(
                $"res.company.search_read: the API user does not see company {id}. Check companyId and the user's companies."
            );
    }

    /// <summary>The company's country, two capital letters; empty when it has none. Remembered.</summary>
    public async Task<string> CountryCodeAsync(CancellationToken ct)
    {
        if (countryCode is not null)
        {
            return countryCode;
        }

        var country = (await ReadAsync(["country_id"], ct)).Id("country_id");
        var rows = await rpc.SearchAsync("res.country", [new JArray("id", "=", country)], ["id", "code"], ct);
        return countryCode = rows.Result!.FirstOrDefault()?.Text("code") ?? "";
    }

    /// <summary>Resolves countries by their two letters.</summary>
    public Task<Resolved> CountriesAsync(IEnumerable<string?> codes, CancellationToken ct) =>
        catalog.ResolveAsync(CatalogKind.Country, codes, ct);

    private async Task<string[]> KnownLockFieldsAsync(CancellationToken ct)
    {
        if (known is null)
        {
            var attributes = new JObject { ["attributes"] = new JArray("type") };
            JArray asked = [new JArray(LockFields.Cast<object>())];
            var fields = (await rpc.ReadAsync("res.company", "fields_get", asked, attributes, ct)).Result as JObject;
            known = [.. LockFields.Where(field => fields?[field] is not null)];
        }

        return known;
    }

    private static DateOnly? Latest(JToken row, params string[] fields) =>
        fields.Select(field => row.Date(field)).Max();
}
