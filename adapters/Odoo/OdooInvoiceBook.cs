using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Odoo's customer invoices and credit notes.</summary>
internal sealed class OdooInvoiceBook(
    OdooRpc rpc,
    OdooCompany company,
    OdooDraftRows draftRows,
    OdooDocuments documents,
    OdooChanges changes
) : IInvoiceBook
{
    private const int CustomersPerCall = 1_000;
    private readonly OdooLoader loader = new(rpc);
    private readonly OdooPayerLinks payerLinks = new(rpc);
    private readonly OdooPosting posting = new(rpc, "account.move");

    /// <inheritdoc/>
    public int BatchLimit => 500;

    /// <inheritdoc/>
    public DueParts DueParts => DueParts.ByTerm;

    /// <inheritdoc/>
    public Task<PeriodLocks> ReadLocksAsync(CancellationToken ct) => company.ReadLocksAsync(ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAsync(
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var found = new List<ErpDocument>();
        foreach (var page in references.Distinct(StringComparer.Ordinal).Chunk(OdooDocuments.PageSize))
        {
            var condition = new JArray("ref", "in", new JArray(page.Cast<object>()));
            found.AddRange(await documents.HeadersAsync([condition], ct));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct)
    {
        var found = new List<ErpDocument>();
        foreach (var customers in OdooJson.Ids(rule.CustomerKeys).Chunk(CustomersPerCall))
        {
            List<JToken> conditions =
            [
                new JArray("partner_id", "in", new JArray(customers)),
                new JArray("invoice_date", ">=", OdooJson.Date(rule.IssuedFrom)),
                new JArray("invoice_date", "<=", OdooJson.Date(rule.IssuedTo)),
                new JArray("state", "!=", "cancel"),
            ];
            if (rule.ReferenceContains is { Length: > 0 } text)
            {
                var like = OdooPattern.Escape(text);
                conditions.AddRange(["|", "|", new JArray("ref", "ilike", like)]);
                conditions.Add(new JArray("invoice_origin", "ilike", like));
                conditions.Add(new JArray("invoice_line_ids.name", "ilike", like));
            }

            found.AddRange(await documents.HeadersAsync(conditions, ct));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        AtMostTheLimit(drafts.Count);
        if (drafts.Count == 0)
        {
            return [];
        }

        var (records, outcomes) = await draftRows.ToRecordsAsync(drafts, ct);
        if (records.Count == 0)
        {
            return outcomes;
        }

        var loaded = await loader.LoadAsync("account.move", records, rpc.Settings.BatchSize, ct);
        var made = loaded.Where(pair => pair.Value.Kind == OutcomeKind.Done).ToList();
        var inParts = drafts.Where(d => d.DueParts.Count > 1).Select(d => d.Reference).ToHashSet();
        var read = await ReadBackAsync(
            made.Select(pair => pair.Value.Id),
            made.Where(pair => inParts.Contains(pair.Key)).Select(pair => OdooJson.Key(pair.Value.Id)).ToHashSet(),
            ct
        );
        outcomes.AddRange(loaded.Select(pair => ToOutcome(pair.Key, pair.Value, read)));
        return outcomes;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        AtMostTheLimit(drafts.Count);
        if (drafts.Count == 0)
        {
            return [];
        }

        var waiting = OdooJson.Ids(drafts.Where(d => d.State == DocumentState.Draft).Select(d => d.Key));
        var failed = await posting.PostAsync(waiting, ct);
        var read = await ReadPostedAsync(OdooJson.Ids(drafts.Select(d => d.Key)), ct);
        return [.. drafts.Select(draft => ToOutcome(draft, failed, read))];
    }

    /// <inheritdoc/>
    public Task<DocumentChanges> ListChangedAsync(string? cursor, CancellationToken ct) =>
        changes.ListAsync(cursor, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErpDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var read = new List<ErpDocument>();
        foreach (var ids in OdooJson.Ids(keys).Chunk(OdooDocuments.PageSize))
        {
            var headers = await documents.HeadersAsync(ids, ct);
            var due = await documents.WithDueLinesAsync(headers, ct);
            read.AddRange(await documents.WithSettlementsAsync(due, ct));
        }

        return read;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<ErpDocument>> ListAsync(
        string prefix,
        DateOnly? issuedFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        List<JToken> conditions = [new JArray("ref", "=ilike", OdooPattern.Escape(prefix) + "%")];
        if (issuedFrom is { } from)
        {
            conditions.Add(new JArray("invoice_date", ">=", OdooJson.Date(from)));
        }

        await foreach (var page in documents.PagesAsync(conditions, ct))
        {
            yield return page.FindAll(x => x.Reference.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, Uri>> ReadPayerLinksAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken ct
    ) => payerLinks.ReadAsync(keys, ct);

    private async Task<Dictionary<long, ErpDocument>?> ReadBackAsync(
        IEnumerable<long> ids,
        HashSet<string> inParts,
        CancellationToken ct
    )
    {
        var made = ids.Distinct().ToList();
        if (made.Count == 0)
        {
            return [];
        }

        try
        {
            var headers = await documents.HeadersAsync(made, ct);
            var due = await documents.WithDueLinesAsync(headers, d => inParts.Contains(d.Key), ct);
            return due.ToDictionary(d => OdooJson.Ids([d.Key])[0]);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // They are made; thrown, the exception would say that nothing was sent.
        }
    }

    private async Task<Dictionary<string, ErpDocument>?> ReadPostedAsync(List<long> ids, CancellationToken ct)
    {
        try
        {
            var headers = await documents.HeadersAsync(ids, ct);
            var due = await documents.WithDueLinesAsync(headers, ct);
            return due.ToDictionary(d => d.Key, StringComparer.Ordinal);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // They are posted; thrown, the exception would say that nothing was sent.
        }
    }

    private static ItemOutcome<ErpDocument> ToOutcome(
        string reference,
        LoadOutcome loaded,
        Dictionary<long, ErpDocument>? read
    )
    {
        if (loaded.Kind != OutcomeKind.Done)
        {
            return ItemOutcome<ErpDocument>.Not(loaded.Kind, reference, loaded.Reason!);
        }

        return read is not null && read.TryGetValue(loaded.Id, out var document)
            ? ItemOutcome<ErpDocument>.Done(reference, document with { Reference = reference })
            : NotReadBack(reference, OdooJson.Key(loaded.Id));
    }

    private static ItemOutcome<ErpDocument> ToOutcome(
        ErpDocument draft,
        Dictionary<long, (OutcomeKind Kind, string Reason)> failed,
        Dictionary<string, ErpDocument>? read
    )
    {
        var id = OdooJson.Ids([draft.Key]).FirstOrDefault();
        if (failed.TryGetValue(id, out var failure))
        {
            return ItemOutcome<ErpDocument>.Not(failure.Kind, draft.Reference, failure.Reason);
        }

        if (read is null)
        {
            return NotReadBack(draft.Reference, draft.Key);
        }

        return read.GetValueOrDefault(draft.Key) switch
        {
            { State: DocumentState.Posted } now => ItemOutcome<ErpDocument>.Done(
                draft.Reference,
                now with
                {
                    Reference = draft.Reference,
                }
            ),
            { State: DocumentState.Draft } => ItemOutcome<ErpDocument>.Not(
                OutcomeKind.Later,
                draft.Reference,
                "It is a draft in Odoo still, or again."
            ),
            _ => ItemOutcome<ErpDocument>.Not(
                OutcomeKind.Rejected,
                draft.Reference,
                $"Document {draft.Key} was deleted or cancelled in Odoo."
            ),
        };
    }

    private static ItemOutcome<ErpDocument> NotReadBack(string reference, string key) =>
        ItemOutcome<ErpDocument>.Not(
            OutcomeKind.Unknown,
            reference,
            $"Odoo answered with document {key}, which could not be read back. Looking again is safe."
        );

    private void AtMostTheLimit(int count)
    {
        if (count > BatchLimit)
        {
            throw new ArgumentException($"{count} documents are more than the {BatchLimit} that one call takes.");
        }
    }
}
