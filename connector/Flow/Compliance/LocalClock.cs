namespace Collections.Connector.Flow.Compliance;

/// <summary>When a zone's clock shows a time, though clocks are put forward and back.</summary>
internal static class LocalClock
{
    // No zone is farther from UTC than 14 hours, and none changes its clock twice within this.
    private static readonly TimeSpan Around = TimeSpan.FromHours(16);

    /// <summary>The first instant after another one at which the clock shows a time. When it leaves that time out, the instant at which it goes on after the hole.</summary>
    /// <param name="after">An instant at which the clock shows less.</param>
    /// <param name="local">The clock time.</param>
    /// <param name="zone">The zone.</param>
    public static DateTimeOffset Next(DateTimeOffset after, DateTime local, TimeZoneInfo zone)
    {
        var shown = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var before = zone.GetUtcOffset(shown - Around);
        var behind = zone.GetUtcOffset(shown + Around);

        foreach (var offset in new[] { before, behind }.OrderDescending())
        {
            var at = shown - offset;
            if (zone.GetUtcOffset(at) == offset && at > after)
            {
                return at;
            }
        }

        return Change(shown - behind, shown - before, zone);
    }

    // The instant within (from, to] since which the clock has the offset that it has at the end of it; to the second.
    private static DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(to);
        var (low, high) = (0L, (long)(to - from).TotalSeconds);

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = zone.GetUtcOffset(from.AddSeconds(middle)) == offset ? (low, middle) : (middle, high);
        }

        return from.AddSeconds(high);
    }
}
