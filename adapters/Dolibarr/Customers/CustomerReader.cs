using Collections.Adapters.Dolibarr.Wire;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Customers;

/// <summary>Reads third parties. Where the database may compare more loosely than we do, more is asked for and sifted here.</summary>
internal sealed class CustomerReader(DolibarrApi api)
{
    /// <summary>What stands under references: as customer code, which is unique, or as external reference, which is not.</summary>
    public async Task<ILookup<string, JObject>> ByReferencesAsync(IEnumerable<string> references, CancellationToken ct)
    {
        var asked = references.Where(DolibarrFilter.IsReference).ToHashSet(StringComparer.Ordinal);
        var found = new List<(string Reference, JObject Row)>();
        foreach (var chunk in asked.Chunk(DolibarrFilter.ValuesPerCall))
        {
            foreach (var (column, field) in new[] { ("t.code_client", "code_client"), ("t.ref_ext", "ref_ext") })
            {
                var rows = await SearchAsync([DolibarrFilter.In(column, chunk)], ct);
                found.AddRange(rows.Select(row => (row.Text(field), row)));
            }
        }

        return found
            .Where(f => asked.Contains(f.Reference))
            .DistinctBy(f => (f.Reference, f.Row.Text("id")))
            .ToLookup(f => f.Reference, f => f.Row, StringComparer.Ordinal);
    }

    /// <summary>Third parties that may have one of the tax ids, written in whatever way.</summary>
    public Task<List<JObject>> LikeTaxIdsAsync(IEnumerable<string> bareTaxIds, string field, CancellationToken ct) =>
        LikeAsync(
            bareTaxIds.SelectMany(id =>
                new[] { "tva_intra", field }
                    .Distinct(StringComparer.Ordinal)
                    .Select(f => DolibarrFilter.Holds(Column(f), id))
            ),
            ct
        );

    /// <summary>Third parties that may have one of the addresses.</summary>
    public Task<List<JObject>> LikeEmailsAsync(IEnumerable<string> addresses, CancellationToken ct) =>
        LikeAsync(addresses.Select(address => DolibarrFilter.LooksLike("t.email", address)), ct);

    /// <summary>The columns of professional ids have other names than the fields of the API.</summary>
    private static string Column(string field) =>
        field switch
        {
            "idprof1" => "t.siren",
            "idprof2" => "t.siret",
            "idprof3" => "t.ape",
            _ => $"t.{field}",
        };

    private async Task<List<JObject>> LikeAsync(IEnumerable<string> conditions, CancellationToken ct)
    {
        var rows = new List<JObject>();
        foreach (var chunk in conditions.Chunk(DolibarrFilter.PatternsPerCall))
        {
            rows.AddRange(await SearchAsync(chunk, ct));
        }

        return [.. rows.DistinctBy(row => row.Text("id"))];
    }

    private async Task<IEnumerable<JObject>> SearchAsync(string[] any, CancellationToken ct)
    {
        (string, string)[] query =
        [
            ("sortfield", "t.rowid"),
            ("sortorder", "ASC"),
            ("limit", "0"),
            ("sqlfilters", string.Join(" OR ", any)),
        ];
        return (await api.ListAsync("thirdparties.list", "thirdparties", query, ct)).OfType<JObject>();
    }
}
