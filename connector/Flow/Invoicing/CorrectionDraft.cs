using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>What a correction is made of. Pure.</summary>
internal static class CorrectionDraft
{
    /// <summary>Why an invoice cannot be taken back by the connector; null when it can.</summary>
    public static string? Objection(Document billed) =>
        billed.Adopted ? "It stood in the ERP before the connector and was adopted: correct it there."
        : billed.Standing != DocumentStanding.Posted
            ? "It is not issued: what is no invoice yet is made anew by `parked retry` or the next run."
        : billed.Lines.Count != 1 ? "It is on one invoice with others: correct it in the ERP."
        : (billed.ExpectedBasis == AmountBasis.Net ? billed.UntaxedMinor : billed.TotalMinor) != billed.ExpectedMinor
            ? "It was edited in the ERP after issuing: correct it there."
        : null;

    /// <summary>The credit note that takes back what is named of an invoice.</summary>
    /// <param name="invoice">The invoice as it was asked for.</param>
    /// <param name="billed">The invoice as it stands, with its lines.</param>
    /// <param name="reference">The credit note's reference.</param>
    /// <param name="today">Its day.</param>
    /// <param name="amounts">What is taken back by receivable, on the invoice's basis.</param>
    public static DocumentDraft CreditNote(
        DocumentDraft invoice,
        Document billed,
        string reference,
        DateOnly today,
        IReadOnlyDictionary<string, long> amounts
    ) =>
        invoice with
        {
            Reference = reference,
            Kind = DocumentKind.CreditNote,
            IssueOn = today,
            DueOn = today,
            PaymentTermKey = null,
            DueParts = [],
            ReversesKey = billed.ErpKey,
            Lines =
            [
                .. billed
                    .Lines.Where(x => amounts.ContainsKey(x.ReceivableRef))
                    .SelectMany(x => Lines(invoice, billed, x, amounts[x.ReceivableRef])),
            ],
        };

    // A part is divided over the lines as the whole is, and the last one takes what rounding leaves.
    private static IReadOnlyList<DocumentLineDraft> Lines(
        DocumentDraft invoice,
        Document billed,
        DocumentLine line,
        long amountMinor
    )
    {
        var asked = invoice.Lines.Where(x => billed.Lines.Count == 1 || x.Reference == line.ReceivableRef).ToList();
        if (amountMinor == line.AmountMinor)
        {
            return asked;
        }

        var whole = asked.Sum(Value);
        var left = amountMinor;
        var lines = new List<DocumentLineDraft>();
        foreach (var one in asked)
        {
            var take =
                one == asked[^1]
                    ? left
                    : (long)decimal.Round(amountMinor * Value(one) / whole, MidpointRounding.ToEven);
            left -= take;
            lines.Add(one with { Quantity = 1, UnitPrice = one.UnitPrice with { MinorUnits = take } });
        }

        return lines.FindAll(x => !x.UnitPrice.IsZero);
    }

    private static decimal Value(DocumentLineDraft line) => line.Quantity * line.UnitPrice.MinorUnits;

    /// <summary>The terms as of today: the payer has as many days as the rules give from the first issue on.</summary>
    public static BillingTerms Dated(BillingTerms terms, DateOnly today) =>
        terms with
        {
            Instalments = [Dated(terms.Instalments[0], today)],
        };

    /// <summary>A due part as of today, with as many days to pay.</summary>
    public static InstalmentTerms Dated(InstalmentTerms part, DateOnly today) =>
        part with
        {
            IssueOn = today,
            DueOn = today.AddDays(part.DueOn.DayNumber - part.IssueOn.DayNumber),
        };

    /// <summary>The row of the credit note.</summary>
    public static Document ToRow(DocumentDraft note, Document billed, IReadOnlyDictionary<string, long> amounts)
    {
        var row = new Document
        {
            School = billed.School,
            Reference = note.Reference,
            Kind = DocumentKind.CreditNote,
            Revision = billed.Revision,
            PayerKey = billed.PayerKey,
            CustomerKey = billed.CustomerKey,
            Currency = billed.Currency,
            IssueOn = note.IssueOn,
            ExpectedMinor = amounts.Values.Sum(),
            ExpectedBasis = billed.ExpectedBasis,
            ReversesReference = billed.Reference,
        };
        row.Lines.AddRange(
            billed
                .Lines.Where(x => amounts.ContainsKey(x.ReceivableRef))
                .Select(x => new DocumentLine
                {
                    School = billed.School,
                    ReceivableRef = x.ReceivableRef,
                    AmountMinor = amounts[x.ReceivableRef],
                })
        );
        return row;
    }

    /// <summary>Writes new terms to an agreement and to one of its receivables; nothing that was issued changes.</summary>
    /// <param name="receivable">The receivable, with its agreement and shares.</param>
    /// <param name="snapshot">The terms; they have the receivable's instalment.</param>
    /// <param name="json">The same as text.</param>
    /// <param name="payerKey">Who owes it.</param>
    public static void Revise(Receivable receivable, AgreementSnapshot snapshot, string json, string payerKey)
    {
        receivable.Agreement.Revision++;
        receivable.Agreement.Terms = json;
        receivable.Agreement.TermsDigest = CycleRun.Digest(json);
        receivable.Agreement.Shares[0].PayerKey = payerKey;
        Revise(receivable, snapshot.Terms, payerKey);
    }

    /// <summary>Writes terms to a receivable alone.</summary>
    public static void Revise(Receivable receivable, BillingTerms terms, string payerKey)
    {
        var part = terms.Instalments.Single(x => x.Number == receivable.Instalment);
        receivable.PayerKey = payerKey;
        receivable.Description = terms.Description;
        receivable.AmountMinor = part.Amount.MinorUnits;
        receivable.Currency = part.Amount.Currency.Code;
        receivable.Basis = terms.Basis;
        receivable.TaxCode = part.TaxCode ?? terms.TaxCode;
        receivable.IssueOn = part.IssueOn;
        receivable.DueOn = part.DueOn;
        receivable.TaxOn = part.TaxOn;
    }
}
