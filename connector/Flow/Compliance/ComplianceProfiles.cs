using System.Collections.Concurrent;
using System.Collections.Frozen;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Compliance;

/// <summary>The profiles that come with the connector, each read once.</summary>
internal static class ComplianceProfiles
{
    // Members of the Union, by ISO 3166-1: https://european-union.europa.eu/principles-countries-history/eu-countries_en
    private static readonly FrozenSet<string> Union = (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, ComplianceProfile> Read = new(StringComparer.Ordinal);

    /// <summary>A country's profile, or the Union's for a member without its own; null when there is neither.</summary>
    /// <param name="country">ISO 3166-1 alpha-2; null when unknown.</param>
    public static ComplianceProfile? For(string? country) =>
        country is null ? null
        : ComplianceFile.Countries.Contains(country) ? Read.GetOrAdd(country, ComplianceFile.Of)
        : Union.Contains(country) ? Read.GetOrAdd("EU", ComplianceFile.Of)
        : null;

    /// <summary>The law of a contact with a payer: that of the payer's country when there is a profile, else the school's.</summary>
    /// <param name="country">ISO 3166-1 alpha-2 of the payer's country; null when unknown.</param>
    /// <param name="school">The school; its own compliance.json counts for payers of its country.</param>
    public static ContactRule? ContactFor(string? country, SchoolProfile school) =>
        country == school.Country ? school.Compliance?.Contact : For(country)?.Contact ?? school.Compliance?.Contact;
}
