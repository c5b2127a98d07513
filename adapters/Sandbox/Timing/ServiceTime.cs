namespace Collections.Adapters.Sandbox.Timing;

/// <summary>How long a live server worked on one call.</summary>
/// <param name="FixedMs">Whatever the call holds, in milliseconds.</param>
/// <param name="PerItemMs">For each record in it, in milliseconds.</param>
/// <param name="Items">Counts the records of a call.</param>
public sealed record ServiceTime(double FixedMs, double PerItemMs, Func<TwinRequest, TwinAnswer, int> Items)
{
    /// <summary>The time of one call.</summary>
    public TimeSpan Of(TwinRequest request, TwinAnswer answer) =>
        TimeSpan.FromMilliseconds(FixedMs + (PerItemMs * Items(request, answer)));
}

/// <summary>A twin that takes as long as the live system did: its own work counts towards that time.</summary>
/// <param name="twin">The twin.</param>
/// <param name="times">The time of an operation.</param>
public sealed class PacedTwin(ITwin twin, Func<string, ServiceTime> times) : ITwin
{
    /// <inheritdoc/>
    public string OperationOf(TwinRequest request) => twin.OperationOf(request);

    /// <inheritdoc/>
    public async Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await twin.AnswerAsync(request, ct);
        var left = times(twin.OperationOf(request)).Of(request, answer) - TimeProvider.System.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, ct);
        }

        return answer;
    }
}
