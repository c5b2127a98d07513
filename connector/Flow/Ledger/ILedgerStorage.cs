using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Ledger;

/// <summary>The database that holds the ledger: what differs from one make to another, and nothing else.</summary>
internal interface ILedgerStorage : IDbContextFactory<LedgerContext>
{
    /// <summary>Brings it to this version's schema. Several processes may ask for it at once; it happens once.</summary>
    /// <exception cref="LedgerUnusableException">It cannot be reached or written, or a newer version made it: nothing was touched.</exception>
    Task MigrateAsync(CancellationToken ct);

    /// <summary>Looks whether it can be used, and with no more rights than needed; writes nothing.</summary>
    /// <exception cref="LedgerUnusableException">It cannot be reached, or a newer version made it.</exception>
    Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct);

    /// <summary>Takes the turn to run cycles for an ERP company, which one process at a time has.</summary>
    Task<TurnAnswer> TryTakeTurnAsync(TurnTerms terms, CancellationToken ct);

    /// <summary>Closes the connections that wait for their next use.</summary>
    void Release();
}
