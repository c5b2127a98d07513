using Collections.Connector.Ports;

namespace Collections.Connector.Host.Logging;

/// <summary>Counts every remote call and logs it at debug. Thread-safe.</summary>
internal sealed class RemoteCallCounter(ILogger logger) : IRemoteCallObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Adapter, string Operation, bool IsWrite), Tally> tallies = [];

    /// <inheritdoc/>
    public void Completed(RemoteCall call)
    {
        var key = (call.Adapter, call.Operation, call.IsWrite);
        lock (gate)
        {
            var before = tallies.GetValueOrDefault(key);
            tallies[key] = new Tally(
                before.Calls + 1,
                before.Retries + (call.Attempt > 1 ? 1 : 0),
                before.Errors + (call.Error is null ? 0 : 1),
                before.Elapsed + call.Elapsed
            );
        }

        Log.RemoteCall(logger, call);
    }

    /// <summary>What was counted until now, by adapter and operation in alphabetical order.</summary>
    public IReadOnlyList<RemoteCallCount> Snapshot()
    {
        lock (gate)
        {
            return
            [
                .. tallies
                    .Select(t => new RemoteCallCount(
                        t.Key.Adapter,
                        t.Key.Operation,
                        t.Key.IsWrite,
                        t.Value.Calls,
                        t.Value.Retries,
                        t.Value.Errors,
                        (long)t.Value.Elapsed.TotalMilliseconds
                    ))
                    .OrderBy(c => c.Adapter, StringComparer.Ordinal)
                    .ThenBy(c => c.Operation, StringComparer.Ordinal)
                    .ThenBy(c => c.IsWrite),
            ];
        }
    }

    private readonly record struct Tally(int Calls, int Retries, int Errors, TimeSpan Elapsed);
}

/// <summary>How often one operation was called.</summary>
/// <param name="Adapter">The adapter's name.</param>
/// <param name="Operation">The operation.</param>
/// <param name="IsWrite">Whether it was meant to change something.</param>
/// <param name="Calls">Calls, retries among them.</param>
/// <param name="Retries">How many of them were not the first try.</param>
/// <param name="Errors">How many of them ended in an error.</param>
/// <param name="ElapsedMs">Their time in all, in milliseconds.</param>
internal sealed record RemoteCallCount(
    string Adapter,
    string Operation,
    bool IsWrite,
    int Calls,
    int Retries,
    int Errors,
    long ElapsedMs
);
