using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Runtime;

/// <summary>Only one process at a time runs cycles for an ERP company; a second one waits, and is refused when it waits too long.</summary>
internal static class RunLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes it, waiting a little for a run that is about to end.</summary>
    /// <param name="ledger">The database that says whose turn it is.</param>
    /// <param name="terms">For which ERP company, and how long.</param>
    /// <param name="patience">How long to wait; infinite to wait until it is free.</param>
    /// <param name="ct">Stops the waiting.</param>
    /// <param name="waits">Is told who has it, once, when it must wait; null to wait without a word.</param>
    /// <exception cref="ConfigurationException">Another process holds it.</exception>
    public static async Task<IWritingTurn> TakeAsync(
        ILedgerStorage ledger,
        TurnTerms terms,
        TimeSpan patience,
        CancellationToken ct,
        Action<string>? waits = null
    )
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            var answer = await ledger.TryTakeTurnAsync(terms, ct);
            if (answer.Turn is { } turn)
            {
                return turn;
            }

            if (waited == TimeSpan.Zero)
            {
                waits?.Invoke(answer.Holder);
            }

            if (patience != Timeout.InfiniteTimeSpan && waited >= patience)
            {
                throw new ConfigurationException([
                    new(
                        "database",
                        0,
                        answer.Holder,
                        "Wait until it is done; with `serve` running, cycles run by themselves."
                    ),
                ]);
            }

            await Task.Delay(Pause, ct);
        }
    }
}
