using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>A receivable as figures need it.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Description">What is sold.</param>
/// <param name="Amount">Its amount, on <paramref name="Basis"/>.</param>
/// <param name="Basis">Whether the amount is with or without tax.</param>
/// <param name="DueOn">Its due day.</param>
/// <param name="State">Whether it is still asked for.</param>
/// <param name="Owed">What is open of it now, asked for or not; null when no invoice stands for it.</param>
/// <param name="GivenUpOn">The day on which it was written off, in the school's zone; null when it was not, or nobody knows.</param>
/// <param name="ToIssue">Whether its invoice is still to come.</param>
internal sealed record ReceivableFacts(
    string Reference,
    string Payer,
    string Description,
    Money Amount,
    AmountBasis Basis,
    DateOnly DueOn,
    ReceivableState State,
    Money? Owed,
    DateOnly? GivenUpOn,
    bool ToIssue
);

/// <summary>A receivable's part of a posted document.</summary>
/// <param name="Receivable">The receivable's reference.</param>
/// <param name="Document">The document's reference.</param>
/// <param name="Number">Its number; empty when it has none.</param>
/// <param name="Kind">Invoice or credit note.</param>
/// <param name="On">Its date.</param>
/// <param name="Amount">With tax, above zero.</param>
internal sealed record DocumentPart(
    string Receivable,
    string Document,
    string Number,
    DocumentKind Kind,
    DateOnly On,
    Money Amount
);

/// <summary>What a payment, or something else in the ERP, settled of a receivable.</summary>
/// <param name="Receivable">The receivable's reference.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Amount">What it settled, above zero.</param>
internal sealed record PaidPart(string Receivable, PaymentFacts Payment, Money Amount);

/// <summary>A payment as figures need it.</summary>
/// <param name="Reference">Its reference, or for one seen in the ERP the ERP's own key.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="On">Its day, in the school's zone.</param>
/// <param name="Kind">Payment; CreditNote or Other for what the ERP settled without money.</param>
/// <param name="Rest">What of it settles nothing.</param>
/// <param name="GivenBack">What went back of it: refunded or charged back.</param>
/// <param name="GivenBackOn">The day on which it did, or was heard of.</param>
internal sealed record PaymentFacts(
    string Reference,
    string Payer,
    DateOnly On,
    MovementKind Kind,
    Money Rest,
    Money GivenBack,
    DateOnly GivenBackOn
);
