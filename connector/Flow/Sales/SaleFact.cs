using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Sales;

/// <summary>What was sold outside the LMS, as a person gave it.</summary>
/// <param name="OrderDigest">A digest of what was given: the same words again are the same sale.</param>
/// <param name="Enrol">Whether the learner is to be enrolled, and when.</param>
/// <param name="Terms">The terms; receivables.json has no say in them.</param>
public sealed record SaleFact(string OrderDigest, SaleEnrolment Enrol, BillingTerms Terms);

/// <summary>Whether a sale enrols its learner.</summary>
public enum SaleEnrolment
{
    /// <summary>No.</summary>
    None,

    /// <summary>With the next run.</summary>
    AtOnce,

    /// <summary>Once everything is invoiced and nothing of it is owed.</summary>
    WhenPaid,
}
