using System.Runtime.CompilerServices;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Dolibarr's invoices and credit notes.</summary>
internal sealed class DolibarrInvoiceBook(
    InvoiceReader reader,
    SettlementReader settlements,
    ChangeReader changes,
    DraftWriter drafter,
    InvoicePosting posting
) : IInvoiceBook
{
    /// <inheritdoc/>
    public int BatchLimit => 100;

    /// <inheritdoc/>
    public DueParts DueParts => DueParts.One;

    /// <inheritdoc/>
    /// <remarks>Dolibarr 16 shows no closed periods over its API.</remarks>
    public Task<PeriodLocks> ReadLocksAsync(CancellationToken ct) => Task.FromResult(new PeriodLocks(null, null, null));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAsync(
        IReadOnlyCollection<string> references,
        CancellationToken ct
    ) => Headers((await reader.ByReferencesAsync(references, ct)).SelectMany(rows => rows));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct)
    {
        string[] conditions =
        [
            DolibarrFilter.From("t.datef", rule.IssuedFrom),
            DolibarrFilter.UpTo("t.datef", rule.IssuedTo),
        ];
        var rows = await reader.ByCustomersAsync(DolibarrJson.Ids(rule.CustomerKeys), conditions, ct);
        return Headers(rows.Where(row => Holds(row, rule.ReferenceContains)))
            .FindAll(d => d.State != DocumentState.Cancelled);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        AtMostTheLimit(drafts.Count);
        return drafter.DraftAsync(drafts, ct);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        AtMostTheLimit(drafts.Count);
        return posting.PostAsync(drafts, ct);
    }

    /// <inheritdoc/>
    public Task<DocumentChanges> ListChangedAsync(string? cursor, CancellationToken ct) =>
        changes.ListAsync(cursor, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        await settlements.ReadAsync(await reader.ByIdsAsync(DolibarrJson.Ids(keys), ct), ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<ErpDocument>> ListAsync(
        string prefix,
        DateOnly? issuedFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        string[] conditions = issuedFrom is { } from
            ? [DolibarrFilter.BeginsWith("t.ref_ext", prefix), DolibarrFilter.From("t.datef", from)]
            : [DolibarrFilter.BeginsWith("t.ref_ext", prefix)];
        await foreach (var page in reader.PagesAsync(conditions, null, ct))
        {
            yield return Headers(page).FindAll(d => d.Reference.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private List<ErpDocument> Headers(IEnumerable<JObject> rows) =>
        [.. rows.Select(row => reader.Row.ToDocument(row, withDueLine: false))];

    private static bool Holds(JObject row, string? text) =>
        string.IsNullOrEmpty(text)
        || new[] { "ref", "ref_ext", "ref_client" }.Any(field => Contains(row.Text(field), text))
        || (row["lines"] is JArray lines && lines.Any(line => Contains(line.Text("desc"), text)));

    private static bool Contains(string field, string text) => field.Contains(text, StringComparison.OrdinalIgnoreCase);

    private void AtMostTheLimit(int count)
    {
        if (count > BatchLimit)
        {
            throw new ArgumentException($"{count} documents are more than the {BatchLimit} that one call takes.");
        }
    }
}
