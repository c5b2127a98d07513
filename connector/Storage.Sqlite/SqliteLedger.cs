using System.Data.Common;
using System.Reflection;
using Collections.Connector.Flow.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Connector.Storage.Sqlite;

/// <summary>The ledger in one SQLite file, with write-ahead log and full synchronisation: what was said to be stored is stored.</summary>
internal sealed class SqliteLedger : IDbContextFactory<LedgerContext>
{
    private readonly string path;
    private readonly DbContextOptions<LedgerContext> options;

    /// <summary>Points at a file, which need not exist yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">False gives up surviving a power cut, for tests and the demo, where the file is thrown away.</param>
    public SqliteLedger(string path, bool durable = true)
    {
        this.path = Path.GetFullPath(path);
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = this.path,
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        options = new DbContextOptionsBuilder<LedgerContext>()
            // One parameter for a whole list: a statement of a parameter for each of 500 keys is written anew every time.
            .UseSqlite(
                connection.ToString(),
                sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)
            )
            .AddInterceptors(new Synchronisation(durable))
            .Options;
    }

    /// <inheritdoc/>
    public LedgerContext CreateDbContext() => new(options);

    /// <summary>Lets go of the file: connections that wait for their next use are closed. Other files keep theirs.</summary>
    public void ReleaseFile()
    {
        using var ledger = CreateDbContext();
        SqliteConnection.ClearPool((SqliteConnection)ledger.Database.GetDbConnection());
    }

    /// <summary>Brings the file to this version's schema, step by step, each step in one transaction.</summary>
    /// <exception cref="LedgerUnusableException">The file cannot be opened or written, or a newer version made it. Nothing was touched.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        try
        {
            CreateForOwnerOnly();
            await using var ledger = CreateDbContext();
            await ledger.Database.OpenConnectionAsync(ct);
            await ledger.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", ct);
            var version = await VersionAsync(ledger, ct);
            var scripts = Scripts();
            if (version > scripts.Count)
            {
                throw new LedgerUnusableException(
                    $"{path} has schema {version}, and this version knows {scripts.Count}: a newer version made it. Use that one, or restore a backup."
                );
            }

            // Each script ends by setting the file's version, so that both commit together.
            foreach (var script in scripts.Skip(version))
            {
                await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
                await ledger.Database.ExecuteSqlRawAsync(script, ct);
                await transaction.CommitAsync(ct);
            }
        }
        catch (SqliteException problem)
        {
            throw LedgerUnusableException.From(path, problem);
        }
    }

    // There is personal data in it: a new file, and a folder made for it, are for the connector's user alone.
    private void CreateForOwnerOnly()
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!File.Exists(path))
        {
            using var made = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }
    }

    /// <summary>The migrations in order, from the folder Migrations.</summary>
    internal static IReadOnlyList<string> Scripts()
    {
        var assembly = typeof(SqliteLedger).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(x => x.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(x => Read(assembly, x)),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static async Task<int> VersionAsync(LedgerContext ledger, CancellationToken ct)
    {
        await using var command = ledger.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>SQLite forgets these settings with the connection, so they are given to each.</summary>
    /// <remarks>Without its own busy timeout the driver asks a locked database again only every 150 ms.</remarks>
    private sealed class Synchronisation(bool durable) : DbConnectionInterceptor
    {
        private readonly string command =
            $"PRAGMA busy_timeout = 1000; PRAGMA synchronous = {(durable ? "FULL" : "OFF")}";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var pragma = connection.CreateCommand();
            pragma.CommandText = command;
            pragma.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            await using var pragma = connection.CreateCommand();
            pragma.CommandText = command;
            await pragma.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
