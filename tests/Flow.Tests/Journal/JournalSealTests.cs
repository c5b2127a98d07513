using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Journal;

public sealed class JournalSealTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chain_goes_on_from_run_to_run_without_a_gap()
    {
        await using var school = await Tampering.AfterAMonthAsync();

        var journal = await JournalAsync(school);

        Assert.True(journal.Count > 5);
        Assert.True(journal.Select(x => x.At).Distinct().Count() > 1);
        Assert.Equal(Enumerable.Range(1, journal.Count).Select(x => (long?)x), journal.Select(x => x.Position));
        Assert.Equal(journal.Select(x => x.Id).Order(), journal.Select(x => x.Id));
        Assert.Null(FirstBreak(journal));
    }

    [Fact]
    public async Task A_sealed_journal_is_not_sealed_again()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        var before = await JournalAsync(school);

        await using (var ledger = school.Ledger.CreateDbContext())
        {
            Assert.Equal(0, await JournalSeal.SealAsync(ledger, "demo", Ct));
        }

        Assert.Equal(before.Select(x => x.Digest), (await JournalAsync(school)).Select(x => x.Digest));
    }

    [Fact]
    public async Task One_changed_digest_of_a_payload_breaks_the_chain_there()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await Tampering.UnlockAsync(ledger);
            await ledger
                .Journal.Where(x => x.Position == 3)
                .ExecuteUpdateAsync(x => x.SetProperty(e => e.PayloadDigest, new string('0', 64)), Ct);
        }

        Assert.Equal(3, FirstBreak(await JournalAsync(school)));
    }

    [Fact]
    public async Task An_entry_taken_out_breaks_the_chain_after_it()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await Tampering.UnlockAsync(ledger);
            await ledger.Journal.Where(x => x.Position == 3).ExecuteDeleteAsync(Ct);
        }

        Assert.Equal(4, FirstBreak(await JournalAsync(school)));
    }

    [Fact]
    public async Task Another_actor_in_an_entry_breaks_the_chain_there()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await Tampering.UnlockAsync(ledger);
            await ledger
                .Journal.Where(x => x.Position == 1)
                .ExecuteUpdateAsync(x => x.SetProperty(e => e.Actor, "nobody"), Ct);
        }

        Assert.Equal(1, FirstBreak(await JournalAsync(school)));
    }

    [Fact]
    public async Task Erasing_what_an_entry_told_leaves_the_chain_whole()
    {
        await using var school = await Tampering.AfterAMonthAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Journal.ExecuteUpdateAsync(x => x.SetProperty(e => e.Payload, (string?)null), Ct);
        }

        var journal = await JournalAsync(school);

        Assert.All(journal, x => Assert.Null(x.Payload));
        Assert.Null(FirstBreak(journal));
    }

    private static async Task<List<JournalEntry>> JournalAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Journal.AsNoTracking().OrderBy(x => x.Position).ToListAsync(Ct);
    }

    private static long? FirstBreak(List<JournalEntry> journal)
    {
        var before = "";
        foreach (var entry in journal)
        {
            if (JournalSeal.DigestOf(before, entry) != entry.Digest)
            {
                return entry.Position;
            }

            before = entry.Digest;
        }

        return null;
    }
}
