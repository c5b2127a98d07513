using System.Data.Common;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Journal;

public sealed class JournalCheckTests
{
    private static readonly string[] Fields =
    [
        "School",
        "At",
        "Actor",
        "Kind",
        "Subject",
        "PayloadDigest",
        "Payload",
        "Position",
        "Digest",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_intact_journal_is_found_intact_with_its_head_and_what_is_not_sealed_yet()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var sealedCount = await ledger.Journal.CountAsync(Ct);
        ledger.Journal.Add(JournalEntry.Of("demo", school.Now, "test", "intent.retried", "x", new { why = "y" }));
        await ledger.SaveChangesAsync(Ct);

        var found = await CheckAsync(ledger);

        Assert.Null(found.Fault);
        Assert.Equal((sealedCount, 1), (found.Sealed, found.Unsealed));
        Assert.StartsWith($"{sealedCount}:", found.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task One_flipped_bit_in_any_field_of_any_entry_is_found(int seed)
    {
        Assert.SkipWhen(TestLedgers.OnPostgreSql, "It writes bytes that only SQLite takes for text.");
        var random = new Random(seed);
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var head = await HeadAsync(ledger);
        await Tampering.UnlockAsync(ledger);
        var ids = await ledger.Journal.Select(x => x.Id).ToListAsync(Ct);

        foreach (var id in ids)
        {
            foreach (var field in Fields)
            {
                var was = await Tampering.ReadAsync(ledger, $"SELECT \"{field}\" FROM \"Journal\" WHERE \"Id\" = {id}");
                if (await Tampering.FlipAsync(ledger, id, field, random))
                {
                    Assert.True((await CheckAsync(ledger, head)).Fault is not null, $"{field} of entry {id}");
                    await Tampering.SetAsync(ledger, id, field, was);
                }
            }
        }

        Assert.Null((await CheckAsync(ledger, head)).Fault);
    }

    [Fact]
    public async Task An_entry_taken_out_is_named_by_its_position()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        await Tampering.UnlockAsync(ledger);
        await ledger.Journal.Where(x => x.Position == 3).ExecuteDeleteAsync(Ct);

        var found = await CheckAsync(ledger);

        Assert.Equal(2, found.Sealed);
        Assert.Contains("Position 3 is missing", found.Fault!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_found_at_the_first()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        await Tampering.UnlockAsync(ledger);
        await ledger.Database.ExecuteSqlRawAsync(
            "UPDATE \"Journal\" SET \"Position\" = -1 WHERE \"Position\" = 2; UPDATE \"Journal\" SET \"Position\" = 2 WHERE \"Position\" = 4; UPDATE \"Journal\" SET \"Position\" = 4 WHERE \"Position\" = -1",
            Ct
        );

        var found = await CheckAsync(ledger);

        Assert.Equal(2, found.Fault!.Position);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task An_entry_put_in_is_found_wherever_it_stands(long position)
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        await ledger.Database.ExecuteSqlRawAsync("DROP INDEX \"IX_Journal_School_Position\"", Ct);
        var entry = JournalEntry.Of("demo", school.Now, "nobody", "document.posted", "x", new { });
        entry.Position = position;
        entry.Digest = new string('0', 64);
        ledger.Journal.Add(entry);
        await ledger.SaveChangesAsync(Ct);

        Assert.NotNull((await CheckAsync(ledger)).Fault);
    }

    [Fact]
    public async Task A_cut_off_end_is_not_seen_by_the_chain_alone_and_is_seen_with_a_head_kept_elsewhere()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var head = await HeadAsync(ledger);
        await Tampering.UnlockAsync(ledger);
        await ledger.Journal.Where(x => x.Position > head.Position - 2).ExecuteDeleteAsync(Ct);

        var alone = await CheckAsync(ledger);
        var compared = await CheckAsync(ledger, head);

        Assert.Null(alone.Fault);
        Assert.Contains("its end was cut off", compared.Fault!.Wrong, StringComparison.Ordinal);
        Assert.Equal(head.Position - 1, compared.Fault.Position);
    }

    [Fact]
    public async Task A_journal_written_anew_in_one_piece_is_seen_with_a_head_kept_elsewhere()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var head = await HeadAsync(ledger);
        await Tampering.UnlockAsync(ledger);
        await ledger.Database.ExecuteSqlRawAsync(
            "UPDATE \"Journal\" SET \"Actor\" = 'nobody', \"Position\" = NULL, \"Digest\" = NULL",
            Ct
        );
        await JournalSeal.SealAsync(ledger, "demo", Ct);

        var alone = await CheckAsync(ledger);
        var compared = await CheckAsync(ledger, head);

        Assert.Null(alone.Fault);
        Assert.Contains("written anew", compared.Fault!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erased_payloads_are_counted_and_break_nothing()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var erased = await ledger
            .Journal.Where(x => x.Kind == "document.posted")
            .ExecuteUpdateAsync(x => x.SetProperty(e => e.Payload, (string?)null), Ct);

        var found = await CheckAsync(ledger);

        Assert.Null(found.Fault);
        Assert.True(erased > 0);
        Assert.Equal(erased, found.Erased);
    }

    [Fact]
    public async Task A_payload_changed_before_its_entry_is_sealed_is_found_too()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        await Tampering.UnlockAsync(ledger);
        ledger.Journal.Add(JournalEntry.Of("demo", school.Now, "test", "intent.retried", "x", new { why = "y" }));
        await ledger.SaveChangesAsync(Ct);
        await ledger
            .Journal.Where(x => x.Position == null)
            .ExecuteUpdateAsync(x => x.SetProperty(e => e.Payload, "{}"), Ct);

        Assert.Contains("payload was changed", (await CheckAsync(ledger)).Fault!.Wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE \"Journal\" SET \"Actor\" = 'nobody' WHERE \"Position\" = 2")]
    [InlineData("UPDATE \"Journal\" SET \"At\" = 1 WHERE \"Position\" = 2")]
    [InlineData("UPDATE \"Journal\" SET \"Payload\" = '{{}}' WHERE \"Position\" = 2")]
    [InlineData("UPDATE \"Journal\" SET \"Position\" = NULL WHERE \"Position\" = 2")]
    [InlineData("UPDATE \"Journal\" SET \"Digest\" = '' WHERE \"Position\" = 2")]
    [InlineData("DELETE FROM \"Journal\" WHERE \"Position\" = 2")]
    public async Task The_database_itself_refuses_to_change_or_delete_an_entry(string sql)
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();

        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => ledger.Database.ExecuteSqlRawAsync(sql, Ct));

        Assert.Contains("the journal is append-only", refusal.Message, StringComparison.Ordinal);
        Assert.Null((await CheckAsync(ledger)).Fault);
    }

    [Fact]
    public async Task What_was_erased_cannot_be_filled_in_again()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        await ledger.Database.ExecuteSqlRawAsync("UPDATE \"Journal\" SET \"Payload\" = NULL", Ct);

        await Assert.ThrowsAnyAsync<DbException>(() =>
            ledger.Database.ExecuteSqlRawAsync("UPDATE \"Journal\" SET \"Payload\" = 'x'", Ct)
        );
    }

    [Fact]
    public void A_line_break_never_reaches_a_field_of_the_chain()
    {
        var entry = JournalEntry.Of("demo", default, "a\nb", "intent.retried", "c\r\nd", new { });

        Assert.Equal(("a b", "c  d"), (entry.Actor, entry.Subject));
    }

    private static Task<JournalFinding> CheckAsync(LedgerContext ledger, params JournalHead[] heads) =>
        JournalCheck.OfAsync(ledger, "demo", heads, Ct);

    private static async Task<JournalHead> HeadAsync(LedgerContext ledger)
    {
        var parts = (await CheckAsync(ledger)).Head.Split(':');
        return new JournalHead(long.Parse(parts[0], null), parts[1], "a note");
    }
}
