using Collections.Connector.Flow.Ledger;
using Collections.Connector.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("ledger").FullName;
    private int files;

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        var path = Path.Combine(folder, "notes.db");
        await File.WriteAllTextAsync(path, new string('x', 4096), Ct);

        var refusal = await Assert.ThrowsAsync<LedgerUnusableException>(() => new SqliteLedger(path).MigrateAsync(Ct));

        Assert.Contains("is not a SQLite database", refusal.Message, StringComparison.Ordinal);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private protected override Task<ILedgerStorage> OpenEmptyAsync() =>
        Task.FromResult<ILedgerStorage>(new SqliteLedger(Path.Combine(folder, $"{files++}.db"), durable: false));

    private protected override ILedgerStorage Again(ILedgerStorage ledger) =>
        new SqliteLedger(((SqliteLedger)ledger).FullPath, durable: false);

    private protected override async Task SetVersionAsync(ILedgerStorage ledger, int version)
    {
        await using var context = ledger.CreateDbContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA user_version = {version}";
        await command.ExecuteNonQueryAsync(Ct);
    }

    private protected override async Task<List<string>> SchemaAsync(ILedgerStorage ledger)
    {
        await using var context = ledger.CreateDbContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var schema = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            var words = reader.GetString(0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            // A column that was added later stands after the line's end.
            schema.Add(string.Join(' ', words).Replace(" ,", ",").Replace(" )", ")"));
        }

        return schema;
    }
}
