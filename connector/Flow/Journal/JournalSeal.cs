using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Journal;

/// <summary>Seals the journal's new entries into the school's chain, in the order in which they were written.</summary>
internal static class JournalSeal
{
    /// <summary>Seals.</summary>
    /// <returns>How many entries were sealed.</returns>
    public static async Task<int> SealAsync(LedgerContext ledger, string school, CancellationToken ct)
    {
        var last = await ledger
            .Journal.AsNoTracking()
            .Where(x => x.School == school && x.Position != null)
            .OrderByDescending(x => x.Position)
            .FirstOrDefaultAsync(ct);
        var position = last?.Position ?? 0;
        var before = last?.Digest ?? "";
        var sealedCount = 0;
        while (true)
        {
            var entries = await ledger
                .Journal.Where(x => x.School == school && x.Position == null)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (entries.Count == 0)
            {
                return sealedCount;
            }

            foreach (var entry in entries)
            {
                entry.Position = ++position;
                entry.Digest = before = DigestOf(before, entry);
            }

            await ledger.SaveChangesAsync(ct);
            ledger.ChangeTracker.Clear();
            sealedCount += entries.Count;
        }
    }

    /// <summary>The digest of an entry after the one before it.</summary>
    public static string DigestOf(string before, JournalEntry entry) =>
        JournalDigest.Of(
            before,
            entry.School,
            entry.Position,
            entry.At.ToUnixTimeMilliseconds(),
            entry.Actor,
            entry.Kind,
            entry.Subject,
            entry.PayloadDigest
        );
}
