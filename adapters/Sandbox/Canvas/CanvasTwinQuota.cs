namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>A token's quota: a bucket that calls fill and time drains, from documentation, not recorded.</summary>
/// <param name="clock">The Canvas's clock.</param>
internal sealed class CanvasTwinQuota(TimeProvider clock)
{
    private const double Full = 600;
    private const double Top = 800;
    private const double DrainPerSecond = 10;

    private double held;
    private DateTimeOffset? drainedAt;

    /// <summary>Gets what is left until calls are refused.</summary>
    public double Remaining => Full - held;

    /// <summary>Takes a call's cost, unless the bucket is full.</summary>
    /// <returns>Whether the call is let through.</returns>
    public bool Take(double cost)
    {
        var now = clock.GetUtcNow();
        held = Math.Max(0, held - (DrainPerSecond * (now - (drainedAt ?? now)).TotalSeconds));
        drainedAt = now;
        if (held >= Full)
        {
            return false;
        }

        held = Math.Min(Top, held + cost);
        return true;
    }
}
