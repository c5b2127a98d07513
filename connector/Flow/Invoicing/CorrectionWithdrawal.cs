using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Takes a planned credit note back when a person dismisses it: its invoice stands, and is asked for, as before.</summary>
/// <remarks>
/// Nothing is forgotten in the ERP: a draft that stands there is found again under the same reference if the change is wished for anew.
/// What was renegotiated is not asked for again: other parts are asked for in its place.
/// </remarks>
internal static class CorrectionWithdrawal
{
    /// <summary>Withdraws; does nothing when the intent is not of a credit note, or the ERP has issued it. Saves with the caller's transaction.</summary>
    public static async Task WithdrawAsync(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        var note = await ledger
            .Documents.Include(x => x.Lines)
            .SingleOrDefaultAsync(x => x.School == intent.School && x.Reference == intent.Reference, ct);
        if (note is not { Kind: DocumentKind.CreditNote } || note.Standing == DocumentStanding.Posted)
        {
            return;
        }

        var billed = await ledger
            .Documents.Include(x => x.Lines)
            .SingleAsync(x => x.School == intent.School && x.Reference == note.ReversesReference, ct);
        var asked = await ledger.Intents.SingleAsync(
            x => x.School == intent.School && x.Kind == IntentKind.Document && x.Reference == billed.Reference,
            ct
        );
        var draft = JsonConvert.DeserializeObject<DocumentDraft>(asked.Payload, AgreementSnapshot.Json)!;
        foreach (var line in note.Lines)
        {
            var receivable = await ledger
                .Receivables.Include(x => x.Agreement.Shares)
                .SingleAsync(x => x.School == intent.School && x.Reference == line.ReceivableRef, ct);
            Return(receivable, note, billed, draft);
        }

        ledger.Documents.Remove(note);
        ledger.Intents.Remove(intent);
    }

    private static void Return(Receivable receivable, Document note, Document billed, DocumentDraft asked)
    {
        var planned = AgreementSnapshot.Parse(receivable.Agreement.Terms);
        var part = planned.Terms.Instalments.SingleOrDefault(x => x.Number == receivable.Instalment);
        var alone = receivable.Agreement.Shares.Count == 1;
        if (part is null || (alone && part.Amount != receivable.Amount))
        {
            return;
        }

        receivable.State = ReceivableState.Live;
        if (alone && !note.Part && billed.Lines.Count == 1)
        {
            AsBilled(receivable, planned, part, billed, asked);
        }
    }

    private static void AsBilled(
        Receivable receivable,
        AgreementSnapshot planned,
        InstalmentTerms part,
        Document billed,
        DocumentDraft asked
    )
    {
        var then = part with
        {
            Amount = new Money(billed.Lines[0].AmountMinor, Currency.Of(billed.Currency)),
            IssueOn = asked.IssueOn,
            DueOn = asked.DueOn ?? part.DueOn,
        };
        var instalments = planned.Terms.Instalments.Select(x => x.Number == then.Number ? then : x).ToList();
        var before = planned with
        {
            Terms = planned.Terms with
            {
                Price = instalments.Select(x => x.Amount).Aggregate((a, b) => a + b),
                Basis = billed.ExpectedBasis,
                Instalments = instalments,
            },
        };
        CorrectionDraft.Revise(
            receivable,
            before,
            JsonConvert.SerializeObject(before, AgreementSnapshot.Json),
            billed.PayerKey
        );
    }
}
