using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Enrolments;

/// <summary>Opens and closes episodes as enrolments come, change and go. Works within the caller's transaction.</summary>
internal sealed class EpisodeBook
{
    private readonly CycleRun run;
    private readonly LedgerContext ledger;
    private readonly HashSet<string> listedBefore;
    private readonly Dictionary<(string Course, string Learner), List<Episode>> episodes;

    private EpisodeBook(CycleRun run, LedgerContext ledger, HashSet<string> listedBefore, IEnumerable<Episode> episodes)
    {
        this.run = run;
        this.ledger = ledger;
        this.listedBefore = listedBefore;
        this.episodes = episodes
            .GroupBy(x => (x.CourseKey, x.LearnerKey))
            .ToDictionary(x => x.Key, x => x.OrderBy(e => e.Number).ToList());
    }

    /// <summary>Gets the episodes that began: the caller stores them with the enrolments that opened them.</summary>
    public List<Episode> Begun { get; } = [];

    public static async Task<EpisodeBook> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        IEnumerable<(string Course, string Learner)> pairs,
        CancellationToken ct
    )
    {
        var wanted = pairs.ToHashSet();
        var courses = wanted.Select(x => x.Course).Distinct().ToList();
        var learners = wanted.Select(x => x.Learner).Distinct().ToList();
        var listed = await ledger
            .Courses.Where(x => x.School == run.School.Key && courses.Contains(x.Key) && x.FirstListedAt != null)
            .Select(x => x.Key)
            .ToListAsync(ct);
        var found = await ledger
            .Episodes.Where(x =>
                x.School == run.School.Key && courses.Contains(x.CourseKey) && learners.Contains(x.LearnerKey)
            )
            .ToListAsync(ct);
        return new EpisodeBook(
            run,
            ledger,
            [.. listed],
            found.Where(x => wanted.Contains((x.CourseKey, x.LearnerKey)))
        );
    }

    /// <summary>An enrolment that the mirror did not have.</summary>
    public void Appeared(EnrolmentFact fact)
    {
        if (Open(fact) is not { } episode)
        {
            if (EndedToday(fact) is { } same)
            {
                same.EndedOn = null;
                return;
            }

            Begin(fact);
        }
        else if (!episode.Billed && BeganOn(fact) is { } began && (episode.BeganOn is null || began < episode.BeganOn))
        {
            episode.BeganOn = began;
        }
    }

    /// <summary>An enrolment that is different now, or is back. A window that begins after the old one ended is a new episode.</summary>
    public void Changed(EnrolmentRow before, EnrolmentFact now)
    {
        var newWindow = before.EndsAt is { } ended && now.StartsAt is { } starts && starts >= ended;
        if (!newWindow)
        {
            Appeared(now);
            return;
        }

        Open(now)?.EndedOn = run.School.DayOf(before.EndsAt!.Value);
        Begin(now);
    }

    /// <summary>Closes the episodes whose learner has no enrolment left. Call it after the rows that went are saved.</summary>
    public async Task CloseEmptyAsync(CancellationToken ct)
    {
        foreach (var (key, all) in episodes)
        {
            var open = all.Find(x => x.EndedOn is null);
            if (
                open is not null
                && !await ledger.Enrolments.AnyAsync(
                    x =>
                        x.School == run.School.Key
                        && x.CourseKey == key.Course
                        && x.LearnerKey == key.Learner
                        && x.GoneAt == null,
                    ct
                )
            )
            {
                open.EndedOn = run.Today;
                run.Report.Count("episodes.ended");
            }
        }
    }

    private Episode? Open(EnrolmentFact fact) =>
        episodes.GetValueOrDefault((fact.CourseKey, fact.LearnerKey))?.Find(x => x.EndedOn is null);

    // Out and in again on one day is a correction in the LMS, not a leaving and a return: it is not billed twice.
    private Episode? EndedToday(EnrolmentFact fact) =>
        episodes.GetValueOrDefault((fact.CourseKey, fact.LearnerKey))?.LastOrDefault() is { } last
        && last.EndedOn == run.Today
            ? last
            : null;

    private void Begin(EnrolmentFact fact)
    {
        var key = (fact.CourseKey, fact.LearnerKey);
        if (!episodes.TryGetValue(key, out var all))
        {
            episodes[key] = all = [];
        }

        var episode = new Episode
        {
            School = run.School.Key,
            CourseKey = fact.CourseKey,
            LearnerKey = fact.LearnerKey,
            Number = all.Count + 1,
            BeganOn = all.Count == 0 ? BeganOn(fact) : Later(BeganOn(fact), all[^1].EndedOn),
        };
        all.Add(episode);
        Begun.Add(episode);
        run.Report.Count("episodes.begun");
    }

    // A return under the old window begins when it was seen, not when the first enrolment did.
    private DateOnly? Later(DateOnly? began, DateOnly? endedBefore) =>
        began is { } day && endedBefore is { } ended && day < ended ? run.Today : began ?? run.Today;

    private DateOnly? BeganOn(EnrolmentFact fact) =>
        fact.StartsAt is { } start ? run.School.DayOf(start)
        : listedBefore.Contains(fact.CourseKey) ? run.Today
        : null;
}
