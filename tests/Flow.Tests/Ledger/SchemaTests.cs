using Collections.Connector.Flow.Ledger;
using Collections.Connector.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Ledger;

public sealed class SchemaTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ledger").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_from_empty_gives_the_schema_of_the_model()
    {
        var ledger = new SqliteLedger(Path.Combine(folder, "migrated.db"));
        var model = new SqliteLedger(Path.Combine(folder, "model.db"));

        await ledger.MigrateAsync(Ct);
        await using (var context = model.CreateDbContext())
        {
            await context.Database.EnsureCreatedAsync(Ct);
        }

        Assert.Equal(await SchemaAsync(model), await SchemaAsync(ledger));
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        var ledger = new SqliteLedger(Path.Combine(folder, "twice.db"));
        await ledger.MigrateAsync(Ct);
        await using var context = ledger.CreateDbContext();
        context.Readings.Add(new SourceReading { School = "demo", Source = "erp" });
        await context.SaveChangesAsync(Ct);

        await ledger.MigrateAsync(Ct);

        Assert.Equal(1, await context.Readings.CountAsync(Ct));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_not_touched()
    {
        var path = Path.Combine(folder, "newer.db");
        var ledger = new SqliteLedger(path);
        await ledger.MigrateAsync(Ct);
        await using var context = ledger.CreateDbContext();
        await context.Database.ExecuteSqlRawAsync("PRAGMA user_version = 999", Ct);

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => ledger.MigrateAsync(Ct));

        Assert.Contains("a newer version made it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        var path = Path.Combine(folder, "notes.db");
        await File.WriteAllTextAsync(path, new string('x', 4096), Ct);

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => new SqliteLedger(path).MigrateAsync(Ct));

        Assert.Contains("is not a SQLite database", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.EnumerateFiles(folder, "*.db").ToList().ForEach(file => new SqliteLedger(file).ReleaseFile());
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<string>> SchemaAsync(SqliteLedger ledger)
    {
        await using var context = ledger.CreateDbContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var schema = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            schema.Add(
                string.Join(' ', reader.GetString(0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            );
        }

        return schema;
    }
}
