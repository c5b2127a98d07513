using System.Runtime.CompilerServices;
using Collections.Adapters.Dolibarr.Wire;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Reads rows of invoices, in pages by id: pages by number would skip rows where others leave the list.</summary>
internal sealed class InvoiceReader(DolibarrApi api, InvoiceRow row)
{
    /// <summary>How many rows one page has. A row has about 7,600 characters.</summary>
    public const int PageSize = 100;

    /// <summary>Gets how a row is read.</summary>
    public InvoiceRow Row => row;

    /// <summary>Reads what stands under references; several may stand under one.</summary>
    public async Task<ILookup<string, JObject>> ByReferencesAsync(IEnumerable<string> references, CancellationToken ct)
    {
        var asked = references.Where(DolibarrFilter.IsReference).ToHashSet(StringComparer.Ordinal);
        var rows = new List<JObject>();
        foreach (var chunk in asked.Chunk(DolibarrFilter.ValuesPerCall))
        {
            rows.AddRange(await AllAsync([DolibarrFilter.In("t.ref_ext", chunk)], ct));
        }

        // The database compares without regard to case.
        return rows.Where(r => asked.Contains(r.Text("ref_ext")))
            .ToLookup(r => r.Text("ref_ext"), StringComparer.Ordinal);
    }

    /// <summary>Reads rows by id; one that is not there is absent.</summary>
    public async Task<List<JObject>> ByIdsAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var rows = new List<JObject>();
        foreach (var chunk in ids.Chunk(DolibarrFilter.ValuesPerCall))
        {
            rows.AddRange(await AllAsync([DolibarrFilter.In("t.rowid", chunk)], ct));
        }

        return rows;
    }

    /// <summary>Reads one row; null when it is not there.</summary>
    public async Task<JObject?> ByIdAsync(long id, CancellationToken ct) =>
        await api.FindAsync("invoices.get", $"invoices/{DolibarrJson.Key(id)}", ct);

    /// <summary>Reads the rows of customers that meet conditions.</summary>
    public async Task<List<JObject>> ByCustomersAsync(
        IReadOnlyCollection<long> customers,
        IReadOnlyCollection<string> conditions,
        CancellationToken ct
    )
    {
        var rows = new List<JObject>();
        foreach (var chunk in customers.Chunk(DolibarrFilter.ValuesPerCall))
        {
            rows.AddRange(await AllAsync([DolibarrFilter.In("t.fk_soc", chunk), .. conditions], ct));
        }

        return rows;
    }

    /// <summary>Streams the rows that meet conditions.</summary>
    /// <param name="conditions">All must hold.</param>
    /// <param name="status">Dolibarr's own word, such as <c>unpaid</c>; null for any.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<List<JObject>> PagesAsync(
        IReadOnlyCollection<string> conditions,
        string? status,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        long last = 0;
        List<JObject> rows;
        do
        {
            string[] all = last == 0 ? [.. conditions] : [.. conditions, DolibarrFilter.Above("t.rowid", last)];
            rows = [.. (await api.ListAsync("invoices.list", "invoices", Query(all, status), ct)).OfType<JObject>()];
            yield return rows;
            last = rows.Count == 0 ? last : rows.Max(r => r.Number("id"));
        } while (rows.Count >= PageSize);
    }

    private async Task<List<JObject>> AllAsync(IReadOnlyCollection<string> conditions, CancellationToken ct)
    {
        var rows = new List<JObject>();
        await foreach (var page in PagesAsync(conditions, null, ct))
        {
            rows.AddRange(page);
        }

        return rows;
    }

    private static IEnumerable<(string Name, string Value)> Query(string[] conditions, string? status)
    {
        yield return ("sortfield", "t.rowid");
        yield return ("sortorder", "ASC");
        yield return ("limit", DolibarrJson.Key(PageSize));
        if (status is not null)
        {
            yield return ("status", status);
        }

        if (conditions.Length > 0)
        {
            yield return ("sqlfilters", string.Join(" AND ", conditions));
        }
    }
}
