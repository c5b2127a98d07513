using Collections.Scenarios.Tests.BadInput;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>Yesterday's database is put back: what was written since is found again, nothing is doubled, and a person has the last word.</summary>
public sealed class RestoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_day_that_was_lost_is_found_again_and_nothing_is_doubled(bool byVerb)
    {
        await using var story = await Story.BeginAsync();
        var (ana, diego, elena) = (story.Enrol("ana"), story.Enrol("diego"), story.Enrol("elena"));
        foreach (var day in new[] { "2026-09-01", "2026-09-08", "2026-09-14", "2026-09-21", "2026-10-01" })
        {
            await story.SyncAsync(day);
        }

        story.PayByBank(ana, 121m, "2026-10-02");
        await story.SyncAsync("2026-10-04");
        await story.SyncAsync("2026-10-10");
        var backup = (string)(await story.TypeAsync("backup", "--json"))["file"]!;

        // The day that is lost: a new learner billed, a payment entered, a message sent, a suspension made.
        var nina = story.Enrol("nina");
        await story.SyncAsync("2026-10-11");
        Assert.False(story.CanEnter(diego));
        Assert.True(story.CanEnter(elena));
        await story.SyncAsync("2026-10-18");
        var before = (story.Odoo.Invoices.Count, story.Odoo.PaymentCount, ToPayers(story));
        var mails = ToPayers(story);
        Assert.NotEmpty(story.MailsTo("nina"));
        Assert.False(story.CanEnter(elena));

        await PutBackAsync(story, backup, byVerb);
        var shown = (await TypeAsync(story, "status"))["schools"]![0]!;
        if (byVerb)
        {
            var journal = await TypeAsync(story, "journal", "verify");
            Assert.Equal((true, true), ((bool)journal["intact"]!, (bool)journal["schools"]![0]!["older"]!));
        }

        var first = await story.SyncAsync("2026-10-19");
        var second = await story.SyncAsync("2026-10-19");

        Assert.NotEqual(JTokenType.Null, shown["onHold"]!.Type);
        Assert.Contains(first["remarks"]!, x => (string)x["code"]! == "restore.hold");
        Assert.Contains(second["remarks"]!, x => (string)x["code"]! == "restore.hold");
        Assert.Equal(before, (story.Odoo.Invoices.Count, story.Odoo.PaymentCount, ToPayers(story)));
        Assert.Equal(story.Odoo.Invoices.Count, story.Odoo.Invoices.Select(x => x.Reference).Distinct().Count());
        Assert.Equal((false, false, true), (story.CanEnter(diego), story.CanEnter(elena), story.CanEnter(nina)));

        // Who pays is back in the course before anybody has confirmed anything.
        story.PayByBank(diego, 121m, "2026-10-20");
        await story.SyncAsync("2026-10-20");
        Assert.Equal((true, false), (story.CanEnter(diego), story.CanEnter(elena)));
        Assert.Equal(mails, ToPayers(story));

        var confirmed = await ConfirmAsync(story, "sent");
        await story.SyncAsync("2026-10-20");
        await story.SyncAsync("2026-10-20");

        Assert.Equal("confirmed", confirmed["schools"]![0]!["outcome"]);
        Assert.Equal(mails, ToPayers(story));
        Assert.Equal((true, false, true), (story.CanEnter(diego), story.CanEnter(elena), story.CanEnter(nina)));
        Assert.Equal(JTokenType.Null, (await TypeAsync(story, "status"))["schools"]![0]!["onHold"]!.Type);
        Assert.True((bool)(await TypeAsync(story, "journal", "verify"))["intact"]!);
        await story.SyncAsync("2026-10-27");
        Assert.Equal(mails + 1, ToPayers(story));
    }

    [Fact]
    public async Task Messages_that_a_person_says_were_not_sent_go_out_after_the_confirmation()
    {
        await using var story = await Story.BeginAsync();
        story.Enrol("diego");
        await story.SyncAsync("2026-09-01");
        var backup = (string)(await story.TypeAsync("backup", "--json"))["file"]!;
        await story.SyncAsync("2026-09-02");
        await PutBackAsync(story, backup, byVerb: true);
        var early = await ConfirmAsync(story, "not-sent");
        await story.SyncAsync("2026-09-08");
        var held = story.MailsTo("diego").Count;

        await ConfirmAsync(story, "not-sent");
        await story.SyncAsync("2026-09-08");

        Assert.Equal("noRunYet", early["schools"]![0]!["outcome"]);
        Assert.Equal((0, 1), (held, story.MailsTo("diego").Count));
    }

    [Fact]
    public async Task Nobody_is_suspended_while_the_access_ledger_file_cannot_be_written()
    {
        await using var story = await Story.BeginAsync();
        var diego = story.Enrol("diego");
        foreach (
            var day in new[] { "2026-09-01", "2026-09-08", "2026-09-14", "2026-09-21", "2026-10-01", "2026-10-04" }
        )
        {
            await story.SyncAsync(day);
        }

        // A folder in its place: nothing can be written there, whoever the user is.
        var file = LedgerOf(story);
        File.Move(file, file + ".away");
        Directory.CreateDirectory(file);
        var refused = await story.SyncAsync("2026-10-11");
        var inside = story.CanEnter(diego);
        Directory.Delete(file);
        File.Move(file + ".away", file);
        await story.SyncAsync("2026-10-12");

        Assert.True(inside);
        Assert.Contains(
            refused["remarks"]!,
            x => ((string)x["code"]!).StartsWith("access-ledger.", StringComparison.Ordinal)
        );
        Assert.False(story.CanEnter(diego));
    }

    [Fact]
    public async Task A_lost_access_ledger_file_is_said_and_made_anew_with_every_suspension_in_force()
    {
        await using var story = await Story.BeginAsync();
        var diego = story.Enrol("diego");
        foreach (
            var day in new[]
            {
                "2026-09-01",
                "2026-09-08",
                "2026-09-14",
                "2026-09-21",
                "2026-10-01",
                "2026-10-04",
                "2026-10-11",
            }
        )
        {
            await story.SyncAsync(day);
        }

        Assert.False(story.CanEnter(diego));
        File.Delete(LedgerOf(story));
        var lost = await story.SyncAsync("2026-10-12");
        var text = await File.ReadAllTextAsync(LedgerOf(story), Ct);
        await File.AppendAllTextAsync(LedgerOf(story), "{\"Kind\":\"tak", Ct);
        var torn = await story.SyncAsync("2026-10-13");
        story.PayByBank(diego, 121m, "2026-10-14");
        await story.SyncAsync("2026-10-14");

        Assert.Contains(lost["remarks"]!, x => (string)x["code"]! == "access-ledger.missing");
        Assert.Contains("\"taken\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(lost["remarks"]!, x => (string)x["code"]! == "restore.hold");
        Assert.Contains(torn["remarks"]!, x => (string)x["code"]! == "access-ledger.damaged");
        Assert.True(story.CanEnter(diego));
        Assert.Contains("\"given-back\"", await File.ReadAllTextAsync(LedgerOf(story), Ct), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LedgerOf(story)));
        }
    }

    [Fact]
    public async Task A_backup_that_was_changed_or_is_no_database_is_refused_and_nothing_is_touched()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        var backup = (string)(await town.TypeAsync("backup")).Document["file"]!;
        var bytes = await File.ReadAllBytesAsync(backup, Ct);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(backup, bytes, Ct);
        var letter = Path.Combine(town.Town.Folder, "letter.db");
        await File.WriteAllTextAsync(letter, new string('x', 4096), Ct);

        var changed = await town.TypeAsync("restore", "--from", backup);
        var nothing = await town.TypeAsync("restore", "--from", letter);
        var missing = await town.TypeAsync("restore", "--from", "nowhere.db");
        var unnamed = await town.TypeAsync("restore");

        Assert.Equal((2, 2, 2, 2), (changed.Exit, nothing.Exit, missing.Exit, unnamed.Exit));
        Assert.Contains("sha256 differs", changed.Text, StringComparison.Ordinal);
        Assert.Contains("is no backup of the connector", nothing.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(town.Town.Folder),
            x => x.Contains("replaced", StringComparison.Ordinal)
        );
        Assert.Equal(0, (await town.TypeAsync("sync")).Exit);
    }

    [Fact]
    public async Task A_restore_is_refused_while_another_process_has_the_database_open()
    {
        await using var town = await SmallTown.BuildAsync();
        await town.TypeAsync("sync");
        var backup = (string)(await town.TypeAsync("backup")).Document["file"]!;
        Answer refused;
        await using (var other = new SqliteConnection($"Data Source={town.Database};Pooling=False"))
        {
            await other.OpenAsync(Ct);
            await using var command = other.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM \"Runs\"";
            await command.ExecuteScalarAsync(Ct);
            refused = await town.TypeAsync("restore", "--from", backup);
        }

        var done = await town.TypeAsync("restore", "--from", backup);

        Assert.Equal((2, 1), (refused.Exit, done.Exit));
        Assert.Contains("Another process", refused.Text, StringComparison.Ordinal);
        Assert.True(File.Exists((string)done.Document["kept"]!));
    }

    private static async Task PutBackAsync(Story story, string backup, bool byVerb)
    {
        if (byVerb)
        {
            await story.TypeAsync("restore", "--from", backup, "--reason", "the disk broke", "--json");
            return;
        }

        // By hand, without a word to anybody.
        var database = Path.Combine(story.Town.Folder, "collections.db");
        SqliteConnection.ClearAllPools();
        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
        File.Copy(backup, database, overwrite: true);
    }

    // The school's staff is alarmed as always.
    private static int ToPayers(Story story) =>
        new[] { "ana", "diego", "elena", "nina" }.Sum(name => story.MailsTo(name).Count);

    private static string LedgerOf(Story story) =>
        Path.Combine(story.Town.Folder, "collections.db.access-ledger.jsonl");

    private static Task<JObject> ConfirmAsync(Story story, string messages) =>
        TypeAsync(story, "restore", "confirm", "--messages", messages, "--reason", "all is seen", "--by", "ana");

    private static Task<JObject> TypeAsync(Story story, params string[] words) => story.TypeAsync([.. words, "--json"]);
}
