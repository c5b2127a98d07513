using System.Globalization;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Collections.Connector.Storage.PostgreSql;

/// <summary>The ledger in a schema of a PostgreSQL database, which several processes may share.</summary>
internal sealed class PostgreSqlLedger : ILedgerStorage
{
    /// <summary>How a connection string looks.</summary>
    public const string Example = "Such as Host=db.example.org;Database=collections;Username=collections;Password=...";

    private readonly DbContextOptions<LedgerContext> options;
    private readonly string connection;

    /// <summary>Points at a database, which must exist. The schema is the first of the user's search path.</summary>
    /// <param name="connection">Npgsql's connection string. A secret.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read; the message does not repeat it.</exception>
    public PostgreSqlLedger(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { IncludeErrorDetail = false };
        settings.ApplicationName ??= "collections-connector";
        Name = $"The database {settings.Database} on {settings.Host}";
        this.connection = settings.ToString();
        options = new DbContextOptionsBuilder<LedgerContext>()
            .UseNpgsql(this.connection)
            .AddInterceptors(new TextThatPostgresTakes(), new ClaimedRows())
            .Options;
    }

    /// <summary>Gets what it is called in messages: never with its password.</summary>
    public string Name { get; }

    /// <summary>What is wrong with a connection string, without repeating it; null when it can be read.</summary>
    public static string? FaultIn(string connection)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection);
            using var source = NpgsqlDataSource.Create(settings); // Refuses settings that contradict each other.
            return settings.Host is null ? "it names no Host"
                : settings.Username is null ? "it names no Username"
                : null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            return "it is no list of settings as Key=value; that fit together";
        }
    }

    /// <inheritdoc/>
    public LedgerContext CreateDbContext() => new(options);

    /// <inheritdoc/>
    public void Release()
    {
        using var one = new NpgsqlConnection(connection);
        NpgsqlConnection.ClearPool(one);
    }

    /// <inheritdoc/>
    /// <remarks>All of it in one transaction, under a lock of the database: nodes that start together wait for the first.</remarks>
    public async Task MigrateAsync(CancellationToken ct)
    {
        try
        {
            await using var one = new NpgsqlConnection(connection);
            await one.OpenAsync(ct);
            var scripts = MigrationScripts.Of(typeof(PostgreSqlLedger).Assembly);
            if (await VersionAsync(one, ct) == scripts.Count)
            {
                return;
            }

            await using var transaction = await one.BeginTransactionAsync(ct);
            await ExecuteAsync(one, "SELECT pg_advisory_xact_lock(hashtext('collections ' || current_schema()))", ct);
            var version = await VersionAsync(one, ct);
            if (version > scripts.Count)
            {
                throw MigrationScripts.Newer(Name, version, scripts.Count);
            }

            foreach (var script in scripts.Skip(version))
            {
                await ExecuteAsync(one, script, ct);
            }

            await transaction.CommitAsync(ct);
        }
        catch (Exception problem) when (PostgreSqlFaults.In(problem, Name) is { } unusable)
        {
            throw unusable;
        }
    }

    /// <inheritdoc/>
    public Task<TurnAnswer> TryTakeTurnAsync(TurnTerms terms, CancellationToken ct) =>
        LeasedTurn.TryTakeAsync(connection, terms, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct)
    {
        try
        {
            await using var one = new NpgsqlConnection(connection);
            await one.OpenAsync(ct);
            var (version, known) = (
                await VersionAsync(one, ct),
                MigrationScripts.Of(typeof(PostgreSqlLedger).Assembly).Count
            );
            return version > known
                ? throw MigrationScripts.Newer(Name, version, known)
                : await DatabaseRights.FindAsync(one, ct);
        }
        catch (Exception problem) when (PostgreSqlFaults.In(problem, Name) is { } unusable)
        {
            throw unusable;
        }
    }

    // Each script ends by storing the schema's version. Before the first there is no such table.
    private static async Task<int> VersionAsync(NpgsqlConnection one, CancellationToken ct)
    {
        const string Table = "to_regclass(quote_ident(current_schema()) || '.\"SchemaVersion\"')";
        await using var exists = new NpgsqlCommand($"SELECT current_schema() IS NULL, {Table} IS NOT NULL", one);
        await using (var answer = await exists.ExecuteReaderAsync(ct))
        {
            await answer.ReadAsync(ct);
            if (answer.GetBoolean(0))
            {
                throw PostgreSqlFaults.NoSchema(one);
            }

            if (!answer.GetBoolean(1))
            {
                return 0;
            }
        }

        await using var version = new NpgsqlCommand("SELECT \"Version\" FROM \"SchemaVersion\"", one);
        return Convert.ToInt32(await version.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(NpgsqlConnection one, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, one);
        await command.ExecuteNonQueryAsync(ct);
    }
}
