namespace Collections.Connector.Flow.Mapping;

/// <summary>What school.json says of contacts and of handing debts off, under <c>contacts</c>.</summary>
public sealed record ContactTerms
{
    /// <summary>Gets the channels that every payer consented to, such as by the signed terms of enrolment.</summary>
    public IReadOnlySet<string> Consented { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gets where that consent stands; empty when none is attested.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Gets a value indicating whether the school collects for others, so that the rules for agencies bind it.</summary>
    public bool Agency { get; init; }

    /// <summary>Gets who takes what is handed off; empty when nobody does.</summary>
    public string Collector { get; init; } = "";

    /// <summary>Gets a value indicating whether what was handed off may still be paid to the school.</summary>
    public bool PayableAfterHandOff { get; init; } = true;
}
