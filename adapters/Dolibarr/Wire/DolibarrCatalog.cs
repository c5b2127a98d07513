using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Dolibarr's own lists by the codes that people use: payment modes, payment terms, countries, products.</summary>
/// <remarks>Payment modes and products are recorded; payment terms and countries are from Dolibarr's source.</remarks>
internal sealed class DolibarrCatalog(DolibarrApi api)
{
    private readonly ConcurrentDictionary<string, long> known = new(StringComparer.Ordinal);

    /// <summary>Finds an active payment mode, such as <c>CB</c>; null when there is none.</summary>
    public Task<long?> PaymentModeAsync(string code, CancellationToken ct) =>
        FindAsync(
            $"mode {code}",
            () => DictionaryAsync("setup.payment_types", "setup/dictionary/payment_types", code, ct)
        );

    /// <summary>Finds an active payment term by its code or id; null when there is none.</summary>
    public Task<long?> PaymentTermAsync(string key, CancellationToken ct) =>
        FindAsync(
            $"term {key}",
            () => DictionaryAsync("setup.payment_terms", "setup/dictionary/payment_terms", key, ct)
        );

    /// <summary>Finds a country by its two letters; null when there is none.</summary>
    public Task<long?> CountryAsync(string code, CancellationToken ct) =>
        FindAsync(
            $"country {code}",
            async () =>
                code.Length == 2 && code.All(char.IsAsciiLetter)
                    ? await api.FindAsync(
                        "setup.countries",
                        $"setup/dictionary/countries/byCode/{code.ToUpperInvariant()}",
                        ct
                    )
                    : null
        );

    /// <summary>Finds a product or service by its reference; null when there is none.</summary>
    public Task<long?> ProductAsync(string reference, CancellationToken ct) =>
        FindAsync(
            $"product {reference}",
            () => api.FindAsync("products.get", $"products/ref/{Uri.EscapeDataString(reference)}", ct)
        );

    private async Task<JToken?> DictionaryAsync(string operation, string resource, string key, CancellationToken ct)
    {
        var rows = await api.ListAsync(operation, resource, [("active", "1")], ct);
        return rows.FirstOrDefault(row => row.Text("code") == key || row.Text("id") == key);
    }

    private async Task<long?> FindAsync<T>(string key, Func<Task<T?>> find)
        where T : JToken
    {
        if (known.TryGetValue(key, out var id))
        {
            return id;
        }

        if (await find() is not { } row || row.Number("id") is not (> 0 and var found))
        {
            return null; // Not kept: it may be added while we run.
        }

        known[key] = found;
        return found;
    }
}
