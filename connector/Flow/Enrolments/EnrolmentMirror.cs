using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Enrolments;

/// <summary>Mirrors the LMS: courses, enrolments, learners. Nobody has left unless a complete listing says so.</summary>
internal sealed class EnrolmentMirror(CycleRun run)
{
    /// <summary>From how many enrolments on an empty listing is not believed.</summary>
    public const int EmptyListingSuspiciousFrom = 5;

    /// <summary>How old what is known of a learner may be.</summary>
    private static readonly TimeSpan LearnerAgeMax = TimeSpan.FromHours(24);

    /// <summary>Reads and stores what changed.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var courses = await run.Ports.Enrolments.ReadCoursesAsync(ct);
        await StoreCoursesAsync(courses, ct);

        EnrolmentIndex index;
        await using (var ledger = run.OpenLedger())
        {
            index = await EnrolmentIndex.LoadAsync(ledger, run.School.Key, ct);
        }

        var complete = new HashSet<string>(StringComparer.Ordinal);
        var read = 0;
        await foreach (var batch in run.Ports.Enrolments.ReadEnrolmentsAsync(courses, ct))
        {
            await StoreAsync(index, batch.Enrolments, ct);
            NoteListings(index, batch.Listings, complete);
            read += batch.Enrolments.Count;
            run.Tell("enrolments", read);
        }

