namespace Collections.Adapters.Sandbox;

/// <summary>A clock that stands still until it is moved: for the demo, the twins and the tests.</summary>
/// <param name="start">The first instant, UTC.</param>
public sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <summary>Moves forward.</summary>
    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
        }
    }

    /// <summary>Moves to an instant, back too: a remote's clock may be wrong.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        lock (gate)
        {
            now = instant.ToUniversalTime();
        }
    }
}
