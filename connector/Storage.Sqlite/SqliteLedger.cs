using System.Data.Common;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Collections.Connector.Storage.Sqlite;

/// <summary>The ledger in one SQLite file, with write-ahead log and full synchronisation: what was said to be stored is stored.</summary>
internal sealed class SqliteLedger : ILedgerStorage
{
    private readonly DbContextOptions<LedgerContext> options;

    /// <summary>Points at a file, which need not exist yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">False gives up surviving a power cut, for tests and the demo, where the file is thrown away.</param>
    public SqliteLedger(string path, bool durable = true)
    {
        FullPath = Path.GetFullPath(path);
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = FullPath,
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

    /// <summary>Gets the file, a full path.</summary>
    public string FullPath { get; }

    /// <inheritdoc/>
    public LedgerContext CreateDbContext() => new(options);

    /// <summary>Lets go of the file: connections that wait for their next use are closed. Other files keep theirs.</summary>
    public void Release()
    {
        using var ledger = CreateDbContext();
        SqliteConnection.ClearPool((SqliteConnection)ledger.Database.GetDbConnection());
    }

    /// <inheritdoc/>
    /// <remarks>Step by step, each step in one transaction.</remarks>
    public async Task MigrateAsync(CancellationToken ct)
    {
        try
        {
            CreateForOwnerOnly();
            await using var ledger = CreateDbContext();
            await ledger.Database.OpenConnectionAsync(ct);
            await ledger.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", ct);
            var version = await VersionAsync(ledger, null, ct);
            var scripts = MigrationScripts.Of(typeof(SqliteLedger).Assembly);
            if (version > scripts.Count)
            {
                throw MigrationScripts.Newer(FullPath, version, scripts.Count);
            }

            // Each script ends by setting the file's version, so that both commit together. Another process may have
            // brought the file further in the meantime: the version is read again once nobody else can write.
            while (version < scripts.Count)
            {
                await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
                version = await VersionAsync(ledger, transaction.GetDbTransaction(), ct);
                if (version < scripts.Count)
                {
                    await ledger.Database.ExecuteSqlRawAsync(scripts[version++], ct);
                }

                await transaction.CommitAsync(ct);
            }
        }
        catch (SqliteException problem)
        {
            throw SqliteFaults.From(FullPath, problem);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A file has no rights but its own, and those show when it is opened: there is nothing to find.</remarks>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CheckFinding>>([]);

    /// <inheritdoc/>
    /// <remarks>A lock file beside the database: the system lets go of it when the process ends, however it ends.</remarks>
    public Task<TurnAnswer> TryTakeTurnAsync(TurnTerms terms, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(FullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return Task.FromResult(new TurnAnswer(new FileTurn(file), ""));
        }
        catch (IOException)
        {
            return Task.FromResult(new TurnAnswer(null, "Another process is running a cycle on this database."));
        }
    }

    // There is personal data in it: a new file, and a folder made for it, are for the connector's user alone.
    private void CreateForOwnerOnly()
    {
        var folder = Path.GetDirectoryName(FullPath)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!File.Exists(FullPath))
        {
            using var made = new FileStream(
                FullPath,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }
    }

    private static async Task<int> VersionAsync(LedgerContext ledger, DbTransaction? within, CancellationToken ct)
    {
        await using var command = ledger.Database.GetDbConnection().CreateCommand();
        command.Transaction = within;
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
