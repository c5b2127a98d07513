using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Submits drafts, each only as it was read, and sets credit notes off against what they correct.</summary>
/// <remarks>
/// A credit note takes from its invoice when the invoice is still open for the whole of it; ERPNext itself makes it open on its own otherwise
/// (sales_invoice.py, update_outstanding_for_self). Then a journal entry sets off what both have open, as Payment Reconciliation would.
/// </remarks>
internal sealed class ErpNextPosting(
    ErpNextApi api,
    ErpNextSettings settings,
    ErpNextDocuments documents,
    ErpNextWriter writer
)
{
    private const string DocType = ErpNextDocuments.DocType;

    /// <summary>Submits drafts and reads them back.</summary>
    /// <returns>One outcome per draft, in order.</returns>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        var now = await ByNameAsync(drafts.Select(d => d.Key), ct);
        var outcomes = await ErpNextBatch.EachAsync(
            drafts,
            draft => draft.Reference,
            draft => PostAsync(draft, now.GetValueOrDefault(draft.Key), ct)
        );
        return await ReadBackAsync(outcomes, ct);
    }

    private async Task<ItemOutcome<ErpDocument>> PostAsync(ErpDocument draft, ErpNextInvoice? now, CancellationToken ct)
    {
        switch (now?.Document.State)
        {
            case null or DocumentState.Cancelled:
                return Not(OutcomeKind.Rejected, draft, $"Document {draft.Key} was deleted or cancelled in ERPNext.");
            case DocumentState.Draft when IsOther(draft, now):
                return Changed(draft);
            case DocumentState.Draft:
                var submitted = await SubmitAsync(draft, now, ct);
                if (submitted.Kind != OutcomeKind.Done)
                {
                    return submitted;
                }

                break;
        }

        return now.Document is { Kind: DocumentKind.CreditNote, ReversesKey: { } invoice }
            ? await SetOffAsync(draft, invoice, ct)
            : ItemOutcome<ErpDocument>.Done(draft.Reference, now.Document);
    }

    private async Task<ItemOutcome<ErpDocument>> SubmitAsync(
        ErpDocument draft,
        ErpNextInvoice now,
        CancellationToken ct
    )
    {
        var changes = new JObject { ["docstatus"] = 1, ["modified"] = now.Modified };
        if (now.Document.ReversesKey is { } reversed)
        {
            var invoice = (await ByNameAsync([reversed], ct)).GetValueOrDefault(reversed);
            changes["update_outstanding_for_self"] =
                invoice is not null && invoice.Outstanding.CompareTo(now.Document.Total) >= 0 ? 0 : 1;
        }

        try
        {
            await api.UpdateAsync(DocType, draft.Key, changes, ct);
            return ItemOutcome<ErpDocument>.Done(draft.Reference, now.Document);
        }
        catch (RemoteRejectedException error) when (ErpNextVerdict.IsNamed(error, "TimestampMismatchError"))
        {
            return Changed(draft);
        }
        catch (RemoteException error) when (error is RemoteRejectedException or RemoteOutcomeUnknownException)
        {
            return await StateAsync(draft, error, ct);
        }
    }

    /// <summary>Somebody may have submitted it at the same time, or the answer was lost: only the state tells.</summary>
    private async Task<ItemOutcome<ErpDocument>> StateAsync(
        ErpDocument draft,
        RemoteException error,
        CancellationToken ct
    )
    {
        try
        {
            var now = (await ByNameAsync([draft.Key], ct)).GetValueOrDefault(draft.Key);
            if (now is { Document.State: DocumentState.Posted })
            {
                return ItemOutcome<ErpDocument>.Done(draft.Reference, now.Document);
            }
        }
        catch (RemoteUnavailableException)
        {
            // What is known of the write stands.
        }

        return error is RemoteOutcomeUnknownException
            ? Not(OutcomeKind.Unknown, draft, error.Message)
            : Not(
                OutcomeKind.Rejected,
                draft,
                $"{error.Message} Open Sales Invoice {draft.Key} in ERPNext and submit it there to see why."
            );
    }

    /// <summary>Sets a posted credit note off against its invoice, where both are still open.</summary>
    private async Task<ItemOutcome<ErpDocument>> SetOffAsync(ErpDocument draft, string invoiceKey, CancellationToken ct)
    {
        try
        {
            var read = await ByNameAsync([draft.Key, invoiceKey], ct);
            var (note, invoice) = (read.GetValueOrDefault(draft.Key), read.GetValueOrDefault(invoiceKey));
            if (note is null || invoice is null || !note.Document.Open.IsPositive || !invoice.Document.Open.IsPositive)
            {
                return ItemOutcome<ErpDocument>.Done(draft.Reference, note?.Document ?? draft);
            }

            var reference = ErpNextOffset.Reference(draft.Reference);
            var standing = await writer.FindAsync("Journal Entry", [reference], ["docstatus"], ct);
            var written =
                ErpNextWriter.Standing("Journal Entry", standing.GetValueOrDefault(reference))
                ?? await writer.InsertAsync("Journal Entry", reference, OffsetOf(note, invoice), ct);
            return written.Kind == OutcomeKind.Done
                ? ItemOutcome<ErpDocument>.Done(draft.Reference, note.Document)
                : Not(
                    written.Kind,
                    draft,
                    $"Credit note {draft.Key} is submitted, and not set off against {invoiceKey}: {written.Reason} "
                        + "Set it off with Payment Reconciliation, or retry."
                );
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return Not(OutcomeKind.Unknown, draft, $"Credit note {draft.Key} is submitted. {error.Message}");
        }
    }

    private JObject OffsetOf(ErpNextInvoice note, ErpNextInvoice invoice)
    {
        var amount =
            note.Document.Open.CompareTo(invoice.Document.Open) < 0 ? note.Document.Open : invoice.Document.Open;
        var on = new[] { note.Document.IssuedOn, invoice.Document.IssuedOn }.Max() ?? default;
        return ErpNextJournal.Entry(
            settings.Company,
            "Credit Note",
            on,
            about: note.Document.Key,
            remark: $"{note.Document.Key} set off against {invoice.Document.Key}",
            ErpNextJournal.Party(note, debit: amount),
            ErpNextJournal.Party(invoice, credit: amount)
        );
    }

    private async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> ReadBackAsync(
        List<ItemOutcome<ErpDocument>> outcomes,
        CancellationToken ct
    )
    {
        var done = outcomes.Where(o => o.Kind == OutcomeKind.Done).Select(o => o.Value!.Key).ToList();
        if (done.Count == 0)
        {
            return outcomes;
        }

        Dictionary<string, ErpDocument> read = [];
        try
        {
            var headers = await documents.ByAsync("name", done, ct);
            var due = await documents.WithDueLinesAsync(headers, ct);
            read = due.ToDictionary(i => i.Document.Key, i => i.Document, StringComparer.Ordinal);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            // They are submitted; thrown, the exception would say that nothing was sent.
        }

        return
        [
            .. outcomes.Select(o =>
                o.Kind != OutcomeKind.Done ? o
                : read.GetValueOrDefault(o.Value!.Key) is { State: DocumentState.Posted } now
                    ? ItemOutcome<ErpDocument>.Done(o.Reference, now with { Reference = o.Reference })
                : ItemOutcome<ErpDocument>.Not(
                    OutcomeKind.Unknown,
                    o.Reference,
                    $"Sales Invoice {o.Value.Key} was submitted and could not be read back. Looking again is safe."
                )
            ),
        ];
    }

    private async Task<Dictionary<string, ErpNextInvoice>> ByNameAsync(
        IEnumerable<string> names,
        CancellationToken ct
    ) => (await documents.ByAsync("name", names, ct)).ToDictionary(i => i.Document.Key, StringComparer.Ordinal);

    /// <summary>Whether the draft is no longer the one whose totals were compared.</summary>
    private static bool IsOther(ErpDocument draft, ErpNextInvoice now) =>
        draft.State == DocumentState.Draft && ErpNextVersion.Modified(draft.Version) != now.Modified;

    private static ItemOutcome<ErpDocument> Changed(ErpDocument draft) =>
        Not(
            OutcomeKind.Later,
            draft,
            $"Sales Invoice {draft.Key} was changed in ERPNext after its totals were read; it is compared again."
        );

    private static ItemOutcome<ErpDocument> Not(OutcomeKind kind, ErpDocument draft, string reason) =>
        ItemOutcome<ErpDocument>.Not(kind, draft.Reference, reason);
}
