using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Brings the access ledger file up to the database at the end of a run: what was given back, what it never heard of, and the journal's head.</summary>
internal static class AccessLedgerSync
{
    /// <summary>Writes what the file lacks; nothing when it has it all.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The connector's user may not.</exception>
    public static async Task WriteAsync(
        LedgerContext ledger,
        AccessLedgerFile file,
        string school,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var memory = file.Read(school);
        var inForce = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == school)
            .Where(x =>
                x.Stage == AccessStage.Suspending
                || x.Stage == AccessStage.Suspended
                || x.Stage == AccessStage.Restoring
            )
            .ToListAsync(ct);
        var lines = inForce
            .ExceptBy(memory.Open.Select(x => x.Key), AccessLedgerLine.KeyOf)
            .Select(AccessLedgerLine.Of)
            .Concat(memory.Open.ExceptBy(inForce.Select(AccessLedgerLine.KeyOf), x => x.Key).Select(x => x.End()))
            .ToList();
        var last = await JournalRow.LastAsync(ledger, school, ct);
        if (last is not null && (last.Position, last.Digest) != (memory.Head?.Position, memory.Head?.Digest))
        {
            lines.Add(
                new AccessLedgerLine
                {
                    Kind = AccessLedgerLine.Head,
                    School = school,
                    At = now,
                    Position = last.Position!.Value,
                    Digest = last.Digest,
                }
            );
        }

        file.Append(lines);
    }
}
