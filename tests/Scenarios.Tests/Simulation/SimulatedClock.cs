namespace Collections.Scenarios.Tests.Simulation;

/// <summary>A clock that stands still until it is moved, forwards or backwards.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    public void Move(TimeSpan by) => now += by;

    public void GoTo(DateTimeOffset instant) => now = instant;
}
