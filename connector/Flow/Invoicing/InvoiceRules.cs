using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>What invoices.json looks at when it makes a document.</summary>
/// <param name="Reference">The document's reference.</param>
/// <param name="Kind">Invoice or credit note.</param>
/// <param name="CustomerKey">The ERP's key of the customer.</param>
/// <param name="ReversesKey">For a credit note, the ERP's key of the document it corrects.</param>
/// <param name="Parts">The receivables, with where they come from; all in one currency.</param>
public sealed record InvoiceSource(
    string Reference,
    DocumentKind Kind,
    string CustomerKey,
    string? ReversesKey,
    IReadOnlyList<InvoicePart> Parts
);

/// <summary>One receivable of a document.</summary>
/// <param name="ReceivableRef">Its reference.</param>
/// <param name="Billing">Course, learner and enrolment.</param>
/// <param name="Terms">The agreement's terms.</param>
/// <param name="Instalment">The due part.</param>
public sealed record InvoicePart(
    string ReceivableRef,
    BillingSource Billing,
    BillingTerms Terms,
    InstalmentTerms Instalment
);

/// <summary>What invoices.json answers: a draft with what its totals must be, or every fault.</summary>
/// <param name="Draft">The draft; null when there are faults.</param>
/// <param name="Expected">What the draft's total must be, to the cent, on <paramref name="Basis"/>.</param>
/// <param name="Basis">Which total is compared.</param>
/// <param name="Faults">Every fault; empty when there is a draft.</param>
public sealed record InvoiceAnswer(
    DocumentDraft? Draft,
    Money Expected,
    AmountBasis Basis,
    IReadOnlyList<DataFault> Faults
);

/// <summary>invoices.json, ready to answer. Pure: no clock, no I/O.</summary>
public interface IInvoiceRules
{
    /// <summary>Makes the draft of one document.</summary>
    InvoiceAnswer Draft(InvoiceSource source);
}
