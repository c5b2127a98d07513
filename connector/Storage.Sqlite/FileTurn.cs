using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Storage.Sqlite;

/// <summary>The turn that a lock file gives: to the end of the process, or until it is let go of.</summary>
internal sealed class FileTurn(FileStream file) : IWritingTurn
{
    /// <inheritdoc/>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <inheritdoc/>
    public TimeSpan Pass() => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public void Answered() { }

    /// <inheritdoc/>
    public void EnsureMine() { }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => file.DisposeAsync();
}
