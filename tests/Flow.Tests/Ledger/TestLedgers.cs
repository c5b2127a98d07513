using Collections.Connector.Flow.Ledger;
using Collections.Connector.Storage.PostgreSql;
using Collections.Connector.Storage.Sqlite;

namespace Collections.Flow.Tests.Ledger;

/// <summary>Gives each school a database of its own: SQLite, or PostgreSQL where the environment says so.</summary>
internal static class TestLedgers
{
    /// <summary>The variable that, set to <c>postgresql</c>, runs every test of the flow on PostgreSQL.</summary>
    public const string Variable = "COLLECTIONS_TEST_DATABASE";

    public static bool OnPostgreSql => Environment.GetEnvironmentVariable(Variable) == "postgresql";

    public static async Task<ILedgerStorage> OpenAsync()
    {
        if (OnPostgreSql)
        {
            return new PostgreSqlLedger(await (await PostgresCluster.OfProcessAsync()).CreateMigratedAsync());
        }

        var ledger = new SqliteLedger(NewFile(), durable: false);
        await ledger.MigrateAsync(TestContext.Current.CancellationToken);
        return ledger;
    }

    /// <summary>A file that does not exist yet, in a folder of its own.</summary>
    public static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory("school").FullName, "school.db");

    public static void Close(ILedgerStorage ledger)
    {
        ledger.Release();
        if (ledger is SqliteLedger file)
        {
            Directory.Delete(Path.GetDirectoryName(file.FullPath)!, recursive: true);
        }
    }
}
