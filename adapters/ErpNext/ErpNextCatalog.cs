using System.Collections.Concurrent;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>A kind of master record that mappings and settings name.</summary>
/// <param name="DocType">ERPNext's doctype.</param>
/// <param name="Word">What a person calls it.</param>
/// <param name="OfCompany">Whether each company has its own.</param>
/// <param name="Names">Fields by which it is named, the strongest first.</param>
/// <param name="Detail">A further field that is read; null for none.</param>
/// <param name="CanBeDisabled">Whether it has the flag <c>disabled</c>.</param>
internal sealed record ErpNextKind(
    string DocType,
    string Word,
    bool OfCompany,
    string[] Names,
    string? Detail = null,
    bool CanBeDisabled = true
)
{
    public static readonly ErpNextKind Account = new(
        "Account",
        "account",
        true,
        ["name", "account_number"],
        "account_type"
    );
    public static readonly ErpNextKind CostCenter = new("Cost Center", "cost centre", true, ["name"]);
    public static readonly ErpNextKind Item = new("Item", "item", false, ["name"]);
    public static readonly ErpNextKind Term = new(
        "Payment Terms Template",
        "payment terms template",
        false,
        ["name"],
        null,
        false
    );
    public static readonly ErpNextKind Country = new("Country", "country", false, ["code"], null, false);
    public static readonly ErpNextKind Language = new("Language", "language", false, ["name"], null, false);
    public static readonly ErpNextKind Tax = new(
        "Sales Taxes and Charges Template",
        "sales tax template",
        true,
        ["name"]
    );
}

/// <summary>A master record.</summary>
/// <param name="Name">ERPNext's name of it.</param>
/// <param name="Detail">What was read besides; empty for nothing.</param>
internal sealed record ErpNextEntry(string Name, string Detail);

/// <summary>Resolves the names of master records in bulk, and remembers what was found for a while.</summary>
internal sealed class ErpNextCatalog(ErpNextApi api, ErpNextSettings settings, TimeProvider clock)
{
    private const string TaxRows = "Sales Taxes and Charges";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private static readonly string[] TaxFields =
    [
        "name",
        "parent",
        "idx",
        "charge_type",
        "account_head",
        "description",
        "rate",
        "tax_amount",
        "row_id",
        "included_in_print_rate",
        "cost_center",
    ];

    private readonly ConcurrentDictionary<(string DocType, string Key), (ErpNextEntry Entry, DateTimeOffset At)> found =
        new();

    private readonly ConcurrentDictionary<string, (JObject[] Rows, DateTimeOffset At)> taxes = new(
        StringComparer.Ordinal
    );

    /// <summary>Resolves keys of one kind, in one call for those not remembered.</summary>
    /// <returns>What was found; a key without exactly one record has a fault instead.</returns>
    public async Task<ErpNextResolved> ResolveAsync(ErpNextKind kind, IEnumerable<string?> keys, CancellationToken ct)
    {
        var wanted = keys.OfType<string>().Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var missing = wanted
            .Where(key => !found.TryGetValue((kind.DocType, key), out var one) || IsOld(one.At))
            .ToList();
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in missing.Chunk(ErpNextApi.NamesPerCall))
        {
            var rows = await ReadAsync(kind, some, ct);
            foreach (var key in some)
            {
                Match(kind, key, rows, faults);
            }
        }

