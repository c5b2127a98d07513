using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Takes a planned correction back when a person dismisses its credit note: the invoice stands, and is asked for, as before.</summary>
/// <remarks>Nothing is forgotten in the ERP: a draft that stands there is found again under the same reference if the correction is wished for anew.</remarks>
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
        var receivableRef = billed.Lines[0].ReceivableRef;
        var receivable = await ledger
            .Receivables.Include(x => x.Agreement.Shares)
            .SingleAsync(x => x.School == intent.School && x.Reference == receivableRef, ct);
        AsBilled(
            receivable,
            billed,
            JsonConvert.DeserializeObject<DocumentDraft>(asked.Payload, AgreementSnapshot.Json)!
        );
        ledger.Documents.Remove(note);
        ledger.Intents.Remove(intent);
    }

    private static void AsBilled(Receivable receivable, Document billed, DocumentDraft asked)
    {
        var planned = AgreementSnapshot.Parse(receivable.Agreement.Terms);
        var amount = new Money(billed.Lines[0].AmountMinor, Currency.Of(billed.Currency));
        var part = planned.Terms.Instalments[0] with
        {
            Amount = amount,
            IssueOn = asked.IssueOn,
            DueOn = asked.DueOn ?? planned.Terms.Instalments[0].DueOn,
        };
        var terms = planned.Terms with { Price = amount, Basis = billed.ExpectedBasis, Instalments = [part] };
        var before = planned with { Terms = terms };
        receivable.State = ReceivableState.Live;
        CorrectionDraft.Revise(
            receivable,
            before,
            JsonConvert.SerializeObject(before, AgreementSnapshot.Json),
            billed.PayerKey
        );
    }
}
