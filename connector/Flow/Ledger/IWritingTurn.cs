using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Ledger;

/// <summary>This process's turn to run cycles for an ERP company: nobody else writes there meanwhile.</summary>
/// <remarks>
/// Disposing lets go of it. Whoever takes the turn after a process that died, or that has a write without an answer, waits first
/// for as long as the ERP may still be working on it.
/// </remarks>
internal interface IWritingTurn : IWriteGate, IAsyncDisposable
{
    /// <summary>Gets who has it: the node, its process, and this turn.</summary>
    string Owner { get; }

    /// <summary>Looks whether a write may begin now; none does by this.</summary>
    /// <exception cref="RemoteUnavailableException">Not now: another node may write from here on.</exception>
    void EnsureMine();
}

/// <summary>What a turn is asked for with.</summary>
/// <param name="Company">The ERP company.</param>
/// <param name="Lease">How long the turn lasts when the node does not renew it.</param>
/// <param name="RemoteRun">How long the ERP works on a request at the longest, whether or not somebody waits for the answer.</param>
/// <param name="Clock">Measures what is left, and wakes the renewal; the instants themselves are the database's.</param>
internal sealed record TurnTerms(string Company, TimeSpan Lease, TimeSpan RemoteRun, TimeProvider Clock);

/// <summary>The answer to who asks for a turn.</summary>
/// <param name="Turn">The turn; null while somebody else has it.</param>
/// <param name="Holder">Who has it, and for how long at least, for people; empty when the turn was given.</param>
internal sealed record TurnAnswer(IWritingTurn? Turn, string Holder);
