namespace Collections.Scenarios.Tests.Simulation;

/// <summary>A clock that stands still until it is moved, forwards or backwards.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <summary>Gets or sets the zone in which everybody in the town counts days.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Gets the day in that zone.</summary>
    public DateOnly Today => DayOf(now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>The day of an instant in that zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    public void Move(TimeSpan by) => now += by;

    public void GoTo(DateTimeOffset instant) => now = instant;
}
