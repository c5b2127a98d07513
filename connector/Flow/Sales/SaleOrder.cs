using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Sales;

/// <summary>A sale as a person gave it, read and found well-formed. Holds personal data.</summary>
internal sealed record SaleOrder
{
    /// <summary>Gets the person's own key of the sale.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the LMS's key of the learner; null when the sale is for nobody in the LMS.</summary>
    public string? LearnerKey { get; init; }

    /// <summary>Gets the LMS's key of the course; null when something else is sold.</summary>
    public string? CourseKey { get; init; }

    /// <summary>Gets what is sold, as the invoice says it; null for the course's name.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the whole price, above zero.</summary>
    public required Money Price { get; init; }

    /// <summary>Gets whether the price is with or without tax.</summary>
    public required AmountBasis Basis { get; init; }

    /// <summary>Gets the mapping's own tax code; null for that of the course by the school's rules.</summary>
    public string? TaxCode { get; init; }

    /// <summary>Gets the day of the first invoice; null for the day on which the sale is stored.</summary>
    public DateOnly? IssueOn { get; init; }

    /// <summary>Gets the due parts, by their days; they sum to the price.</summary>
    public required IReadOnlyList<SalePart> Parts { get; init; }

    /// <summary>Gets who owes, as far as it was said.</summary>
    public required SalePayer Payer { get; init; }

    /// <summary>Gets whether the learner is to be enrolled.</summary>
    public required SaleEnrolment Enrol { get; init; }

    /// <summary>Gets what further columns held, by their headings: the mapping reads them as fields of the course.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Gets a digest of all of it; the day it is stored on is not in it.</summary>
    [JsonIgnore]
    public string Digest => CycleRun.Digest(JsonConvert.SerializeObject(this, AgreementSnapshot.Json));
}

/// <summary>A due part of a sale.</summary>
/// <param name="DueOn">When it is due, in the school's zone.</param>
/// <param name="Amount">Above zero.</param>
internal sealed record SalePart(DateOnly DueOn, Money Amount);

/// <summary>Who owes for a sale, as far as it was said. Personal data; each is null when it was not said.</summary>
internal sealed record SalePayer(
    string? Name,
    string? Email,
    string? Phone,
    string? TaxId,
    string? Country,
    string? Language,
    bool? IsCompany,
    string? Address
);
