using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Puts together what receivables.json looks at, or the reason why an episode is not looked at.</summary>
internal sealed class BillingSources
{
    private readonly CycleRun run;
    private readonly Dictionary<string, CourseFact> courses;
    private SoldOutside? sold;

    private BillingSources(CycleRun run, Dictionary<string, CourseFact> courses)
    {
        this.run = run;
        this.courses = courses;
    }

    public static async Task<BillingSources> LoadCoursesAsync(CycleRun run, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var rows = await ledger
            .Courses.Where(x => x.School == run.School.Key && x.GoneAt == null)
            .Select(x => new { x.Key, x.Fact })
            .ToListAsync(ct);
        return new BillingSources(
            run,
            rows.ToDictionary(x => x.Key, x => JsonConvert.DeserializeObject<CourseFact>(x.Fact)!)
        );
    }

    /// <summary>For each episode its source, or the code of the reason why there is none.</summary>
    public async Task<List<(Episode Episode, BillingSource? Source, string? Reason)>> ForAsync(
        LedgerContext ledger,
        List<Episode> episodes,
        CancellationToken ct
    )
    {
        sold ??= await SoldOutside.LoadAsync(run, ledger, ct);
        var ids = episodes.ConvertAll(x => x.Id);
        var learnerKeys = episodes.Select(x => x.LearnerKey).Distinct().ToList();
        var enrolments = await ledger
            .Episodes.Where(x => ids.Contains(x.Id))
            .Join(
                ledger.Enrolments.Where(x => x.GoneAt == null),
                episode => new
                {
                    episode.School,
                    episode.CourseKey,
                    episode.LearnerKey,
                },
                enrolment => new
                {
                    enrolment.School,
                    enrolment.CourseKey,
                    enrolment.LearnerKey,
                },
                (episode, enrolment) => enrolment
            )
            .AsNoTracking()
            .ToListAsync(ct);
        var byPair = enrolments.ToLookup(x => (x.CourseKey, x.LearnerKey));
        var learners = await ledger
            .Learners.AsNoTracking()
            .Where(x => x.School == run.School.Key && learnerKeys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, ct);
        return
        [
            .. episodes.Select(episode =>
            {
                var (source, reason) = For(
                    episode,
                    byPair[(episode.CourseKey, episode.LearnerKey)],
                    learners.GetValueOrDefault(episode.LearnerKey)
                );
                return (episode, source, reason);
            }),
        ];
    }

    private (BillingSource? Source, string? Reason) For(
        Episode episode,
        IEnumerable<EnrolmentRow> enrolments,
        LearnerRow? learner
    )
    {
        if (sold!.Covers(episode.CourseKey, episode.LearnerKey, episode.Number))
        {
            return (null, SoldOutside.Reason);
        }

        // The active one speaks for the learner; of several, the method that comes first by name, so that it is always the same.
        var active = enrolments
            .Where(x => x.Status == EnrolmentStatus.Active)
            .OrderBy(x => x.Method, StringComparer.Ordinal)
            .FirstOrDefault();
        return active is null
            ? (null, "not-active")
            : Judge(
                run,
                courses.GetValueOrDefault(episode.CourseKey),
                learner is null ? null : JsonConvert.DeserializeObject<LearnerFact>(learner.Fact),
                active.ToFact(),
                episode.BeganOn
            );
    }

    /// <summary>Whether an active enrolment is looked at by the rules: its source, or the code of the reason why not.</summary>
    /// <param name="run">The school and the day.</param>
    /// <param name="course">The course; null when the LMS does not list it.</param>
    /// <param name="learner">The learner; null when the LMS does not show it.</param>
    /// <param name="active">The enrolment that speaks for the learner.</param>
    /// <param name="beganOn">When the episode began; null when nobody knows.</param>
    public static (BillingSource? Source, string? Reason) Judge(
        CycleRun run,
        CourseFact? course,
        LearnerFact? learner,
        EnrolmentFact active,
        DateOnly? beganOn
    )
    {
        if (course is null)
        {
            return (null, "course-gone");
        }

        if (learner is null)
        {
            return (null, "learner-not-readable");
        }

        var named = run.School.BillAnyway.Contains($"{active.CourseKey}/{active.LearnerKey}");
        var began = beganOn ?? (named ? run.Today : null);
        if (began is null)
        {
            return (null, "beginning-unknown");
        }

        if (began < run.School.BillFrom && !named)
        {
            return (null, "before-bill-from");
        }

        return (new BillingSource(course, learner, active, began.Value), null);
    }
}
