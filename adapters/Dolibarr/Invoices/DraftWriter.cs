using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Makes drafts. Dolibarr takes a reference twice without a word, so what stands under it is looked for before and after.</summary>
internal sealed class DraftWriter(InvoiceReader reader, DraftBody bodies, WriteTurns writes)
{
    /// <summary>Makes drafts, once per reference.</summary>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        var outcomes = new Dictionary<string, ItemOutcome<ErpDocument>>(StringComparer.Ordinal);
        var ready = await ReadyAsync(drafts, outcomes, ct);
        if (ready.Count > 0)
        {
            await MakeAsync(ready, outcomes, ct);
        }

        return [.. outcomes.Values];
    }

    private async Task<List<(DocumentDraft Draft, JObject Body)>> ReadyAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        Dictionary<string, ItemOutcome<ErpDocument>> outcomes,
        CancellationToken ct
    )
    {
        var reversed = DolibarrJson.Ids(drafts.Select(d => d.ReversesKey).OfType<string>());
        var rows = (await reader.ByIdsAsync(reversed, ct)).ToDictionary(r => r.Text("id"), StringComparer.Ordinal);
        var ready = new List<(DocumentDraft, JObject)>();
        foreach (var draft in drafts.DistinctBy(d => d.Reference))
        {
            var faults = new List<string>();
            var body = await bodies.WriteAsync(draft, rows.GetValueOrDefault(draft.ReversesKey ?? ""), faults, ct);
            if (faults.Count == 0)
            {
                ready.Add((draft, body));
            }
            else
            {
                outcomes[draft.Reference] = Not(
                    OutcomeKind.Rejected,
                    draft.Reference,
                    string.Join(" ", faults.Distinct())
                );
            }
        }

        return ready;
    }

    private async Task MakeAsync(
        List<(DocumentDraft Draft, JObject Body)> ready,
        Dictionary<string, ItemOutcome<ErpDocument>> outcomes,
        CancellationToken ct
    )
    {
        using var turn = await writes.TakeAsync(ct);
        var standing = await reader.ByReferencesAsync(ready.Select(r => r.Draft.Reference), ct);
        foreach (var reference in ready.Select(r => r.Draft.Reference).Where(standing.Contains))
        {
            outcomes[reference] = Standing(reference, [.. standing[reference]]);
        }

        var missing = ready.Where(r => !standing.Contains(r.Draft.Reference)).ToList();
        var failures = new Dictionary<string, Failure>(StringComparer.Ordinal);
        foreach (var (draft, body) in missing)
        {
            var failure = await turn.DoAsync(
                draft.Reference,
                () => turn.WriteAsync("invoices.create", "invoices", body, ct)
            );
            if (failure is not null)
            {
                failures[draft.Reference] = failure;
            }
        }

        var made = missing.Count == 0 ? null : await ReadBackAsync(missing.Select(m => m.Draft.Reference), ct);
        foreach (var (draft, _) in missing)
        {
            outcomes[draft.Reference] = Made(draft, made, failures.GetValueOrDefault(draft.Reference));
        }

        foreach (var done in outcomes.Values.Where(o => o.Kind == OutcomeKind.Done))
        {
            turn.Found(done.Reference);
        }
    }

    private async Task<ILookup<string, JObject>?> ReadBackAsync(IEnumerable<string> references, CancellationToken ct)
    {
        try
        {
            return await reader.ByReferencesAsync(references, ct);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // They were sent; thrown, the exception would say that nothing was.
        }
    }

    private ItemOutcome<ErpDocument> Made(DocumentDraft draft, ILookup<string, JObject>? read, Failure? failure)
    {
        try
        {
            if (read?[draft.Reference].ToList() is { Count: > 0 } rows)
            {
                var outcome = Standing(draft.Reference, rows);
                return outcome.Value is { State: DocumentState.Draft } made && made.IssuedOn != draft.IssueOn
                    ? Not(OutcomeKind.Rejected, draft.Reference, OtherDay(draft, made))
                    : outcome;
            }
        }
        catch (RemoteMisconfiguredException wrong)
        {
            return Not(OutcomeKind.Unknown, draft.Reference, wrong.Message); // It was sent; the next look throws.
        }

        return failure?.ToOutcome<ErpDocument>(draft.Reference)
            ?? Not(
                OutcomeKind.Unknown,
                draft.Reference,
                "Dolibarr made the draft, and it could not be read back. Looking again is safe."
            );
    }

    private ItemOutcome<ErpDocument> Standing(string reference, List<JObject> rows) =>
        rows.Count == 1
            ? ItemOutcome<ErpDocument>.Done(reference, reader.Row.ToDocument(rows[0], withDueLine: false))
            : Not(
                OutcomeKind.Rejected,
                reference,
                $"Under this reference stand {string.Join(" and ", rows.Select(InvoiceRow.Name))} in Dolibarr. Delete all but one there, or cancel them by credit notes."
            );

    private static string OtherDay(DocumentDraft draft, ErpDocument made) =>
        $"Draft {made.Key} is dated {made.IssuedOn:yyyy-MM-dd} in Dolibarr, and {draft.IssueOn:yyyy-MM-dd} was sent. Check serverZone, and delete the draft.";

    private static ItemOutcome<ErpDocument> Not(OutcomeKind kind, string reference, string reason) =>
        ItemOutcome<ErpDocument>.Not(kind, reference, reason);
}
