using System.Globalization;
using System.Reflection;
using Collections.Connector.Flow.Ledger;
using Microsoft.Data.Sqlite;

namespace Collections.Connector.Storage.Sqlite;

/// <summary>Copies of a SQLite ledger: made while it is in use, and checked before they are trusted.</summary>
internal static class SqliteCopy
{
    /// <summary>Copies the ledger as it is at one instant into a file that must not exist yet; runs may go on meanwhile.</summary>
    /// <returns>The copy's schema version.</returns>
    /// <exception cref="LedgerUnusableException">The copy is not whole.</exception>
    public static async Task<int> MakeAsync(string database, string file, CancellationToken ct)
    {
        await using (OwnerOnlyFile.Open(file, FileMode.CreateNew, FileAccess.Write))
        {
            // Empty, and for its owner alone: SQLite fills it.
        }

        await using (var connection = await OpenAsync(database, SqliteOpenMode.ReadWrite, ct))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $file";
            command.Parameters.AddWithValue("$file", file);
            await command.ExecuteNonQueryAsync(ct);
        }

        return await CheckAsync(file, ct);
    }

    /// <summary>Checks that a file is a whole ledger which this version can use.</summary>
    /// <returns>Its schema version.</returns>
    /// <exception cref="LedgerUnusableException">It is not.</exception>
    public static async Task<int> CheckAsync(string file, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(file, SqliteOpenMode.ReadOnly, ct);
            var version = Convert.ToInt32(
                await ReadAsync(connection, "PRAGMA user_version", ct),
                CultureInfo.InvariantCulture
            );
            var known = MigrationScripts.Of(Assembly.GetExecutingAssembly()).Count;
            return (string?)await ReadAsync(connection, "PRAGMA integrity_check", ct) != "ok"
                    ? throw new LedgerUnusableException($"{file} is damaged: use an older backup.")
                : version == 0 ? throw new LedgerUnusableException($"{file} is no ledger of the connector.")
                : version > known ? throw MigrationScripts.Newer(file, version, known)
                : version;
        }
        catch (SqliteException problem)
        {
            throw SqliteFaults.OfBackup(file, problem);
        }
    }

    /// <summary>Writes everything into the file itself, which no other process may have open.</summary>
    /// <returns>False when another process has it open.</returns>
    public static async Task<bool> TryCloseAsync(string database, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(database, SqliteOpenMode.ReadWrite, ct);
            return (string?)await ReadAsync(connection, "PRAGMA journal_mode = DELETE", ct) == "delete";
        }
        catch (SqliteException problem) when (problem.SqliteErrorCode is 5 or 6)
        {
            return false; // SQLITE_BUSY, SQLITE_LOCKED
        }
        catch (SqliteException)
        {
            return true; // Damaged: nobody can use it, and it is put aside as it is.
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string file, SqliteOpenMode mode, CancellationToken ct)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        };
        var connection = new SqliteConnection(settings.ToString());
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<object?> ReadAsync(SqliteConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(ct);
    }
}
