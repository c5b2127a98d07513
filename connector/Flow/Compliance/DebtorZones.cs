using System.Collections.Concurrent;
using NodaTime.TimeZones;

namespace Collections.Connector.Flow.Compliance;

/// <summary>Where a debtor may live, as zones.</summary>
/// <remarks>Which zones a country has is IANA's zone.tab, as Noda Time carries it; the clocks themselves are the operating system's.</remarks>
internal static class DebtorZones
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<TimeZoneInfo>> Countries = new(
        StringComparer.Ordinal
    );

    /// <summary>The payer's own zone, else every zone of the payer's country, else the school's. Never empty.</summary>
    /// <param name="zone">IANA's name of the payer's zone; null or a name that is none counts as unknown.</param>
    /// <param name="country">ISO 3166-1 alpha-2 of the payer's country; null when unknown.</param>
    /// <param name="school">The school's zone.</param>
    public static IReadOnlyList<TimeZoneInfo> Of(string? zone, string? country, TimeZoneInfo school)
    {
        if (Find(zone) is { } own)
        {
            return [own];
        }

        var zones = country is null ? [] : Countries.GetOrAdd(country, ZonesOf);
        return zones.Count > 0 ? zones : [school];
    }

    private static TimeZoneInfo? Find(string? name) =>
        name is not null
        && TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : null;

    private static IReadOnlyList<TimeZoneInfo> ZonesOf(string country) =>
        [
            .. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? [])
                .Where(x => x.CountryCode == country)
                .Select(x => Find(x.ZoneId))
                .OfType<TimeZoneInfo>(),
        ];
}
