using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Receivables;

/// <summary>What one document covers.</summary>
public enum DocumentsPer
{
    /// <summary>Each instalment has an invoice of its own.</summary>
    Instalment,

    /// <summary>The whole plan is on one invoice, with several due days; the ERP must be able to.</summary>
    Plan,
}

/// <summary>Somebody who owes a part beside the main payer.</summary>
/// <param name="BasisPoints">The part, of 10,000; above zero.</param>
/// <param name="Payer">Who. Personal data.</param>
public sealed record ShareTerms(int BasisPoints, PayerTerms Payer);

/// <summary>What was taken off the price, and why.</summary>
/// <param name="Reason">The rule's name, such as <c>siblings</c>.</param>
/// <param name="Amount">Above zero.</param>
public sealed record DiscountTerms(string Reason, Money Amount);

/// <summary>A discount for who pays early; the payments' own dates decide.</summary>
/// <param name="Percent">Of what the invoice asks for; above 0, below 100.</param>
/// <param name="Days">How many days from the issue date on, that day counted as 0.</param>
/// <param name="LowersTax">Whether the discount lowers the base of the tax; otherwise it is a financial one, without tax.</param>
public sealed record EarlyPaymentTerms(decimal Percent, int Days, bool LowersTax);

/// <summary>How months that are not whole are counted.</summary>
public enum Proration
{
    /// <summary>A month that has begun is owed whole.</summary>
    None,

    /// <summary>By the days of that month.</summary>
    Days,
}

/// <summary>A price for each month, until the enrolment ends.</summary>
/// <param name="Monthly">The price of a whole month, discounts taken off.</param>
/// <param name="From">First day, in the school's zone.</param>
/// <param name="Until">Last day; null while nobody knows.</param>
/// <param name="Proration">How first and last month are counted.</param>
/// <param name="DueDay">Day of the month on which it is due, 1 to 31; the last day of shorter months.</param>
/// <param name="IssueDaysBefore">How many days before that the invoice is made.</param>
public sealed record SubscriptionTerms(
    Money Monthly,
    DateOnly From,
    DateOnly? Until,
    Proration Proration,
    int DueDay,
    int IssueDaysBefore
)
{
    /// <summary>Gets the days that the payer has at least after each invoice.</summary>
    public int AtLeastDays { get; init; }

    /// <summary>Gets how many instalments stand before the first month, such as a matriculation fee.</summary>
    public int PartsBefore { get; init; }
}

/// <summary>What becomes of what is owed when a learner leaves after the withdrawal period.</summary>
public enum LeavingRule
{
    /// <summary>Everything stays owed.</summary>
    KeepAll,

    /// <summary>What is invoiced stays owed, and nothing more is invoiced.</summary>
    KeepInvoiced,

    /// <summary>What was used stays owed, by days from first to last day; the rest is credited.</summary>
    KeepUsed,
}

/// <summary>The rules of an agreement for changes of mind, as they were when it was made.</summary>
/// <param name="WithdrawUntil">Last day on which everything can be taken back; null without such a period.</param>
/// <param name="OnCancel">Cancelled by somebody's word after that.</param>
/// <param name="OnEnd">The enrolment ended in the LMS without anybody's word.</param>
/// <param name="FollowPrice">Whether a price that changes after issuing is followed by a credit note and a new revision; otherwise nothing is.</param>
/// <param name="RunsFrom">First day of what is sold.</param>
/// <param name="RunsTo">Last day of what is sold; null when unknown: then nothing counts as unused.</param>
public sealed record ChangeTerms(
    DateOnly? WithdrawUntil,
    LeavingRule OnCancel,
    LeavingRule OnEnd,
    bool FollowPrice,
    DateOnly RunsFrom,
    DateOnly? RunsTo
);
