using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Before anything else of a run: is the database as new as what really happened? It does not matter how an older one came here.</summary>
internal sealed class RestoreWatch(CycleRun run)
{
    /// <summary>Looks, takes in the suspensions that the database does not know, and holds messages and suspensions back while nobody has confirmed.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        if (run.Options.AccessLedger is { } file)
        {
            try
            {
                await CompareAsync(ledger, file.Read(run.School.Key), ct);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                run.Report.Say(
                    "access-ledger.unreadable",
                    file.FullPath,
                    "The access ledger file cannot be read: a database older than what really happened would not be noticed.",
                    "Give the connector's user the right to read and write it.",
                    needsPerson: true
                );
                run.Hold();
            }
        }

        if (await RestoreHold.FindAsync(ledger, run.School.Key, ct) is { } hold)
        {
            Hold(hold.Why);
        }
    }

    /// <summary>Why the database is older than the access ledger; null when it is not.</summary>
    public static async Task<string?> OlderAsync(
        LedgerContext ledger,
        string school,
        AccessMemory memory,
        CancellationToken ct
    )
    {
        var confirmedAt = await RestoreHold.ConfirmedAtAsync(ledger, school, ct);
        if (memory.Head is { } head && !(confirmedAt >= memory.HeadAt))
        {
            var there = await JournalRow
                .In(ledger)
                .Where(x => x.School == school && x.Position == head.Position)
                .Select(x => x.Digest)
                .FirstOrDefaultAsync(ct);
            if (there != head.Digest)
            {
                return $"The database is older than what really happened: on {memory.HeadAt:yyyy-MM-dd HH:mm} UTC the journal was at position {head.Position}, which this one does not have.";
            }
        }

        if (memory.DamagedSinceHead > 1)
        {
            return $"The last {memory.DamagedSinceHead} marks in the access ledger file cannot be read, which no power cut does: whether the database is as new as what really happened cannot be told.";
        }

        var unknown = (await UnknownAsync(ledger, school, memory, ct)).Count(x => !(confirmedAt >= x.At));
        return unknown == 0
            ? null
            : $"The database does not know {unknown} of the suspensions that the access ledger file has.";
    }

    private async Task CompareAsync(LedgerContext ledger, AccessMemory memory, CancellationToken ct)
    {
        var school = run.School.Key;
        Tell(memory, await ledger.Journal.AnyAsync(x => x.School == school && x.Position != null, ct));
        var older = await OlderAsync(ledger, school, memory, ct);
        var unknown = await UnknownAsync(ledger, school, memory, ct);
        if (run.Options.DryRun)
        {
            if (older is not null)
            {
                Hold(older);
            }

            return;
        }

        foreach (var line in unknown)
        {
            ledger.AccessRecords.Add(line.ToRecord());
            run.Journal(ledger, "access.imported", $"{line.Course}/{line.Learner}", new { line.CausedBy, line.At });
            run.Report.Count("access.imported");
        }

        if (older is not null && await RestoreHold.FindAsync(ledger, school, ct) is null)
        {
            RestoreHold.Begin(ledger, school, run.Options.Actor, older, run.Now);
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void Tell(AccessMemory memory, bool journalBegun)
    {
        var file = run.Options.AccessLedger!.FullPath;
        if (memory.Missing && journalBegun)
        {
            run.Report.Say(
                "access-ledger.missing",
                file,
                "The access ledger file is not there. It is made anew from the database; accesses taken that neither knows stay unknown.",
                "If it was lost together with the database: look in the LMS for suspended learners, and hold contacts and access in school.json.",
                needsPerson: true
            );
        }

        if (memory.Damaged > 0)
        {
            run.Report.Say(
                "access-ledger.damaged",
                file,
                $"{memory.Damaged} lines of the access ledger file cannot be read, such as after a power cut in the middle of one.",
                "Nothing is to be done for one torn line: what it told had not been asked of the LMS."
            );
        }
    }

    private void Hold(string why)
    {
        run.Hold();
        run.Report.Say(
            "restore.hold",
            $"school {run.School.Key}",
            $"{why.TrimEnd('.')}. No message goes out and nobody is suspended; who pays gets access back.",
            "Look at this run's report, then type `restore confirm`.",
            needsPerson: true
        );
    }

    private static async Task<List<AccessLedgerLine>> UnknownAsync(
        LedgerContext ledger,
        string school,
        AccessMemory memory,
        CancellationToken ct
    )
    {
        if (memory.Open.Count == 0)
        {
            return [];
        }

        var learners = memory.Open.Select(x => x.Learner).Distinct().ToList();
        var known = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == school && learners.Contains(x.LearnerKey))
            .ToListAsync(ct);
        return [.. memory.Open.ExceptBy(known.Select(AccessLedgerLine.KeyOf), x => x.Key)];
    }
}
