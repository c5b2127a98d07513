using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Makes drafts, once per reference, and divides what falls due on several days.</summary>
/// <remarks>
/// ERPNext takes amounts of due days only when they add up to its own total, which is known after the draft is made: so a divided document is
/// two writes. A draft that stands with one due day where several were asked for was left between the two, and is finished.
/// </remarks>
internal sealed class ErpNextDrafting(
    ErpNextApi api,
    ErpNextSettings settings,
    ErpNextDrafts drafts,
    ErpNextDocuments documents,
    ErpNextWriter writer
)
{
    /// <summary>Finds documents by our references; one may have several.</summary>
    public Task<List<ErpNextInvoice>> FindAsync(IEnumerable<string> references, CancellationToken ct) =>
        documents.ByAsync(settings.ReferenceField, references.Where(r => r.Length > 0), ct);

    /// <summary>Makes drafts and reads them back with their totals.</summary>
    /// <returns>One outcome per draft, in order.</returns>
    public async Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> wanted,
        CancellationToken ct
    )
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var found = (await FindAsync(wanted.Select(d => d.Reference), ct)).ToLookup(
            i => i.Document.Reference,
            StringComparer.Ordinal
        );
        var bodies = await drafts.ToBodiesAsync([.. wanted.Where(d => !found.Contains(d.Reference))], ct);
        return await ErpNextBatch.EachAsync(
            wanted,
            draft => draft.Reference,
            async draft =>
            {
                if (bodies.TryGetValue(draft.Reference, out var made) && made.Body is null)
                {
                    return Not(OutcomeKind.Rejected, draft, made.Faults);
                }

                var outcome = found.Contains(draft.Reference)
                    ? await StandingAsync(draft, [.. found[draft.Reference]], ct)
                    : await MakeAsync(draft, made.Body!, ct);
                return outcome.Kind == OutcomeKind.Done
                    ? ItemOutcome<ErpDocument>.Done(draft.Reference, Shown(draft, outcome.Value!))
                    : outcome;
            }
        );
    }

    private async Task<ItemOutcome<ErpDocument>> MakeAsync(DocumentDraft draft, JObject body, CancellationToken ct)
    {
        var written = await writer.InsertAsync(ErpNextDocuments.DocType, draft.Reference, body, ct);
        if (written.Kind != OutcomeKind.Done)
        {
            return Not(written.Kind, draft, written.Reason!);
        }

        return written.Document is not null && documents.Answered(written.Document) is { } invoice
            ? await DivideAsync(draft, invoice, ct)
            : await ReadBackAsync(draft, written.Name!, ct);
    }

    private async Task<ItemOutcome<ErpDocument>> StandingAsync(
        DocumentDraft draft,
        List<ErpNextInvoice> standing,
        CancellationToken ct
    )
    {
        if (standing.Count > 1)
        {
            JToken[] rows = [.. standing.Select(i => new JObject { ["name"] = i.Document.Key })];
            return Not(OutcomeKind.Rejected, draft, ErpNextWriter.Standing(ErpNextDocuments.DocType, rows)!.Reason!);
        }

        return draft.DueParts.Count > 1
            ? await ReadBackAsync(draft, standing[0].Document.Key, ct)
            : ItemOutcome<ErpDocument>.Done(draft.Reference, standing[0].Document);
    }

    /// <summary>From here on something stands in ERPNext: a failure is an outcome, not an exception.</summary>
    private async Task<ItemOutcome<ErpDocument>> ReadBackAsync(DocumentDraft draft, string name, CancellationToken ct)
    {
        try
        {
            var headers = await documents.ByAsync("name", [name], ct);
            var read = await documents.WithDueLinesAsync(headers, ct);
            return read.Count == 1
                ? await DivideAsync(draft, read[0], ct)
                : Not(
                    OutcomeKind.Unknown,
                    draft,
                    $"Sales Invoice {name} could not be read back. Looking again is safe."
                );
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return Not(
                OutcomeKind.Unknown,
                draft,
                $"{error.Message} Sales Invoice {name} stands there; looking again is safe."
            );
        }
    }

    private async Task<ItemOutcome<ErpDocument>> DivideAsync(
        DocumentDraft draft,
        ErpNextInvoice invoice,
        CancellationToken ct
    )
    {
        var document = invoice.Document;
        if (draft.DueParts.Count < 2 || document.State != DocumentState.Draft || document.DueLines.Count != 1)
        {
            return ItemOutcome<ErpDocument>.Done(draft.Reference, document);
        }

        try
        {
            var schedule = new JArray(
                Divide(draft, document.Total)
                    .Select(part => new JObject
                    {
                        ["due_date"] = ErpNextJson.Date(part.DueOn),
                        ["invoice_portion"] = 0, // A portion would be reckoned anew, and lose cents.
                        ["payment_amount"] = ErpNextJson.Value(part.Amount),
                        ["outstanding"] = ErpNextJson.Value(part.Amount),
                    })
            );
            var changes = new JObject { ["payment_schedule"] = schedule, ["modified"] = invoice.Modified };
            var changed = await api.UpdateAsync(ErpNextDocuments.DocType, document.Key, changes, ct);
            return ItemOutcome<ErpDocument>.Done(draft.Reference, documents.Answered(changed)?.Document ?? document);
        }
        catch (RemoteRejectedException error) when (!ErpNextVerdict.IsNamed(error, "TimestampMismatchError"))
        {
            return Not(
                OutcomeKind.Rejected,
                draft,
                $"{error.Message} The draft {document.Key} stands with one due day: divide it there, or delete it and retry."
            );
        }
        catch (RemoteException error)
        {
            var kind = error is RemoteOutcomeUnknownException ? OutcomeKind.Unknown : OutcomeKind.Later;
            return Not(
                kind,
                draft,
                $"{error.Message} The draft {document.Key} may have one due day still; it is finished next time."
            );
        }
    }

    /// <summary>Divides ERPNext's total in the proportion of the parts; what rounding leaves goes to the last one.</summary>
    private static IEnumerable<DuePart> Divide(DocumentDraft draft, Money total)
    {
        var whole = draft.DueParts.Sum(part => part.Amount.Amount);
        var left = total;
        foreach (var part in draft.DueParts.SkipLast(1))
        {
            var amount = Money.Rounded(total.Amount * part.Amount.Amount / whole, total.Currency);
            left -= amount;
            yield return part with
            {
                Amount = amount,
            };
        }

        yield return draft.DueParts[^1] with
        {
            Amount = left,
        };
    }

    /// <summary>A draft's due lines are told only where several were asked for.</summary>
    private static ErpDocument Shown(DocumentDraft draft, ErpDocument document) =>
        document with
        {
            Reference = draft.Reference,
            DueLines = draft.DueParts.Count > 0 ? document.DueLines : [],
        };

    private static ItemOutcome<ErpDocument> Not(OutcomeKind kind, DocumentDraft draft, string reason) =>
        ItemOutcome<ErpDocument>.Not(kind, draft.Reference, reason);
}
