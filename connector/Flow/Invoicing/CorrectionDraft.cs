using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>What a correction is made of. Pure.</summary>
internal static class CorrectionDraft
{
    /// <summary>Why an invoice cannot be taken back by the connector; null when it can.</summary>
    public static string? Objection(Document billed, int instalments) =>
        billed.Adopted ? "It stood in the ERP before the connector and was adopted: correct it there."
        : billed.Standing != DocumentStanding.Posted
            ? "It is not issued: what is no invoice yet is made anew by `parked retry` or the next run."
        : billed.Lines.Count != 1 || instalments != 1 ? "It is one of several instalments: correct it in the ERP."
        : (billed.ExpectedBasis == AmountBasis.Net ? billed.UntaxedMinor : billed.TotalMinor) != billed.ExpectedMinor
            ? "It was edited in the ERP after issuing: correct it there."
        : null;

    /// <summary>The credit note that takes back exactly what was billed.</summary>
    /// <param name="invoice">The invoice as it was asked for.</param>
    /// <param name="billed">The invoice as it stands.</param>
    /// <param name="reference">The credit note's reference.</param>
    /// <param name="today">Its day.</param>
    public static DocumentDraft CreditNote(DocumentDraft invoice, Document billed, string reference, DateOnly today) =>
        invoice with
        {
            Reference = reference,
            Kind = DocumentKind.CreditNote,
            IssueOn = today,
            DueOn = today,
            PaymentTermKey = null,
            ReversesKey = billed.ErpKey,
        };

    /// <summary>The terms as of today: the payer has as many days as the rules give from the first issue on.</summary>
    public static BillingTerms Dated(BillingTerms terms, DateOnly today)
    {
        var part = terms.Instalments[0];
        var days = part.DueOn.DayNumber - part.IssueOn.DayNumber;
        return terms with { Instalments = [part with { IssueOn = today, DueOn = today.AddDays(days) }] };
    }

    /// <summary>The row of the credit note.</summary>
    public static Document ToRow(DocumentDraft note, Document billed) =>
        new()
        {
            School = billed.School,
            Reference = note.Reference,
            Kind = DocumentKind.CreditNote,
            Revision = billed.Revision,
            PayerKey = billed.PayerKey,
            CustomerKey = billed.CustomerKey,
            Currency = billed.Currency,
            IssueOn = note.IssueOn,
            ExpectedMinor = billed.ExpectedMinor,
            ExpectedBasis = billed.ExpectedBasis,
            ReversesReference = billed.Reference,
            Lines =
            {
                new DocumentLine
                {
                    School = billed.School,
                    ReceivableRef = billed.Lines[0].ReceivableRef,
                    AmountMinor = billed.Lines[0].AmountMinor,
                },
            },
        };

    /// <summary>Writes new terms to agreement and receivable; nothing that was issued changes.</summary>
    public static void Revise(Receivable receivable, AgreementSnapshot snapshot, string json, string payerKey)
    {
        var part = snapshot.Terms.Instalments[0];
        receivable.Agreement.Revision++;
        receivable.Agreement.Terms = json;
        receivable.Agreement.TermsDigest = CycleRun.Digest(json);
        receivable.Agreement.Shares[0].PayerKey = payerKey;
        receivable.PayerKey = payerKey;
        receivable.Description = snapshot.Terms.Description;
        receivable.AmountMinor = part.Amount.MinorUnits;
        receivable.Currency = part.Amount.Currency.Code;
        receivable.Basis = snapshot.Terms.Basis;
        receivable.TaxCode = snapshot.Terms.TaxCode;
        receivable.IssueOn = part.IssueOn;
        receivable.DueOn = part.DueOn;
        receivable.TaxOn = part.TaxOn;
    }
}
