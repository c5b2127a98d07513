using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Reads what is needed to judge targets: a course and its dates once, then one call for each person.</summary>
/// <remarks>One for each call of the port: what it knows of courses is as old as that call. Not for several at once.</remarks>
internal sealed class AccessReader(TimeProvider clock, CanvasClient client, CourseCatalogue catalogue)
{
    private readonly Dictionary<string, (CourseDates? Dates, RemoteException? Unreadable)> courses = new(
        StringComparer.Ordinal
    );
    private readonly CourseDateReader dates = catalogue.Dates();
    private readonly RosterReader rosters = new(client);

    /// <summary>Reads the facts of one target.</summary>
    /// <exception cref="RemoteUnavailableException">No answer.</exception>
    /// <exception cref="RemoteMisconfiguredException">The token is no good; a right missing for one course is that target's fact.</exception>
    public async Task<AccessFacts> ReadAsync(AccessTarget target, CancellationToken ct)
    {
        var (course, learner) = (
            CanvasKeys.Checked(target.CourseKey, "course"),
            CanvasKeys.Checked(target.LearnerKey, "learner")
        );
        if (!courses.TryGetValue(course, out var known))
        {
            courses[course] = known = await TryAsync(async () =>
                await catalogue.ReadAsync(course, ct) is { } there ? await dates.ReadAsync(there, ct) : null
            );
        }

        if (known.Dates is null)
        {
            return new AccessFacts(target, null, [], clock.GetUtcNow(), known.Unreadable);
        }

        var (rows, unreadable) = await TryAsync<IReadOnlyList<WireEnrolment>>(async () =>
            await rosters.ReadPersonAsync(course, learner, ct)
        );
        return new AccessFacts(target, known.Dates, rows ?? [], clock.GetUtcNow(), unreadable);
    }

    /// <summary>Reads; a right missing here, or an answer that is not understood, says nothing of other courses.</summary>
    private static async Task<(T? Read, RemoteException? Unreadable)> TryAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return (await read(), null);
        }
        catch (RemoteMisconfiguredException lacking) when (CanvasVerdict.CodeOf(lacking) == CanvasVerdict.NoRight)
        {
            return (null, lacking);
        }
        catch (RemoteRejectedException refused)
        {
            return (null, refused);
        }
    }
}
