using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Sales;

/// <summary>What was stored before under a sale's key.</summary>
/// <param name="Origin">Where it came from.</param>
/// <param name="Digest">The digest of what was given then.</param>
/// <param name="Episode">The number of the episode that it pays for.</param>
/// <param name="Reference">Its first receivable.</param>
/// <param name="Invoiced">Whether a document was planned for it: its terms stand.</param>
/// <param name="Ended">Whether it was cancelled.</param>
internal sealed record SaleBefore(
    string Origin,
    string Digest,
    int Episode,
    string Reference,
    bool Invoiced,
    bool Ended
);

/// <summary>What ledger and LMS know around a chunk of sales: loaded by the chunk, never by the sale.</summary>
internal sealed class SaleKnowledge
{
    private readonly Dictionary<string, CourseFact> courses;
    private readonly Dictionary<string, LearnerFact> learners;
    private readonly Dictionary<string, SaleBefore> before;
    private readonly ILookup<(string Course, string Learner), Episode> episodes;

    private SaleKnowledge(
        Dictionary<string, CourseFact> courses,
        Dictionary<string, LearnerFact> learners,
        Dictionary<string, SaleBefore> before,
        ILookup<(string Course, string Learner), Episode> episodes
    )
    {
        this.courses = courses;
        this.learners = learners;
        this.before = before;
        this.episodes = episodes;
    }

    /// <summary>Loads.</summary>
    /// <exception cref="RemoteUnavailableException">A learner is not in the ledger, and the LMS does not answer.</exception>
    public static async Task<SaleKnowledge> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<SaleOrder> orders,
        CancellationToken ct
    )
    {
        var school = run.School.Key;
        var courseKeys = orders.Select(x => x.CourseKey).OfType<string>().Distinct().ToList();
        var learnerKeys = orders.Select(x => x.LearnerKey).OfType<string>().Distinct().ToList();
        var courses = await ledger
            .Courses.Where(x => x.School == school && x.GoneAt == null && courseKeys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, x => JsonConvert.DeserializeObject<CourseFact>(x.Fact)!, ct);
        var learners = await ledger
            .Learners.Where(x => x.School == school && learnerKeys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, x => JsonConvert.DeserializeObject<LearnerFact>(x.Fact)!, ct);
        foreach (var fact in await FromLmsAsync(run, [.. learnerKeys.Where(x => !learners.ContainsKey(x))], ct))
        {
            learners[fact.Key] = fact;
        }

        var episodes = await ledger
            .Episodes.AsNoTracking()
            .Where(x => x.School == school && courseKeys.Contains(x.CourseKey) && learnerKeys.Contains(x.LearnerKey))
            .ToListAsync(ct);
        return new SaleKnowledge(
            courses,
            learners,
            await BeforeAsync(ledger, school, [.. orders.Select(x => x.Key)], ct),
            episodes.ToLookup(x => (x.CourseKey, x.LearnerKey))
        );
    }

    /// <summary>The course of a sale; null when none is sold, or the LMS has none such.</summary>
    public CourseFact? Course(SaleOrder order) => order.CourseKey is { } key ? courses.GetValueOrDefault(key) : null;

    /// <summary>The learner of a sale; null when it is for none, or the LMS has none such.</summary>
    public LearnerFact? Learner(SaleOrder order) =>
        order.LearnerKey is { } key ? learners.GetValueOrDefault(key) : null;

    /// <summary>What was stored before under a key; null when nothing was.</summary>
    public SaleBefore? Before(string key) => before.GetValueOrDefault(key);

    /// <summary>The episode that runs now; null when none does.</summary>
    public Episode? OpenEpisode(SaleOrder order) => EpisodesOf(order).FirstOrDefault(x => x.EndedOn is null);

    /// <summary>What the agreement of a sale is about: the episode that runs, or the one that begins next.</summary>
    public AgreementSubject SubjectOf(SaleOrder order, string origin)
    {
        var nobody = $"{origin}-{order.Key}";
        var next = EpisodesOf(order).Select(x => x.Number).DefaultIfEmpty(0).Max() + 1;
        return new AgreementSubject(
            origin,
            order.Key,
            OpenEpisode(order)?.Number ?? next,
            order.CourseKey ?? "",
            order.LearnerKey ?? nobody,
            null,
            order.LearnerKey ?? nobody
        );
    }

    private IEnumerable<Episode> EpisodesOf(SaleOrder order) =>
        episodes[(order.CourseKey ?? "", order.LearnerKey ?? "")];

    // Who is enrolled nowhere yet is not in the ledger. Of a key that cannot be one of its own an adapter says so by an exception.
    private static async Task<IReadOnlyList<LearnerFact>> FromLmsAsync(
        CycleRun run,
        List<string> keys,
        CancellationToken ct
    )
    {
        if (keys.Count == 0)
        {
            return [];
        }

        try
        {
            return await run.Ports.Enrolments.ReadLearnersAsync(keys, ct);
        }
        catch (Exception problem) when (problem is RemoteRejectedException or ArgumentException)
        {
            if (keys.Count == 1)
            {
                return [];
            }

            var half = keys.Count / 2;
            return [.. await FromLmsAsync(run, keys[..half], ct), .. await FromLmsAsync(run, keys[half..], ct)];
        }
    }

    private static async Task<Dictionary<string, SaleBefore>> BeforeAsync(
        LedgerContext ledger,
        string school,
        List<string> keys,
        CancellationToken ct
    )
    {
        var rows = await ledger
            .Agreements.Where(x => x.School == school && SaleOrigins.All.Contains(x.Origin))
            .Where(x => keys.Contains(x.OriginKey))
            .Select(x => new
            {
                x.Origin,
                x.OriginKey,
                x.Episode,
                x.Terms,
                Ended = x.EndedOn != null,
                Invoiced = ledger.Receivables.Any(r =>
                    r.AgreementId == x.Id
                    && ledger.DocumentLines.Any(l => l.School == school && l.ReceivableRef == r.Reference)
                ),
            })
            .ToListAsync(ct);
        return rows.ToDictionary(
            x => x.OriginKey,
            x => new SaleBefore(
                x.Origin,
                AgreementSnapshot.Parse(x.Terms).Source.Sale!.OrderDigest,
                x.Episode,
                References.Receivable(school, x.Origin, x.OriginKey, x.Episode, 1, 1),
                x.Invoiced,
                x.Ended
            )
        );
    }
}
