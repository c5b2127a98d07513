using Collections.Connector.Flow.Ledger;
using Collections.Connector.Storage.Sqlite;
using Collections.Host.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Commands;

public sealed class JournalVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_intact_journal_is_exit_code_0_and_a_broken_one_is_4_with_the_entry_named()
    {
        using var installation = new Installation();
        await WriteAsync(installation);

        var intact = await installation.TypeAsync("journal verify --json", Ct);
        await ChangeAsync(installation, "DROP TRIGGER \"TR_Journal_Update\"");
        await ChangeAsync(installation, "UPDATE \"Journal\" SET \"Payload\" = 'other'");
        var broken = await installation.TypeAsync("journal verify --json", Ct);
        var shown = await installation.TypeAsync("journal verify", Ct);

        Assert.Equal((0, true), (intact.Exit, (bool)JObject.Parse(intact.Out)["intact"]!));
        Assert.Equal(1, JObject.Parse(intact.Out)["schools"]![0]!["unsealed"]);
        Assert.Equal((4, false), (broken.Exit, (bool)JObject.Parse(broken.Out)["intact"]!));
        Assert.Equal("intent.retried", JObject.Parse(broken.Out)["schools"]![0]!["fault"]!["kind"]);
        Assert.Contains("payload was changed", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_the_journal_does_not_reach_says_that_its_end_was_cut_off()
    {
        using var installation = new Installation();
        await WriteAsync(installation);

        var cut = await installation.TypeAsync($"journal verify --school demo --head 5:{new string('0', 64)}", Ct);
        var wrong = await installation.TypeAsync("journal verify --school demo --head five", Ct);
        var whose = await installation.TypeAsync($"journal verify --head 5:{new string('0', 64)}", Ct);

        Assert.Equal(4, cut.Exit);
        Assert.Contains("cut off", cut.Out, StringComparison.Ordinal);
        Assert.Equal((2, 2), (wrong.Exit, whose.Exit));
    }

    [Fact]
    public async Task An_export_goes_to_standard_output_or_to_a_file_for_its_owner_alone()
    {
        using var installation = new Installation();
        await WriteAsync(installation);

        var shown = await installation.TypeAsync("journal export --format csv", Ct);
        var written = await installation.TypeAsync("journal export --format jsonl --output audit.jsonl --json", Ct);
        var refused = await installation.TypeAsync("journal export --format csv --json", Ct);

        Assert.Equal(2, shown.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((0, 1), (written.Exit, (int)JObject.Parse(written.Out)["entries"]!));
        var line = JObject.Parse(await File.ReadAllTextAsync(installation.PathOf("audit.jsonl"), Ct));
        Assert.Equal("withheld", line["payload_state"]);
        Assert.Equal(2, refused.Exit);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(installation.PathOf("audit.jsonl"))
            );
        }
    }

    [Fact]
    public async Task A_dismissal_asks_for_a_reason_and_a_retry_does_not()
    {
        using var installation = new Installation();

        var silent = await installation.TypeAsync("parked dismiss some-reference", Ct);
        var retry = await installation.TypeAsync("parked retry some-reference --by ana", Ct);

        Assert.Contains("--reason", silent.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing is parked under 'some-reference'", retry.Error, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(Installation installation)
    {
        var storage = new SqliteLedger(installation.PathOf("data/collections.db"), durable: false);
        await storage.MigrateAsync(Ct);
        await using var ledger = storage.CreateDbContext();
        ledger.Journal.Add(
            JournalEntry.Of("demo", DateTimeOffset.UnixEpoch, "ana", "intent.retried", "x", new { why = "y" })
        );
        await ledger.SaveChangesAsync(Ct);
    }

    private static async Task ChangeAsync(Installation installation, string sql)
    {
        await using var ledger = new SqliteLedger(
            installation.PathOf("data/collections.db"),
            durable: false
        ).CreateDbContext();
        await ledger.Database.ExecuteSqlRawAsync(sql, Ct);
    }
}
