using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>A kind of master record that mappings name by code or name.</summary>
/// <param name="Model">Odoo's model.</param>
/// <param name="Word">What a person calls it.</param>
/// <param name="Names">Fields by which it is named, the strongest first.</param>
/// <param name="ById">Whether it may also be named by its id.</param>
/// <param name="Detail">A further field that is read: type or state.</param>
/// <param name="Condition">A further condition, or null.</param>
internal sealed record CatalogKind(
    string Model,
    string Word,
    string[] Names,
    bool ById,
    string? Detail = null,
    JArray? Condition = null
)
{
    public static readonly CatalogKind Account = new("account.account", "account", ["code"], false, "account_type");
    public static readonly CatalogKind Journal = new("account.journal", "journal", ["code"], true, "type");
    public static readonly CatalogKind Term = new("account.payment.term", "payment term", ["name"], true);
    public static readonly CatalogKind Product = new("product.product", "product", ["default_code"], false);
    public static readonly CatalogKind Analytic = new(
        "account.analytic.account",
        "analytic account",
        ["code", "name"],
        true
    );
    public static readonly CatalogKind Currency = new("res.currency", "currency", ["name"], false, "active");
    public static readonly CatalogKind Country = new("res.country", "country", ["code"], false);
    public static readonly CatalogKind Tax = new(
        "account.tax",
        "sales tax",
        ["name"],
        true,
        "type_tax_use",
        new JArray("type_tax_use", "=", "sale")
    );
}

/// <summary>A master record.</summary>
internal sealed record CatalogEntry(long Id, string Detail);

/// <summary>Resolves codes and names of master records in bulk, and remembers what was found for a while.</summary>
internal sealed class OdooCatalog(OdooRpc rpc, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Model, string Key), (CatalogEntry Entry, DateTimeOffset At)> found =
        new();

    /// <summary>Resolves keys of one kind, in one call for those not remembered.</summary>
    /// <returns>What was found; a key with no or several records has a fault instead.</returns>
    public async Task<Resolved> ResolveAsync(CatalogKind kind, IEnumerable<string?> keys, CancellationToken ct)
    {
        var wanted = keys.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var missing = wanted.Where(key => Remember(kind, key) is null).ToList();
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            var rows = await ReadAsync(kind, missing, ct);
            foreach (var key in missing)
            {
                Match(kind, key, rows, faults);
            }
        }

        return new Resolved(
            wanted
                .Where(key => !faults.ContainsKey(key))
                .ToDictionary(key => key, key => found[(kind.Model, key)].Entry, StringComparer.Ordinal),
            faults
        );
    }

    private CatalogEntry? Remember(CatalogKind kind, string key) =>
        found.TryGetValue((kind.Model, key), out var known) && clock.GetUtcNow() - known.At < Remembered
            ? known.Entry
            : null;

    private async Task<JArray> ReadAsync(CatalogKind kind, List<string> keys, CancellationToken ct)
    {
        var ways = kind.Names.Select(name => new JArray(name, "in", new JArray(keys.Cast<object>()))).ToList();
        if (kind.ById && OdooJson.Ids(keys) is { Count: > 0 } ids)
        {
            ways.Add(new JArray("id", "in", new JArray(ids)));
        }

        var domain = new JArray(Enumerable.Repeat("|", ways.Count - 1));
        ways.ForEach(way => domain.Add(way));
        if (kind.Condition is not null)
        {
            domain.Add(kind.Condition.DeepClone());
        }

        string[] fields = kind.Detail is null ? ["id", .. kind.Names] : ["id", .. kind.Names, kind.Detail];
        var archivedToo = kind == CatalogKind.Currency; // An archived currency must be told apart from an unknown one.
        return (JArray)(await rpc.SearchAsync(kind.Model, domain, fields, ct, archivedToo: archivedToo)).Result!;
    }

    private void Match(CatalogKind kind, string key, JArray rows, Dictionary<string, string> faults)
    {
        var hits = kind
            .Names.Select(name => rows.Where(row => row.Text(name) == key).ToList())
            .FirstOrDefault(list => list.Count > 0);
        hits ??= [.. rows.Where(row => kind.ById && OdooJson.Key(row.Id("id")) == key)];
        if (hits.Count == 1)
        {
            var detail = kind.Detail is null ? "" : hits[0][kind.Detail]?.ToString() ?? "";
            found[(kind.Model, key)] = (new CatalogEntry(hits[0].Id("id"), detail), clock.GetUtcNow());
            return;
        }

        faults[key] =
            hits.Count == 0
                ? $"Odoo has no {kind.Word} '{key}' in this company. Correct the mapping or create it."
                : $"Odoo has {hits.Count} records of {kind.Word} '{key}'. Name one by its id.";
    }
}

/// <summary>What a bulk resolution gave.</summary>
internal sealed record Resolved(
    IReadOnlyDictionary<string, CatalogEntry> Entries,
    IReadOnlyDictionary<string, string> Faults
)
{
    /// <summary>The entry of a key; a fault is added to the list, and null given, when there is none.</summary>
    public CatalogEntry? Take(string? key, List<string> faults)
    {
        if (key is null)
        {
            return null;
        }

        if (Entries.TryGetValue(key, out var entry))
        {
            return entry;
        }

        faults.Add(Faults[key]);
        return null;
    }
}
