using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Two systems that do not say the same, with the cause and what mends it.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Subject">The record: a reference of ours, <c>course/learner</c>, or the ERP's key of a customer.</param>
/// <param name="Amount">The money that it is about; null where there is none.</param>
/// <param name="Message">What is so, one sentence, without personal data.</param>
/// <param name="Command">The one command that mends it, without the program's name; null where only a person can, in another system.</param>
/// <param name="Step">What the command does, or what a person does where.</param>
internal sealed record Difference(
    DifferenceCause Cause,
    string Subject,
    Money? Amount,
    string Message,
    string? Command,
    string Step
)
{
    /// <summary>One that the next run mends by itself.</summary>
    public static Difference BySync(
        DifferenceCause cause,
        string subject,
        Money? amount,
        string message,
        string step
    ) => new(cause, subject, amount, message, "sync", step);

    /// <summary>One that only a person can mend, in the ERP, the LMS or the gateway.</summary>
    public static Difference ByPerson(
        DifferenceCause cause,
        string subject,
        Money? amount,
        string message,
        string step
    ) => new(cause, subject, amount, message, null, step);

    /// <summary>One that is parked: the reason is mended first, then it is tried again.</summary>
    public static Difference ByRetry(
        DifferenceCause cause,
        string subject,
        Money? amount,
        string message,
        string parked,
        string step
    ) => new(cause, subject, amount, message, $"parked retry {parked} --why \"...\"", step);
}

/// <summary>Causes of a <see cref="Difference"/>, in the order of the way of the money.</summary>
internal enum DifferenceCause
{
    /// <summary>An active enrolment that the rules bill, and no invoice.</summary>
    EnrolledNotBilled,

    /// <summary>An open invoice for somebody whom a complete listing of the course does not show.</summary>
    NoLongerEnrolled,

    /// <summary>The ledger has a document that the ERP does not have, or has as a draft only.</summary>
    BilledNotInErp,

    /// <summary>The ERP has issued it, and the ledger does not know yet.</summary>
    AnswerNotTakenIn,

    /// <summary>The ERP has a document or payment under a reference of ours that the ledger does not know.</summary>
    UnknownInLedger,

    /// <summary>Two documents of the ERP bear one reference.</summary>
    DuplicateReference,

    /// <summary>Cancelled or deleted in the ERP.</summary>
    CancelledInErp,

    /// <summary>Taken back to draft in the ERP after it was issued.</summary>
    BackToDraftInErp,

    /// <summary>Amount, currency or customer were changed in the ERP since the ledger last read.</summary>
    EditedInErp,

    /// <summary>Only the tax was changed.</summary>
    TaxDiffers,

    /// <summary>The ERP's amount is not what was agreed.</summary>
    AmountDiffers,

    /// <summary>The ERP's open amount has moved since the ledger last read.</summary>
    OpenDiffers,

    /// <summary>The gateway has the money, the ERP does not.</summary>
    PaidNotInErp,

    /// <summary>The same was paid, or entered, twice.</summary>
    PaidTwice,

    /// <summary>Money of a customer that no document has taken.</summary>
    Overpaid,

    /// <summary>The payer's bank has taken it back, and the ERP still counts it.</summary>
    Chargeback,

    /// <summary>The gateway has given it back, and the ERP still counts it.</summary>
    GivenBack,

    /// <summary>Gateway and ERP have another amount for one payment.</summary>
    PaymentDiffers,

    /// <summary>Locked out by us, and nothing is owed.</summary>
    SuspendedThoughPaid,

    /// <summary>We say suspended, the LMS says in.</summary>
    AccessAlthoughSuspended,
}
