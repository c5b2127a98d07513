using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Receivables;

/// <summary>An enrolment with what is known around it: what receivables.json looks at.</summary>
/// <param name="Course">The course.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Enrolment">The enrolment that opened the agreement.</param>
/// <param name="BeganOn">First day of the episode, in the school's zone.</param>
public sealed record BillingSource(CourseFact Course, LearnerFact Learner, EnrolmentFact Enrolment, DateOnly BeganOn)
{
    /// <summary>Gets what was sold outside the LMS; null for an enrolment.</summary>
    public SaleFact? Sale { get; init; }
}

/// <summary>What receivables.json answers for an enrolment. Exactly one of the three is there.</summary>
/// <param name="Terms">It is billable, on these terms.</param>
/// <param name="NotBillable">It is not, for this reason (a rule's name); nobody needs to act.</param>
/// <param name="Faults">It should be, and something is wrong with its data: a person must act. Empty otherwise.</param>
public sealed record BillingAnswer(BillingTerms? Terms, string? NotBillable, IReadOnlyList<DataFault> Faults);

/// <summary>Something wrong in a record of a remote system.</summary>
/// <param name="Code">Stable code, such as <c>price.not-a-number</c>.</param>
/// <param name="Where">The record, such as <c>course 17 (MAT-101), field price</c>; no personal data.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do.</param>
public sealed record DataFault(string Code, string Where, string Message, string Hint);

/// <summary>The terms of an agreement: stored as its snapshot.</summary>
/// <param name="Description">What is sold, as the invoice says it.</param>
/// <param name="Price">The whole price, above zero.</param>
/// <param name="Basis">Whether the price is with or without tax.</param>
/// <param name="TaxCode">The mapping's own tax code; null for none.</param>
/// <param name="Instalments">The parts; they sum to the price.</param>
/// <param name="Payer">Who owes; with <see cref="Shares"/>, the main payer.</param>
public sealed record BillingTerms(
    string Description,
    Money Price,
    AmountBasis Basis,
    string? TaxCode,
    IReadOnlyList<InstalmentTerms> Instalments,
    PayerTerms Payer
)
{
    /// <summary>Gets the plan's name; null when nothing but <c>due</c> of receivables.json made it.</summary>
    public string? Plan { get; init; }

    /// <summary>Gets what one document covers.</summary>
    public DocumentsPer Documents { get; init; }

    /// <summary>Gets those who owe beside <see cref="Payer"/>, who owes the rest; empty when there is nobody else.</summary>
    public IReadOnlyList<ShareTerms> Shares { get; init; } = [];

    /// <summary>Gets what was taken off already, in order.</summary>
    public IReadOnlyList<DiscountTerms> Discounts { get; init; } = [];

    /// <summary>Gets the discount for who pays early; null without.</summary>
    public EarlyPaymentTerms? EarlyPayment { get; init; }

    /// <summary>Gets the price for each month, of which <see cref="Instalments"/> has the months so far; null when the instalments are all.</summary>
    public SubscriptionTerms? Subscription { get; init; }

    /// <summary>Gets the rules for changes; null when the school has none: then a person decides.</summary>
    public ChangeTerms? Changes { get; init; }
}

/// <summary>One due part.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="IssueOn">When the invoice is made.</param>
/// <param name="DueOn">When it is due; never before <paramref name="IssueOn"/>.</param>
/// <param name="TaxOn">Tax date.</param>
public sealed record InstalmentTerms(int Number, Money Amount, DateOnly IssueOn, DateOnly DueOn, DateOnly TaxOn)
{
    /// <summary>Gets what this part is, where it is not what the whole is, such as a matriculation fee; null otherwise.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the mapping's own tax code where this part has one of its own; null when that of the terms holds.</summary>
    public string? TaxCode { get; init; }
}

/// <summary>Who owes, as the LMS tells. Personal data.</summary>
/// <param name="IsLearner">Whether the learner pays for himself; otherwise a guardian or company.</param>
/// <param name="Name">Name on the invoice.</param>
/// <param name="IsCompany">Whether it is a company.</param>
/// <param name="Email">E-mail address; null when none.</param>
/// <param name="TaxId">Tax id; null when none.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null when unknown.</param>
/// <param name="Language">Language code; null when unknown.</param>
/// <param name="Fields">Further customer fields by the ERP's own names.</param>
public sealed record PayerTerms(
    bool IsLearner,
    string Name,
    bool IsCompany,
    string? Email,
    string? TaxId,
    string? Country,
    string? Language,
    IReadOnlyDictionary<string, string> Fields
)
{
    /// <summary>Gets the telephone number as the LMS has it, in the form of E.164 where that can be told; null when none.</summary>
    public string? Phone { get; init; }

    /// <summary>Gets the lines of the postal address; null when none.</summary>
    public string? PostalAddress { get; init; }

    /// <summary>Gets the payer's zone, an IANA name; null when unknown.</summary>
    public string? Zone { get; init; }

    /// <summary>Gets the channel that the payer prefers; null when none.</summary>
    public string? PreferredChannel { get; init; }
}

/// <summary>receivables.json, ready to answer. Pure: no clock, no I/O.</summary>
public interface IBillingRules
{
    /// <summary>Answers for one enrolment.</summary>
    BillingAnswer Decide(BillingSource source);
}
