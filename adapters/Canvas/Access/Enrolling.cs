using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Enrols as a learner who has no enrolment in a course at all, and reads back.</summary>
/// <remarks>Sent to one who is inactive, the same call might give access back: whoever is there is left as is.</remarks>
internal sealed class Enrolling(AccessReader reader, CanvasClient client)
{
    /// <summary>Enrols one learner, if there is nothing yet.</summary>
    /// <returns>How it ended, what stopped it, and whether anything was, or may have been, written.</returns>
    /// <exception cref="RemoteUnavailableException">It could not be read; nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">The token is no good; nothing was sent.</exception>
    public async Task<(ItemOutcome<AccessReading> Outcome, RemoteException? Problem, bool Touched)> RunAsync(
        AccessTarget target,
        CancellationToken ct
    )
    {
        var now = await reader.ReadAsync(target, ct);
        if (WhyNot(now) is { } standing)
        {
            return (standing, now.Unreadable, false);
        }

        RemoteException? problem = null;
        try
        {
            await client.WriteAsync<WireEnrolment>(CanvasRoutes.Enrol, Request(target), ct);
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            problem = lost;
        }
        catch (RemoteRejectedException refused)
        {
            return (Not(target, OutcomeKind.Rejected, $"{refused.Message} Enrol by hand."), null, false);
        }

        return (await ReadBackAsync(target, problem, ct), problem, true);
    }

    private static ItemOutcome<AccessReading>? WhyNot(AccessFacts now)
    {
        var (course, learner) = (now.Target.CourseKey, now.Target.LearnerKey);
        return now.Unreadable is { } closed ? Not(now.Target, OutcomeKind.NotCapable, closed.Message)
            : now.State == AccessState.Open ? ItemOutcome<AccessReading>.Done(now.Target.ToString(), now.ToReading())
            : now.Dates is null ? Not(now.Target, OutcomeKind.Rejected, $"Course {course} is not there.")
            : now.Enrolments.Count == 0 ? null
            : Not(
                now.Target,
                OutcomeKind.Rejected,
                $"Learner {learner} is in course {course} already ({string.Join(", ", now.Enrolments.Select(e => $"{e.Type} {e.State}"))}), and stays so. Change it under People if it is due."
            );
    }

    private RestRequest Request(AccessTarget target) =>
        client
            .Request($"courses/{target.CourseKey}/enrollments", Method.Post)
            .AddParameter("enrollment[user_id]", target.LearnerKey)
            .AddParameter("enrollment[type]", "StudentEnrollment")
            .AddParameter("enrollment[enrollment_state]", "active")
            .AddParameter("enrollment[notify]", "false");

    private async Task<ItemOutcome<AccessReading>> ReadBackAsync(
        AccessTarget target,
        RemoteException? lost,
        CancellationToken ct
    )
    {
        try
        {
            var after = await reader.ReadAsync(target, ct);
            return after.Unreadable is { } closed ? Unread(closed)
                : after.State == AccessState.Open
                    ? ItemOutcome<AccessReading>.Done(target.ToString(), after.ToReading())
                : lost is not null ? Not(target, OutcomeKind.Unknown, $"{lost.Message} Access is unchanged so far.")
                : Not(
                    target,
                    OutcomeKind.Rejected,
                    $"Learner {target.LearnerKey} is enrolled in course {target.CourseKey} now, and gets in when the course is published and its dates allow it."
                );
        }
        catch (RemoteException failed)
        {
            return Unread(failed);
        }

        ItemOutcome<AccessReading> Unread(RemoteException why) =>
            Not(target, OutcomeKind.Unknown, $"It was sent, and could not be read back. {why.Message}");
    }

    private static ItemOutcome<AccessReading> Not(AccessTarget target, OutcomeKind kind, string reason) =>
        ItemOutcome<AccessReading>.Not(kind, target.ToString(), reason);
}
