using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Reads enrolments of a course: all its learners, or everything of one person.</summary>
/// <remarks>
/// The five states in which somebody is or was in the course. Deleted and rejected ones are never asked for, so that nothing
/// can touch them. Without <c>state[]</c> an answer depends on the caller's rights (documentation, "List enrollments").
/// </remarks>
internal sealed class RosterReader(CanvasClient client)
{
    private static readonly string[] States = ["active", "invited", "creation_pending", "inactive", "completed"];

    /// <summary>Reads every learner's enrolments.</summary>
    public Task<IReadOnlyList<WireEnrolment>> ReadLearnersAsync(string course, CancellationToken ct) =>
        ReadAsync(course, [("type[]", "StudentEnrollment")], ct);

    /// <summary>Reads one person's enrolments of every type, since a teacher's or an observer's gives access too.</summary>
    /// <returns>The enrolments; none when the course or the person does not exist.</returns>
    public async Task<IReadOnlyList<WireEnrolment>> ReadPersonAsync(string course, string user, CancellationToken ct)
    {
        try
        {
            var rows = await ReadAsync(course, [("user_id", user)], ct);
            return rows.Where(row => row.UserId == user).ToList();
        }
        catch (RemoteRejectedException gone) when (CanvasVerdict.CodeOf(gone) == CanvasVerdict.NotFound)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<WireEnrolment>> ReadAsync(
        string course,
        IEnumerable<(string Name, string Value)> filters,
        CancellationToken ct
    )
    {
        var request = client.Request($"courses/{course}/enrollments");
        foreach (var (name, value) in filters.Concat(States.Select(state => ("state[]", state))))
        {
            request.AddQueryParameter(name, value);
        }

        // A row that moves while pages are read may come twice.
        var rows = new Dictionary<string, WireEnrolment>(StringComparer.Ordinal);
        await foreach (var page in client.ReadPagesAsync<List<WireEnrolment>>(CanvasRoutes.Enrolments, request, ct))
        {
            page.ForEach(row => rows[row.Id] = row);
        }

        // Where a section was deleted, Canvas shows the state "deleted" whatever was asked for.
        return rows.Values.Where(row => States.Contains(row.State)).ToList();
    }
}
