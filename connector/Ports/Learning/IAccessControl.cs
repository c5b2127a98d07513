namespace Collections.Connector.Ports;

/// <summary>Blocks and returns one learner's access to one course, and reads it back.</summary>
/// <remarks>
/// "Closed" is claimed only when the LMS, read again afterwards, shows no active enrolment left.
/// Whole-batch failures throw the remote exceptions; a failure of one item is that item's outcome.
/// </remarks>
public interface IAccessControl
{
    /// <summary>Reads what the LMS has now.</summary>
    /// <returns>One reading per target, in order; a learner who is not enrolled has <see cref="AccessState.NotEnrolled"/>.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<AccessReading>> ReadAsync(IReadOnlyCollection<AccessTarget> targets, CancellationToken ct);

    /// <summary>Suspends, from the prior state that was read and stored before this call, and reads back.</summary>
    /// <param name="changes">Target and the prior state that <see cref="AccessReading.Snapshot"/> gave.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Done with a reading that is <see cref="AccessState.Closed"/>; anything else is another outcome with its reason.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    );

    /// <summary>Replays the stored prior state and reads back. Never enrols somebody who has no enrolment.</summary>
    /// <returns>Done with a reading that is <see cref="AccessState.Open"/>; anything else is another outcome with its reason.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    );

    /// <summary>Enrols learners in courses that were sold outside the LMS, and reads back. One who is enrolled already is done, and keeps what is there.</summary>
    /// <returns>Done with a reading that is <see cref="AccessState.Open"/>; rejected by an LMS whose adapter cannot, with what to do.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<ItemOutcome<AccessReading>>>([
            .. targets.Select(x =>
                ItemOutcome<AccessReading>.Not(
                    OutcomeKind.NotCapable,
                    x.ToString(),
                    "This LMS's adapter enrols nobody: enrol the learner there."
                )
            ),
        ]);
}

/// <summary>One learner in one course.</summary>
/// <param name="CourseKey">The LMS's key of the course.</param>
/// <param name="LearnerKey">The LMS's key of the learner.</param>
public readonly record struct AccessTarget(string CourseKey, string LearnerKey)
{
    /// <summary>The target as the reference of an outcome: <c>course/learner</c>.</summary>
    public override string ToString() => $"{CourseKey}/{LearnerKey}";
}

/// <summary>Whether a learner can enter a course.</summary>
public enum AccessState
{
    /// <summary>At least one active enrolment.</summary>
    Open,

    /// <summary>Enrolled, and no active enrolment.</summary>
    Closed,

    /// <summary>No enrolment at all.</summary>
    NotEnrolled,
}

/// <summary>What the LMS shows of one learner's access to one course.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="State">Whether access is there.</param>
/// <param name="Methods">The methods of the enrolments found, active ones first.</param>
/// <param name="CanSuspend">Whether <see cref="IAccessControl.SuspendAsync"/> can really block it.</param>
/// <param name="Reason">Why it cannot, and what an administrator can do; null when it can.</param>
/// <param name="Snapshot">The exact state to replay on restoring, as the adapter's own JSON; kept as it is. Empty when not enrolled.</param>
public sealed record AccessReading(
    AccessTarget Target,
    AccessState State,
    IReadOnlyList<string> Methods,
    bool CanSuspend,
    string? Reason,
    string Snapshot
);

/// <summary>A change of access.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="Snapshot">The prior state, as <see cref="AccessReading.Snapshot"/> gave it.</param>
public sealed record AccessChange(AccessTarget Target, string Snapshot);
