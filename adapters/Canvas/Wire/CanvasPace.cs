using System.Globalization;
using Collections.Adapters.Http;

namespace Collections.Adapters.Canvas;

/// <summary>Slows down before Canvas refuses: each answer tells what is left of the token's quota.</summary>
/// <remarks>
/// The quota is a bucket that fills by each call's cost (<c>X-Request-Cost</c>, about its seconds of work) and drains by ten
/// a second; by default calls are refused from 600 on, and each call running holds 50 until it ends. <c>X-Rate-Limit-Remaining</c>
/// is what is left to there (canvas-lms, request_throttle.rb; documentation, "Throttling"). Waits are the machine's own time.
/// </remarks>
internal sealed class CanvasPace
{
    /// <summary>What is left before a pause: a few calls' advance.</summary>
    private const double Low = 200;

    private const double DrainPerSecond = 10;

    private double remaining = double.MaxValue;

    /// <summary>Gives how long to wait before the next call.</summary>
    /// <param name="remaining">What is left of the quota.</param>
    /// <returns>At most 20 seconds.</returns>
    public static TimeSpan PauseFor(double remaining) =>
        TimeSpan.FromSeconds(Math.Clamp((Low - remaining) / DrainPerSecond, 0, Low / DrainPerSecond));

    /// <summary>Waits if the last answer said that little is left. Whoever waits takes the word with him: one wait for each answer.</summary>
    public Task WaitAsync(CancellationToken ct)
    {
        var pause = PauseFor(Interlocked.Exchange(ref remaining, double.MaxValue));
        return pause > TimeSpan.Zero ? Task.Delay(pause, TimeProvider.System, ct) : Task.CompletedTask;
    }

    /// <summary>Hears an answer.</summary>
    public void Hear(RemoteAnswer answer)
    {
        if (
            answer.Headers.TryGetValue("x-rate-limit-remaining", out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
        )
        {
            Interlocked.Exchange(ref remaining, left);
        }
    }
}
