using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Storage.PostgreSql;
using Collections.Connector.Storage.Sqlite;

namespace Collections.Connector.Host.Runtime;

/// <summary>The databases that there are.</summary>
internal static class Storages
{
    /// <summary>Points at the database that the configuration names; opens nothing yet.</summary>
    /// <param name="database">What the configuration says.</param>
    /// <param name="durable">Whether a SQLite file must survive a power cut. A PostgreSQL server decides that itself.</param>
    public static ILedgerStorage Of(DatabaseConfiguration database, bool durable) =>
        database.Postgres is { } connection
            ? new PostgreSqlLedger(connection)
            : new SqliteLedger(database.Path!, durable);

    /// <summary>Finds a fault of the database that somebody can mend or that passes by itself, wrapped or not.</summary>
    /// <returns>What it means; null when it is something else.</returns>
    public static LedgerUnusableException? Unusable(Exception exception) =>
        exception as LedgerUnusableException ?? SqliteFaults.In(exception) ?? PostgreSqlFaults.In(exception);
}
