using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>ERPNext's Sales Invoices; a credit note is one with <c>is_return</c>.</summary>
internal sealed class ErpNextInvoiceBook(
    ErpNextCompany company,
    ErpNextDocuments documents,
    ErpNextDrafting drafting,
    ErpNextPosting posting,
    ErpNextChanges changes
) : IInvoiceBook
{
    /// <inheritdoc/>
    public int BatchLimit => 50;

    /// <inheritdoc/>
    public DueParts DueParts => DueParts.Explicit;

    /// <inheritdoc/>
    public Task<PeriodLocks> ReadLocksAsync(CancellationToken ct) => company.ReadLocksAsync(ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAsync(
        IReadOnlyCollection<string> references,
        CancellationToken ct
    ) => [.. (await drafting.FindAsync(references, ct)).Select(invoice => invoice.Document)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct)
    {
        var found = await documents.ByAsync(
            "customer",
            rule.CustomerKeys,
            ct,
            ErpNextJson.Is("posting_date", ">=", ErpNextJson.Date(rule.IssuedFrom)),
            ErpNextJson.Is("posting_date", "<=", ErpNextJson.Date(rule.IssuedTo)),
            ErpNextJson.Is("docstatus", "!=", 2)
        );
        var all = found.ConvertAll(invoice => invoice.Document);
        return string.IsNullOrEmpty(rule.ReferenceContains)
            ? all
            : await documents.ContainingAsync(all, rule.ReferenceContains, ct);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        AtMostTheLimit(drafts.Count);
        return drafting.DraftAsync(drafts, ct);
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
        keys.Count == 0 ? [] : await documents.ReadAsync(keys, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<ErpDocument>> ListAsync(
        string prefix,
        DateOnly? issuedFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        List<JArray> conditions = [documents.BeginsWith(prefix)];
        if (issuedFrom is { } from)
        {
            conditions.Add(ErpNextJson.Is("posting_date", ">=", ErpNextJson.Date(from)));
        }

        await foreach (var page in documents.PagesAsync(documents.Query([.. conditions]), ct))
        {
            yield return
            [
                .. page.Select(i => i.Document).Where(d => d.Reference.StartsWith(prefix, StringComparison.Ordinal)),
            ];
        }
    }

    private void AtMostTheLimit(int count)
    {
        if (count > BatchLimit)
        {
            throw new ArgumentException($"{count} documents in one call; at most {BatchLimit} are taken.");
        }
    }
}
