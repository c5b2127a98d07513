using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>How the changes of one learner's enrolments in one course were taken.</summary>
/// <param name="Changed">Enrolments that Canvas said to have changed.</param>
/// <param name="Problem">What stopped or clouded it; null when every one was taken.</param>
internal sealed record Written(IReadOnlyList<string> Changed, RemoteException? Problem)
{
    /// <summary>Gets a value indicating whether anything was, or may have been, changed.</summary>
    public bool Touched => Changed.Count > 0 || Problem is RemoteOutcomeUnknownException;
}

/// <summary>Changes the state of enrolments, one call each: Canvas has no batch for it.</summary>
/// <remarks>
/// Deactivating makes any state <c>inactive</c>, and reactivating makes <c>inactive</c> <c>active</c>, whatever it was before
/// (canvas-lms, enrollment.rb): so only <c>active</c> ones are deactivated, and only those are reactivated.
/// </remarks>
internal sealed class EnrolmentWriter(CanvasClient client)
{
    /// <summary>Deactivates.</summary>
    public Task<Written> DeactivateAsync(string course, IEnumerable<string> enrolments, CancellationToken ct) =>
        WriteAsync(
            CanvasRoutes.Deactivate,
            enrolments,
            id =>
                client
                    .Request($"courses/{course}/enrollments/{id}", Method.Delete)
                    .AddQueryParameter("task", "deactivate"),
            ct
        );

    /// <summary>Reactivates.</summary>
    public Task<Written> ReactivateAsync(string course, IEnumerable<string> enrolments, CancellationToken ct) =>
        WriteAsync(
            CanvasRoutes.Reactivate,
            enrolments,
            id => client.Request($"courses/{course}/enrollments/{id}/reactivate", Method.Put),
            ct
        );

    /// <summary>A lost answer does not stop the others: together they may still do what was wanted. Anything else does.</summary>
    private async Task<Written> WriteAsync(
        string route,
        IEnumerable<string> enrolments,
        Func<string, RestRequest> toRequest,
        CancellationToken ct
    )
    {
        var changed = new List<string>();
        RemoteException? lost = null;
        foreach (var id in enrolments)
        {
            try
            {
                await client.WriteAsync<WireEnrolment>(route, toRequest(id), ct);
                changed.Add(id);
            }
            catch (RemoteOutcomeUnknownException unanswered)
            {
                lost ??= unanswered;
            }
            catch (RemoteException stopped)
            {
                // What was lost before weighs more: it may have happened.
                return new Written(changed, lost ?? stopped);
            }
        }

        return new Written(changed, lost);
    }
}