        await StoreGoneAsync(index.Unseen(complete), ct);
        await NoteListedAsync(complete, ct);
        await ReadLearnersAsync(ct);
        run.Report.Count("enrolments.read", read);
    }

    private async Task StoreCoursesAsync(IReadOnlyList<CourseFact> courses, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var rows = await ledger.Courses.Where(x => x.School == run.School.Key).ToDictionaryAsync(x => x.Key, ct);
        foreach (var course in courses)
        {
            var fact = JsonConvert.SerializeObject(course);
            if (!rows.Remove(course.Key, out var row))
            {
                row = new CourseRow { School = run.School.Key, Key = course.Key };
                ledger.Courses.Add(row);
            }

            if (row.Digest != CycleRun.Digest(fact) || row.GoneAt is not null)
            {
                row.Fact = fact;
                row.Digest = CycleRun.Digest(fact);
                row.ShortName = course.ShortName;
                row.GoneAt = null;
            }
        }

        // A course that is not listed any more keeps its enrolments: nobody left because a course was hidden.
        foreach (var row in rows.Values.Where(x => x.GoneAt is null))
        {
            row.GoneAt = run.Now;
            run.Report.Say(
                "course.gone",
                $"course {row.Key} ({row.ShortName})",
                "The LMS does not list it any more.",
                "If it was deleted on purpose, nothing is to be done; else check the connector's rights there."
            );
        }

        run.Report.Count("courses.read", courses.Count);
        await ledger.SaveChangesAsync(ct);
    }

    private async Task StoreAsync(EnrolmentIndex index, IReadOnlyList<EnrolmentFact> facts, CancellationToken ct)
    {
        // The same method may list a learner twice (two instances of it): the active one speaks, so that it is always the same.
        var seen = facts
            .OrderBy(fact => fact.Status == EnrolmentStatus.Active ? 0 : 1)
            .Select(fact => (Fact: fact, Seen: index.See(fact)))
            .Where(x => x.Seen.Verdict != EnrolmentIndex.Verdict.Same);
        foreach (var chunk in seen.Chunk(CycleRun.ChunkSize))
        {
            await using var ledger = run.OpenLedger();
            await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
            var episodes = await EpisodeBook.LoadAsync(
                run,
                ledger,
                chunk.Select(x => (x.Fact.CourseKey, x.Fact.LearnerKey)),
                ct
            );
            var ids = chunk.Select(x => x.Seen.RowId).Where(id => id != 0).ToList();
            var rows =
                ids.Count == 0
                    ? []
                    : await ledger.Enrolments.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
            var appeared = new List<EnrolmentRow>();
            foreach (var (fact, (_, rowId)) in chunk)
            {
                if (rows.TryGetValue(rowId, out var row))
                {
                    episodes.Changed(row, fact);
                }
                else
                {
                    row = new EnrolmentRow { School = run.School.Key, FirstSeenAt = run.Now };
                    appeared.Add(row);
                    episodes.Appeared(fact);
                    run.Report.Count("enrolments.new");
                }

                Fill(row, fact);
            }

            await ledger.SaveChangesAsync(ct);
            await BulkInsert.InsertAsync(ledger, appeared, ct);
            await BulkInsert.InsertAsync(ledger, episodes.Begun, ct);
            await transaction.CommitAsync(ct);
        }
    }

    private void NoteListings(EnrolmentIndex index, IReadOnlyList<CourseListing> listings, HashSet<string> complete)
    {
        foreach (var listing in listings)
        {
            var (known, seen) = index.CountOf(listing.CourseKey);
            if (!listing.Complete)
            {
                run.Report.Say(
                    "listing.incomplete",
                    $"course {listing.CourseKey}",
                    listing.Reason ?? "The listing is not complete.",
                    "Nobody was counted as having left. It is read again in the next run."
                );
            }
            else if (seen == 0 && known >= EmptyListingSuspiciousFrom)
            {
                run.Report.Say(
                    "listing.empty",
                    $"course {listing.CourseKey}",
                    $"The LMS lists nobody where there were {known} enrolments.",
                    "Nobody was counted as having left. Run `check`: a right may be missing.",
                    needsPerson: true
                );
            }
            else
            {
                complete.Add(listing.CourseKey);
            }
        }
    }

    private async Task StoreGoneAsync(List<long> rowIds, CancellationToken ct)
    {
        foreach (var ids in rowIds.Chunk(CycleRun.ChunkSize))
        {
            await using var ledger = run.OpenLedger();
            var rows = await ledger.Enrolments.Where(x => ids.Contains(x.Id)).ToListAsync(ct);
            var episodes = await EpisodeBook.LoadAsync(run, ledger, rows.Select(x => (x.CourseKey, x.LearnerKey)), ct);
            foreach (var row in rows)
            {
                row.GoneAt = run.Now;
                run.Report.Count("enrolments.gone");
            }

            await ledger.SaveChangesAsync(ct);
            await episodes.CloseEmptyAsync(ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    private async Task NoteListedAsync(HashSet<string> complete, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var rows = await ledger
            .Courses.Where(x => x.School == run.School.Key && x.FirstListedAt == null)
            .ToListAsync(ct);
        foreach (var row in rows.Where(x => complete.Contains(x.Key)))
        {
            row.FirstListedAt = run.Now;
        }

        await Readings.NoteAsync(ledger, run.School.Key, "lms.enrolments", null, run.Now, ct);
        await ledger.SaveChangesAsync(ct);
    }

    private async Task ReadLearnersAsync(CancellationToken ct)
    {
        List<string> wanted;
        await using (var ledger = run.OpenLedger())
        {
            var fresh = ledger
                .Learners.Where(x => x.School == run.School.Key && x.ReadAt > run.Now - LearnerAgeMax)
                .Select(x => x.Key);
            wanted = await ledger
                .Enrolments.Where(x => x.School == run.School.Key && x.GoneAt == null && !fresh.Contains(x.LearnerKey))
                .Select(x => x.LearnerKey)
                .Distinct()
                .ToListAsync(ct);
        }

        foreach (var keys in wanted.Chunk(CycleRun.ChunkSize))
        {
            await StoreLearnersAsync(keys, await run.Ports.Enrolments.ReadLearnersAsync(keys, ct), ct);
        }
    }

    private async Task StoreLearnersAsync(string[] keys, IReadOnlyList<LearnerFact> learners, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        var rows = await ledger
            .Learners.Where(x => x.School == run.School.Key && keys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, ct);
        var appeared = new List<LearnerRow>();
        foreach (var learner in learners)
        {
            if (!rows.TryGetValue(learner.Key, out var row))
            {
                row = new LearnerRow { School = run.School.Key, Key = learner.Key };
                appeared.Add(row);
            }

            row.Fact = JsonConvert.SerializeObject(learner);
            row.Digest = CycleRun.Digest(row.Fact);
            row.ReadAt = run.Now;
        }

        run.Report.Count("learners.read", learners.Count);
        await ledger.SaveChangesAsync(ct);
        await BulkInsert.InsertAsync(ledger, appeared, ct);
        await transaction.CommitAsync(ct);
    }

    private static void Fill(EnrolmentRow row, EnrolmentFact fact)
    {
        row.CourseKey = fact.CourseKey;
        row.LearnerKey = fact.LearnerKey;
        row.Method = fact.Method;
        row.Status = fact.Status;
        row.StartsAt = fact.StartsAt;
        row.EndsAt = fact.EndsAt;
        row.WindowKnown = fact.WindowKnown;
        row.IsLearner = fact.IsLearner;
        row.GoneAt = null;
    }
}