        var entries = wanted.Where(key => !faults.ContainsKey(key));
        return new ErpNextResolved(
            entries.ToDictionary(key => key, key => found[(kind.DocType, key)].Entry, StringComparer.Ordinal),
            faults
        );
    }

    /// <summary>Resolves tax keys to the rows of their templates, in the order of the template.</summary>
    /// <returns>The rows by key, to be copied; and the faults of keys without a template.</returns>
    public async Task<(IReadOnlyDictionary<string, JObject[]> Rows, ErpNextResolved Templates)> TaxesAsync(
        IEnumerable<string> keys,
        CancellationToken ct
    )
    {
        var templates = keys.Distinct(StringComparer.Ordinal)
            .ToDictionary(key => key, Template, StringComparer.Ordinal);
        var resolved = await ResolveAsync(ErpNextKind.Tax, templates.Values, ct);
        var missing = resolved
            .Entries.Keys.Where(name => !taxes.TryGetValue(name, out var one) || IsOld(one.At))
            .ToList();
        if (missing.Count > 0)
        {
            var query = new ErpNextQuery(TaxRows, TaxFields, ErpNextJson.Is("parenttype", "=", ErpNextKind.Tax.DocType))
            {
                Parent = ErpNextKind.Tax.DocType,
            };
            var rows = await api.ListAsync(query, "parent", missing, ct);
            missing.ForEach(name => taxes[name] = (RowsOf(rows, name), clock.GetUtcNow()));
        }

        var byKey = templates
            .Where(pair => resolved.Entries.ContainsKey(pair.Value))
            .ToDictionary(pair => pair.Key, pair => taxes[pair.Value].Rows, StringComparer.Ordinal);
        return (byKey, resolved);
    }

    /// <summary>The template that a mapping's key means.</summary>
    public string Template(string key) => settings.Taxes.GetValueOrDefault(key, key);

    private static JObject[] RowsOf(List<JToken> rows, string template) =>
        [
            .. rows.Where(row => row.Text("parent") == template)
                .OrderBy(row => row.Amount("idx"))
                .Select(row => new JObject(
                    TaxFields[3..]
                        .Where(field => row[field] is { Type: not JTokenType.Null })
                        .Select(field => new JProperty(field, row[field]))
                )),
        ];

    private async Task<List<JToken>> ReadAsync(ErpNextKind kind, string[] keys, CancellationToken ct)
    {
        string[] fields = ["name", .. kind.Names.Where(n => n != "name")];
        fields = kind.CanBeDisabled ? [.. fields, "disabled"] : fields;
        var conditions = kind.OfCompany ? [ErpNextJson.Is("company", "=", settings.Company)] : Array.Empty<JArray>();
        var query = new ErpNextQuery(kind.DocType, kind.Detail is null ? fields : [.. fields, kind.Detail], conditions)
        {
            AnyOf = [.. kind.Names.Select(name => ErpNextJson.In(name, keys))],
        };
        return await api.ListAsync(query, ct);
    }

    private void Match(ErpNextKind kind, string key, List<JToken> rows, Dictionary<string, string> faults)
    {
        var hits =
            kind.Names.Select(name =>
                    rows.FindAll(row => row.Text(name).Equals(key, StringComparison.OrdinalIgnoreCase))
                )
                .FirstOrDefault(list => list.Count > 0)
            ?? [];
        var usable = hits.FindAll(row => !row.Flag("disabled"));
        if (usable.Count == 1)
        {
            var detail = kind.Detail is null ? "" : usable[0].Text(kind.Detail);
            found[(kind.DocType, key)] = (new ErpNextEntry(usable[0].Text("name"), detail), clock.GetUtcNow());
            return;
        }

        faults[key] = (hits.Count, usable.Count) switch
        {
            (0, _) => $"ERPNext has no {kind.Word} '{key}'{OfCompany(kind)}. Correct the mapping or create it.",
            (_, 0) => $"The {kind.Word} '{key}' is disabled in ERPNext. Enable it or correct the mapping.",
            _ => $"ERPNext has {usable.Count} records of {kind.Word} '{key}'. Name one by its full name.",
        };
    }

    private string OfCompany(ErpNextKind kind) => kind.OfCompany ? $" in the company '{settings.Company}'" : "";

    private bool IsOld(DateTimeOffset at) => clock.GetUtcNow() - at >= Remembered;
}

/// <summary>What a bulk resolution gave.</summary>
/// <param name="Entries">What was found, by key.</param>
/// <param name="Faults">What is to be said of the others, by key.</param>
internal sealed record ErpNextResolved(
    IReadOnlyDictionary<string, ErpNextEntry> Entries,
    IReadOnlyDictionary<string, string> Faults
)
{
    /// <summary>The entry of a key; a fault is added to the list, and null given, when there is none.</summary>
    public ErpNextEntry? Take(string? key, List<string> faults)
    {
        if (string.IsNullOrEmpty(key))
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

    /// <summary>Throws the first faults as a wrong configuration, where settings and not a mapping named the keys.</summary>
    /// <exception cref="RemoteMisconfiguredException">There is a fault.</exception>
    public void RequireAll()
    {
        if (Faults.Count > 0)
        {
            throw new RemoteMisconfiguredException(string.Join(" ", Faults.Values));
        }
    }
}
