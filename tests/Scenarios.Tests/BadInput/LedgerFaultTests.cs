using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Collections.Scenarios.Tests.BadInput;

/// <summary>The connector's own database fails it: a clear sentence, and the next run completes what was begun.</summary>
public sealed class LedgerFaultTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task A_full_disk_is_said_and_the_next_run_completes(int pagesLeft)
    {
        await using var town = await SmallTown.BuildAsync();
        var many = Enumerable.Range(1, 60).Select(i => town.Enrol($"p{i}", town.Course)).ToList();
        await town.TypeAsync("sync", "--step", "close");

        Set(town, $"PRAGMA max_page_count = {Pages(town) + pagesLeft}");
        var full = await town.TypeAsync("sync");
        ForgetSettings(town);
        var after = await town.TypeAsync("sync");

        Assert.Equal(2, full.Exit);
        Assert.Contains("disk is full", full.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("run again", full.Text);
        Assert.Equal(0, after.Exit);
        Assert.Equal(many.Count + 4, town.Town.Odoo.Invoices.Count);
        Assert.Equal(many.Count + 4, town.Town.Odoo.Invoices.Select(x => x.Reference).Distinct().Count());
    }

    [Fact]
    public async Task A_read_only_database_is_said_and_nothing_is_written_anywhere()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync", "--step", "close");

        Set(town, "PRAGMA query_only = ON");
        var refused = await town.TypeAsync("sync");
        ForgetSettings(town);
        var billedBefore = town.Town.Odoo.Invoices.Count;
        var after = await town.TypeAsync("sync");

        Assert.Equal(2, refused.Exit);
        Assert.Contains("read-only", refused.Text);
        Assert.Equal(0, billedBefore);
        Assert.Equal((0, 4), (after.Exit, town.Town.Odoo.Invoices.Count));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_and_stays_as_it_is()
    {
        await using var town = await SmallTown.BuildAsync();
        var text = string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 100));
        File.WriteAllText(town.Database, text);

        var refused = await town.TypeAsync("sync");

        Assert.Equal(2, refused.Exit);
        Assert.Contains("not a SQLite database", refused.Text);
        Assert.Equal(text, File.ReadAllText(town.Database));
    }

    [Fact]
    public async Task Two_runs_at_once_run_one_after_the_other_and_bill_once()
    {
        await using var town = await SmallTown.BuildAsync();

        var both = await Task.WhenAll(town.TypeAsync("sync"), town.TypeAsync("sync"));

        Assert.All(both, x => Assert.True(x.Exit == 0, x.Text));
        Assert.Equal(4, town.Town.Odoo.Invoices.Count);
    }

    [Fact]
    public async Task A_run_beside_one_that_does_not_end_is_refused_with_what_to_do()
    {
        await using var town = await SmallTown.BuildAsync();
        var ct = TestContext.Current.CancellationToken;
        var ledger = new SqliteLedger(town.Database);
        var terms = new TurnTerms("", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeProvider.System);
        await using var first = await RunLock.TakeAsync(ledger, terms, TimeSpan.Zero, ct);

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() =>
            RunLock.TakeAsync(ledger, terms, TimeSpan.Zero, ct)
        );

        Assert.Contains("Another process", refusal.Message);
        Assert.Contains("Wait until it is done", refusal.Message);
    }

    // SQLite keeps these settings with a connection, and a closed connection goes back to the pool: the product gets it next.
    private static void Set(SmallTown town, string pragma)
    {
        ForgetSettings(town);
        using var connection = Open(town);
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }

    private static long Pages(SmallTown town)
    {
        using var connection = Open(town);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }

    private static void ForgetSettings(SmallTown town)
    {
        using var connection = Open(town);
        SqliteConnection.ClearPool(connection);
    }

    private static SqliteConnection Open(SmallTown town)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = town.Database,
                ForeignKeys = true,
                DefaultTimeout = 30,
            }.ToString()
        );
        connection.Open();
        return connection;
    }
}
