using System.Net.Sockets;
using Collections.Connector.Flow.Ledger;
using Npgsql;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>What faults of PostgreSQL mean for the person who runs the connector.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>Finds a fault that somebody can mend or that passes by itself, wrapped or not.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="database">What the database is called in the message.</param>
    /// <returns>What it means; null when it is something else, such as a broken constraint.</returns>
    public static LedgerUnusableException? In(Exception exception, string database = "The database")
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException or SocketException)
            {
                return Of((cause as NpgsqlException)?.SqlState, database) is { } said
                    ? new LedgerUnusableException(said.Message, exception) { MayPass = said.MayPass }
                    : null;
            }
        }

        return null;
    }

    /// <summary>The user has no schema to work in.</summary>
    public static LedgerUnusableException NoSchema(NpgsqlConnection connection)
    {
        var user = new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username;
        return new LedgerUnusableException(
            $"The database {connection.Database} has no schema for the user {user}. "
                + $"As its administrator: CREATE SCHEMA \"{user}\" AUTHORIZATION \"{user}\";"
        );
    }

    // Classes of codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static (string Message, bool MayPass)? Of(string? sqlState, string database) =>
        sqlState switch
        {
            "28P01" or "28000" => Final(
                $"{database} refuses the user or the password. Check what database.postgres refers to."
            ),
            "3D000" => Final($"{database} does not exist. Create it, or check what database.postgres refers to."),
            "42501" => Final(
                $"{database}: the user may not do this. It must own its schema; `check` says what it needs."
            ),
            "42P01" or "42703" => Final(
                $"{database} lacks a table or a column of this version's. Somebody else changed its schema: restore a backup."
            ),
            "25006" => Passing(
                $"{database} is read-only now, as a standby is. Point to the primary, or wait until it is one."
            ),
            "53100" => Final(
                $"{database} could not be written: its disk is full. Free some space and run again; nothing is lost."
            ),
            "53300" => Passing($"{database} has no connection left. Raise its max_connections, or wait."),
            "40001" or "40P01" or "55P03" => Passing($"{database} was busy with the same rows. The next run goes on."),
            null => Passing(
                $"{database} does not answer, or the connection broke. The next run goes on where this one was."
            ),
            // 08: connections; 57: shutting down, starting up; 53: out of resources; 58: the system below it.
            var code when code[..2] is "08" or "57" or "53" or "58" => Passing(
                $"{database} is stopping, starting or out of resources ({code}). The next run goes on where this one was."
            ),
            _ => null,
        };

    private static (string Message, bool MayPass) Final(string message) => (message, false);

    private static (string Message, bool MayPass) Passing(string message) => (message, true);
}
