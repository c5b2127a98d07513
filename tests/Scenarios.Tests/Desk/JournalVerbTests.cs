using Collections.Scenarios.Tests.BadInput;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Desk;

public sealed class JournalVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_intact_journal_is_exit_code_0_and_a_broken_one_is_4_with_the_entry_named()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");

        var intact = await town.TypeAsync("journal", "verify");
        Change(town, "DROP TRIGGER \"TR_Journal_Update\"");
        Change(town, "UPDATE \"Journal\" SET \"Payload\" = '{}' WHERE \"Position\" = 2");
        var broken = await town.TypeAsync("journal", "verify");

        Assert.Equal((0, true), (intact.Exit, (bool)intact.Document["intact"]!));
        Assert.Equal((4, false), (broken.Exit, (bool)broken.Document["intact"]!));
        Assert.Equal(2, broken.Document["schools"]![0]!["fault"]!["position"]);
        Assert.Contains("payload was changed", broken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_the_journal_does_not_reach_says_that_its_end_was_cut_off()
    {
        await using var town = await SmallTown.BuildAsync();
        var digest = new string('0', 64);

        var cut = await town.TypeAsync("journal", "verify", "--school", "demo", "--head", $"500:{digest}");
        var wrong = await town.TypeAsync("journal", "verify", "--school", "demo", "--head", "five");
        var whose = await town.TypeAsync("journal", "verify", "--head", $"500:{digest}");

        Assert.Equal(4, cut.Exit);
        Assert.Contains("cut off", cut.Text, StringComparison.Ordinal);
        Assert.Equal((2, 2), (wrong.Exit, whose.Exit));
    }

    [Fact]
    public async Task An_export_goes_to_standard_output_or_to_a_file_for_its_owner_alone()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        var file = Path.Combine(town.Town.Folder, "audit.jsonl");
        var shown = new StringWriter();

        await town.Town.TypeAsync(shown, TextWriter.Null, "journal", "export", "--format", "csv");
        var written = await town.TypeAsync("journal", "export", "--format", "jsonl", "--output", file);
        var refused = await town.TypeAsync("journal", "export", "--format", "csv");

        var lines = await File.ReadAllLinesAsync(file, Ct);
        Assert.Equal(lines.Length + 1, shown.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((0, lines.Length), (written.Exit, (int)written.Document["entries"]!));
        Assert.True(lines.Length > 4);
        Assert.All(lines, x => Assert.Equal("demo", JObject.Parse(x)["school"]));
        Assert.Equal(2, refused.Exit);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task An_export_writes_over_nothing_makes_no_folder_and_takes_only_days_in_order()
    {
        await using var town = await SmallTown.BuildAsync();
        var file = Path.Combine(town.Town.Folder, "audit.csv");
        await File.WriteAllTextAsync(file, "of last month", Ct);

        var there = await ExportAsync("--output", file);
        var nowhere = await ExportAsync("--output", Path.Combine(town.Town.Folder, "typo", "audit.csv"));
        var backwards = await ExportAsync("--from", "2026-09-30", "--to", "2026-09-01");
        var noDay = await ExportAsync("--from", "30.9.2026");
        var noFormat = await town.TypeAsync("journal", "export", "--format", "pdf");

        Assert.Equal("of last month", await File.ReadAllTextAsync(file, Ct));
        Assert.Contains("is there already", there.Text, StringComparison.Ordinal);
        Assert.Contains("There is no folder", nowhere.Text, StringComparison.Ordinal);
        Assert.Contains("--to 2026-09-01 is before --from 2026-09-30", backwards.Text, StringComparison.Ordinal);
        Assert.Contains("Write it as YYYY-MM-DD", noDay.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", noDay.Text + noFormat.Text, StringComparison.Ordinal);
        Assert.All([there, nowhere, backwards, noDay, noFormat], x => Assert.Equal(2, x.Exit));

        Task<Answer> ExportAsync(params string[] more) =>
            town.TypeAsync(["journal", "export", "--format", "csv", .. more]);
    }

    [Fact]
    public async Task A_backup_of_a_broken_journal_is_made_and_says_so()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        Change(town, "DROP TRIGGER \"TR_Journal_Update\"");
        Change(town, "UPDATE \"Journal\" SET \"Payload\" = '{}' WHERE \"Position\" = 2");

        var backup = await town.TypeAsync("backup");

        Assert.Equal(4, backup.Exit);
        Assert.True(File.Exists((string)backup.Document["file"]!));
        Assert.Contains("payload was changed", backup.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_folder_for_a_backup_and_no_backup_for_a_restore_is_said_in_plain_words()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        var whole = (string)(await town.TypeAsync("backup")).Document["file"]!;
        var cut = Path.Combine(town.Town.Folder, "cut.db");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(whole, Ct))[..9000], Ct);
        var other = Path.Combine(town.Town.Folder, "notes.txt");
        await File.WriteAllTextAsync(other, new string('x', 5000), Ct);

        var intoAFile = await town.TypeAsync("backup", "--output", other);
        var fromOther = await town.TypeAsync("restore", "--from", other);
        var fromCut = await town.TypeAsync("restore", "--from", cut);

        Assert.Contains("is a file", intoAFile.Text, StringComparison.Ordinal);
        Assert.Contains("is no backup of the connector", fromOther.Text, StringComparison.Ordinal);
        Assert.Contains("damaged or was cut short", fromCut.Text, StringComparison.Ordinal);
        Assert.All([intoAFile, fromOther, fromCut], x => Assert.Equal(2, x.Exit));
    }

    [Fact]
    public async Task A_dismissal_asks_for_a_reason_and_a_retry_does_not()
    {
        await using var town = await SmallTown.BuildAsync();

        var silent = await town.TypeAsync("parked", "dismiss", "some-reference");
        var retry = await town.TypeAsync("parked", "retry", "some-reference", "--by", "ana");

        Assert.Contains("--reason", silent.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is parked under 'some-reference'", retry.Text, StringComparison.Ordinal);
    }

    private static void Change(SmallTown town, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={town.Database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
