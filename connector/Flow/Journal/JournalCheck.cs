using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Journal;

/// <summary>What a look through a school's journal found.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Sealed">How many entries are in the chain and fit.</param>
/// <param name="Unsealed">How many wait for the end of the next run to be sealed.</param>
/// <param name="Erased">How many payloads were erased; their digests stand.</param>
/// <param name="Head">Position and digest of the last entry that fits, as <c>POSITION:DIGEST</c>: kept elsewhere, it proves later that nothing was cut off.</param>
/// <param name="ComparedWith">The heads written down elsewhere that it was compared with; without one, a cut-off end cannot be seen.</param>
/// <param name="Fault">The first thing that does not fit; null when everything does.</param>
/// <param name="Older">Whether it is older than what was written down elsewhere, as a database that was put back is.</param>
internal sealed record JournalFinding(
    string School,
    long Sealed,
    long Unsealed,
    long Erased,
    string Head,
    IReadOnlyList<string> ComparedWith,
    JournalFault? Fault,
    bool Older = false
);

/// <summary>Looks through a school's journal, in chunks.</summary>
internal static class JournalCheck
{
    /// <summary>Every school that the journal knows.</summary>
    public static Task<List<string>> SchoolsAsync(LedgerContext ledger, CancellationToken ct) =>
        ledger.Journal.Select(x => x.School).Distinct().ToListAsync(ct);

    /// <summary>Looks.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="heads">What was written down elsewhere.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<JournalFinding> OfAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<JournalHead> heads,
        CancellationToken ct
    )
    {
        var chain = new JournalChain();
        var fault = await WalkAsync(ledger, school, chain, heads.ToLookup(x => x.Position), ct);
        fault ??= CutOff(chain, heads);
        var unsealed = 0;
        await foreach (var row in UnsealedAsync(ledger, school, ct))
        {
            unsealed++;
            fault ??= FaultUnsealed(row);
        }

        return new JournalFinding(
            school,
            chain.Position,
            unsealed,
            chain.Erased,
            $"{chain.Position}:{chain.Head}",
            [.. heads.Select(x => x.Source).Distinct()],
            fault
        );
    }

    /// <summary>The sealed entries, by position.</summary>
    public static async IAsyncEnumerable<JournalRow> SealedAsync(
        LedgerContext ledger,
        string school,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var (position, id) = (long.MinValue, 0L);
        while (true)
        {
            // By position and id: the same position twice must be seen, and not be jumped over.
            var rows = await JournalRow
                .In(ledger)
                .Where(x => x.School == school && x.Position != null)
                .Where(x => x.Position > position || (x.Position == position && x.Id > id))
                .OrderBy(x => x.Position)
                .ThenBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < CycleRun.ChunkSize)
            {
                yield break;
            }

            (position, id) = (rows[^1].Position!.Value, rows[^1].Id);
        }
    }

    /// <summary>The entries that are not sealed yet, oldest first.</summary>
    public static async IAsyncEnumerable<JournalRow> UnsealedAsync(
        LedgerContext ledger,
        string school,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var id = 0L;
        while (true)
        {
            var rows = await JournalRow
                .In(ledger)
                .Where(x => x.School == school && x.Position == null && x.Id > id)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < CycleRun.ChunkSize)
            {
                yield break;
            }

            id = rows[^1].Id;
        }
    }

    private static async Task<JournalFault?> WalkAsync(
        LedgerContext ledger,
        string school,
        JournalChain chain,
        ILookup<long, JournalHead> heads,
        CancellationToken ct
    )
    {
        await foreach (var row in SealedAsync(ledger, school, ct))
        {
            if (chain.Take(row) is { } fault)
            {
                return fault;
            }

            if (heads[chain.Position].FirstOrDefault(x => x.Digest != chain.Head) is { } other)
            {
                return new JournalFault(
                    row.Position,
                    row.Id,
                    row.Kind,
                    row.Subject,
                    $"{other.Source} has another digest for this position: the journal was written anew up to here."
                );
            }
        }

        return null;
    }

    private static JournalFault? CutOff(JournalChain chain, IEnumerable<JournalHead> heads) =>
        heads.MaxBy(x => x.Position) is { } last && last.Position > chain.Position
            ? new JournalFault(
                chain.Position + 1,
                null,
                null,
                null,
                $"The journal ends at position {chain.Position}, and {last.Source} knows {last.Position}: its end was cut off, or an older database was put back."
            )
            : null;

    private static JournalFault? FaultUnsealed(JournalRow row)
    {
        var wrong = row.Digest is null
            ? JournalChain.PayloadFault(row)
            : "It has a digest and no position: it was taken out of the chain.";
        return wrong is null ? null : new JournalFault(null, row.Id, row.Kind, row.Subject, wrong);
    }
}
