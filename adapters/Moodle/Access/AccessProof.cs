using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>What the LMS shows after a write; only that counts.</summary>
/// <param name="States">Who may enter; a target whose course could not be read is absent.</param>
/// <param name="Enrolments">The learners' enrolments by id, from the report; null when they were not read.</param>
/// <param name="Unread">Why something could not be read; empty when everything was.</param>
internal sealed record AccessProof(
    IReadOnlyDictionary<AccessTarget, AccessState> States,
    IReadOnlyDictionary<long, IReadOnlyList<CourseRow>>? Enrolments,
    string Unread
)
{
    /// <summary>Reads back; a failure leaves things unproved and is not thrown, since something was written.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="touched">Targets that were, or may have been, written.</param>
    /// <param name="needsReport">Which of them the report is read for, given the states; null to leave it.</param>
    /// <param name="ct">Stops the call.</param>
    public static async Task<AccessProof> ReadAsync(
        AccessReader reader,
        IReadOnlyCollection<AccessTarget> touched,
        Func<AccessTarget, AccessState?, bool> needsReport,
        CancellationToken ct
    )
    {
        IReadOnlyDictionary<AccessTarget, AccessState> states = new Dictionary<AccessTarget, AccessState>();
        try
        {
            if (touched.Count == 0)
            {
                return new AccessProof(states, null, "");
            }

            states = await reader.ReadStatesAsync(touched, ct);
            var unclear = touched
                .Where(one => needsReport(one, states.TryGetValue(one, out var s) ? s : null))
                .ToList();
            return new AccessProof(
                states,
                unclear.Count == 0 ? null : await reader.ReadEnrolmentsAsync(unclear, ct),
                ""
            );
        }
        catch (RemoteException failed)
        {
            return new AccessProof(states, null, failed.Message);
        }
    }

    /// <summary>Gives the enrolments of a target; null when they were not read.</summary>
    public IReadOnlyList<SnapshotRow>? RowsOf(AccessTarget target)
    {
        var (course, user) = AccessReader.ToIds(target);
        return Enrolments is { } read && read.TryGetValue(user, out var rows)
            ? rows.Where(one => one.Course == course).Select(one => one.Row).ToList()
            : null;
    }
}
