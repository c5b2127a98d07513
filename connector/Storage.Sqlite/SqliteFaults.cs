using Collections.Connector.Flow.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Storage.Sqlite;

/// <summary>What faults of SQLite mean for the person who runs the connector.</summary>
internal static class SqliteFaults
{
    // Result codes of SQLite: https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Finds a fault of SQLite that a person can mend, wrapped or not.</summary>
    /// <returns>What it means; null when it is something else, such as a broken constraint.</returns>
    public static LedgerUnusableException? In(Exception exception) =>
        exception switch
        {
            SqliteException { SqliteErrorCode: Full or ReadOnly or Busy or CannotOpen or NotADatabase } fault => From(
                "The database",
                fault
            ),
            DbUpdateException { InnerException: SqliteException fault } => In(fault),
            _ => null,
        };

    /// <summary>Says what a fault of SQLite means for a backup, which no setting names.</summary>
    public static LedgerUnusableException OfBackup(string path, SqliteException problem) =>
        new(
            problem.SqliteErrorCode switch
            {
                NotADatabase => $"{path} is no backup of the connector. Name a file that `backup` wrote.",
                Corrupt => $"{path} is damaged or was cut short. Use another backup.",
                CannotOpen => $"{path} cannot be opened. Give the connector's user the right to read it.",
                _ => From(path, problem).Message,
            },
            problem
        );

    /// <summary>Says what a fault of SQLite means.</summary>
    public static LedgerUnusableException From(string path, SqliteException problem) =>
        new(
            problem.SqliteErrorCode switch
            {
                Full =>
                    $"{path} could not be written: the disk is full. Free some space and run again; nothing is lost, the run goes on where it was.",
                ReadOnly => $"{path} is read-only. Give the connector's user the right to write it and its folder.",
                Busy => $"{path} is locked by another process. End that one, or wait until it is done.",
                CannotOpen => $"{path} cannot be opened. Check the path in database.path and the rights on its folder.",
                NotADatabase => $"{path} is not a SQLite database. Check the path in database.path.",
                _ => $"{path}: {problem.Message}",
            },
            problem
        );
}
