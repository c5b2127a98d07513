using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Runtime;

/// <summary>Only one process at a time runs cycles on one database; a second one waits, and is refused when it waits too long.</summary>
internal static class RunLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes it, waiting a little for a run that is about to end.</summary>
    /// <exception cref="ConfigurationException">Another process holds it.</exception>
    public static async Task<IAsyncDisposable> TakeAsync(ILedgerStorage ledger, TimeSpan patience, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (await ledger.TryTakeTurnAsync(ct) is { } turn)
            {
                return turn;
            }

            if (waited >= patience)
            {
                throw new ConfigurationException([
                    new(
                        "database",
                        0,
                        "Another process is running a cycle on this database.",
                        "Wait until it is done; with `serve` running, cycles run by themselves."
                    ),
                ]);
            }

            await Task.Delay(Pause, ct);
        }
    }
}
