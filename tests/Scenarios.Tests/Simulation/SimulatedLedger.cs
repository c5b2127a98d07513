using Collections.Connector.Flow.Ledger;
using Collections.Connector.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>The real ledger on SQLite in memory, copied from a migrated template; its commits are points where a run may die.</summary>
internal sealed class SimulatedLedger : IDbContextFactory<LedgerContext>, IDisposable
{
    private static readonly Lazy<SqliteConnection> Template = new(Migrated);

    private readonly SqliteConnection connection = Open();
    private readonly DbContextOptions<LedgerContext> options;

    public SimulatedLedger(Wire wire)
    {
        lock (Template)
        {
            Template.Value.BackupDatabase(connection);
        }

        options = new DbContextOptionsBuilder<LedgerContext>()
            .UseSqlite(connection, x => x.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(new CrashPoints(wire))
            .Options;
    }

    /// <inheritdoc/>
    public LedgerContext CreateDbContext() => new(options);

    public void Dispose() => connection.Dispose();

    private static SqliteConnection Open()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        connection.Open();
        return connection;
    }

    private static SqliteConnection Migrated()
    {
        var template = Open();
        foreach (var script in MigrationScripts.Of(typeof(SqliteLedger).Assembly))
        {
            using var command = template.CreateCommand();
            command.CommandText = script;
            command.ExecuteNonQuery();
        }

        return template;
    }

    private sealed class CrashPoints(Wire wire) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            wire.Commit(ended: false);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            wire.Commit(ended: true);
            return ValueTask.FromResult(result);
        }
    }
}
