using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Reads what is needed to judge targets: a course and its dates once, then one call for each person.</summary>
internal sealed class AccessReader(
    CanvasSettings settings,
    TimeProvider clock,
    CanvasClient client,
    CourseCatalogue catalogue
)
{
    private readonly RosterReader rosters = new(client);

    /// <summary>Reads the facts of targets.</summary>
    /// <exception cref="RemoteUnavailableException">No answer.</exception>
    /// <exception cref="RemoteMisconfiguredException">The token is no good; a right missing for one course is that course's fact.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, AccessFacts>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        foreach (var target in targets)
        {
            CanvasKeys.Checked(target.CourseKey, "course");
            CanvasKeys.Checked(target.LearnerKey, "learner");
        }

        var dates = catalogue.Dates();
        var facts = new Dictionary<AccessTarget, AccessFacts>();
        foreach (var course in targets.Distinct().GroupBy(target => target.CourseKey))
        {
            var (itsDates, unreadable) = await ReadCourseAsync(course.Key, dates, ct);
            foreach (var some in course.Chunk(settings.ParallelCalls))
            {
                foreach (var fact in await Task.WhenAll(some.Select(t => ReadOneAsync(t, itsDates, unreadable, ct))))
                {
                    facts[fact.Target] = fact;
                }
            }
        }

        return facts;
    }

    /// <summary>Reads only the enrolments of targets anew, in one call each: the proof after a change.</summary>
    public async Task<AccessFacts> ReadAgainAsync(AccessFacts before, CancellationToken ct) =>
        before with
        {
            Enrolments = await rosters.ReadPersonAsync(before.Target.CourseKey, before.Target.LearnerKey, ct),
            Now = clock.GetUtcNow(),
        };

    private async Task<(CourseDates? Dates, RemoteMisconfiguredException? Unreadable)> ReadCourseAsync(
        string id,
        CourseDateReader dates,
        CancellationToken ct
    )
    {
        try
        {
            return await catalogue.ReadAsync(id, ct) is { } course
                ? (await dates.ReadAsync(course, ct), null)
                : default;
        }
        catch (RemoteMisconfiguredException lacking) when (CanvasVerdict.CodeOf(lacking) == CanvasVerdict.NoRight)
        {
            return (null, lacking);
        }
    }

    private async Task<AccessFacts> ReadOneAsync(
        AccessTarget target,
        CourseDates? dates,
        RemoteMisconfiguredException? unreadable,
        CancellationToken ct
    )
    {
        if (dates is null)
        {
            return new AccessFacts(target, null, [], clock.GetUtcNow(), unreadable);
        }

        try
        {
            var rows = await rosters.ReadPersonAsync(target.CourseKey, target.LearnerKey, ct);
            return new AccessFacts(target, dates, rows, clock.GetUtcNow());
        }
        catch (RemoteMisconfiguredException lacking) when (CanvasVerdict.CodeOf(lacking) == CanvasVerdict.NoRight)
        {
            return new AccessFacts(target, dates, [], clock.GetUtcNow(), lacking);
        }
    }
}
