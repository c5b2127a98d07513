using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Something that changed what is owed of one receivable.</summary>
/// <param name="On">The day: a document's own date, or the day that its source gives a payment, in the school's zone.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Amount">Above zero where more is owed since, below zero where less is. With tax.</param>
/// <param name="Receivable">The receivable's reference.</param>
/// <param name="Document">The number of the invoice or credit note; of a payment, that of the newest invoice which it is for. Empty when there is none.</param>
/// <param name="Source">Reference of the document or payment: parts with the same one are one document or one payment.</param>
internal sealed record Movement(
    DateOnly On,
    MovementKind Kind,
    Money Amount,
    string Receivable,
    string Document,
    string Source
);

/// <summary>What changed what is owed, in the order in which it is shown on one day.</summary>
internal enum MovementKind
{
    /// <summary>An invoice was posted.</summary>
    Invoice,

    /// <summary>A credit note took back a part or all of one.</summary>
    CreditNote,

    /// <summary>Money that settled a part or all of one.</summary>
    Payment,

    /// <summary>Money went back to the payer, and what it had settled is owed again.</summary>
    GivenBack,

    /// <summary>What had settled an invoice settles it no more, and is the payer's credit.</summary>
    Freed,

    /// <summary>The school gave up what was still open: by its word, or by the credit note that follows it.</summary>
    WrittenOff,

    /// <summary>It is not asked for any more, and its credit note is still to come.</summary>
    Cancelled,

    /// <summary>Anything else in the ERP: an exchange difference, an entry by hand, or what it has not told yet.</summary>
    Other,
}

/// <summary>Money of a payer that settles nothing, or the end of it.</summary>
/// <param name="On">The day, in the school's zone.</param>
/// <param name="Kind">Payment: it came in. Freed: it settled something before. GivenBack: it went back.</param>
/// <param name="Amount">Above zero in the payer's favour.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Source">Reference of the payment, or of the receivable that it settled.</param>
internal sealed record CreditMovement(DateOnly On, MovementKind Kind, Money Amount, string Payer, string Source);
