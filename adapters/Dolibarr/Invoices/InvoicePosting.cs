using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Validates drafts, takes credit notes to the end of their road, and reads back what became of them.</summary>
internal sealed class InvoicePosting(InvoiceReader reader, CreditNoteRoad road, WriteTurns writes)
{
    /// <summary>Posts. What is posted already is done, and a credit note goes on from where it stood.</summary>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        using var turn = await writes.TakeAsync(ct);
        var before = await RowsAsync(drafts, ct);
        foreach (var row in before.Values)
        {
            reader.Row.ToDocument(row, withDueLine: false); // What is wrong with the settings stops it before anything is sent.
        }

        var failures = new Dictionary<string, Failure>(StringComparer.Ordinal);
        foreach (var row in before.Values)
        {
            if (await PostAsync(turn, row, ct) is { } failure)
            {
                failures[row.Text("id")] = failure;
            }
        }

        var now = await ReadBackAsync(drafts, ct);
        return
        [
            .. drafts.Select(draft =>
                Outcome(
                    turn,
                    draft,
                    now?.GetValueOrDefault(draft.Key),
                    now is null,
                    failures.GetValueOrDefault(draft.Key)
                )
            ),
        ];
    }

    private async Task<Failure?> PostAsync(WriteTurn turn, JObject row, CancellationToken ct)
    {
        var (draft, note) = (InvoiceRow.Status(row) == InvoiceRow.Draft, InvoiceRow.IsCreditNote(row));
        if (!draft && InvoiceRow.IsProvisional(row))
        {
            return new Failure(
                OutcomeKind.Rejected,
                $"Document {row.Text("id")} was paid in Dolibarr while it was a draft: it is closed without a number. Delete that payment and reopen it there, then repeat."
            );
        }

        if (draft && note && row.Amount("total_ttc") > 0m)
        {
            return new Failure(
                OutcomeKind.Rejected,
                $"Credit note {row.Text("id")} has a positive total in Dolibarr and would raise what is owed. Delete the draft."
            );
        }

        return draft || note ? await turn.DoAsync(KeyOf(row.Text("id")), WorkAsync) : null;

        async Task WorkAsync()
        {
            var id = row.Number("id");
            if (draft)
            {
                await turn.WriteAsync("invoices.validate", $"invoices/{DolibarrJson.Key(id)}/validate", [], ct);
            }

            if (note)
            {
                await road.GoOnAsync(turn, id, ct);
            }
        }
    }

    private async Task<Dictionary<string, JObject>> RowsAsync(IEnumerable<ErpDocument> drafts, CancellationToken ct) =>
        (await reader.ByIdsAsync(DolibarrJson.Ids(drafts.Select(d => d.Key)), ct)).ToDictionary(
            r => r.Text("id"),
            StringComparer.Ordinal
        );

    private async Task<Dictionary<string, JObject>?> ReadBackAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        try
        {
            return await RowsAsync(drafts, ct);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // They were sent; thrown, the exception would say that nothing was.
        }
    }

    private ItemOutcome<ErpDocument> Outcome(
        WriteTurn turn,
        ErpDocument draft,
        JObject? row,
        bool unread,
        Failure? failure
    )
    {
        var now = row is null ? null : reader.Row.ToDocument(row, withDueLine: true);
        if (now is { State: DocumentState.Posted } && (failure is null || now.Kind == DocumentKind.Invoice))
        {
            turn.Found(KeyOf(draft.Key)); // An answer was lost, and here it is.
            return ItemOutcome<ErpDocument>.Done(draft.Reference, now with { Reference = draft.Reference });
        }

        return (failure, now) switch
        {
            ({ } known, _) => known.ToOutcome<ErpDocument>(draft.Reference),
            (null, null) when unread => Not(
                OutcomeKind.Unknown,
                draft,
                $"Document {draft.Key} was validated in Dolibarr and could not be read back. Looking again is safe."
            ),
            (null, { State: DocumentState.Draft }) => Not(
                OutcomeKind.Later,
                draft,
                "It is a draft in Dolibarr still, or again."
            ),
            _ => Not(OutcomeKind.Rejected, draft, $"Document {draft.Key} was deleted or abandoned in Dolibarr."),
        };
    }

    private static string KeyOf(string id) => $"post {id}";

    private static ItemOutcome<ErpDocument> Not(OutcomeKind kind, ErpDocument draft, string reason) =>
        ItemOutcome<ErpDocument>.Not(kind, draft.Reference, reason);
}
