namespace Collections.Connector.Ports;

/// <summary>Blocks and returns a learner's access to the whole LMS, and reads it back.</summary>
/// <remarks>
/// A harder measure than <see cref="IAccessControl"/>: it takes paid courses too, and needs a right of its own. An adapter offers it
/// only where the school asked for it. Whole-batch failures throw the remote exceptions; a failure of one learner is that learner's outcome.
/// </remarks>
public interface ISiteAccess
{
    /// <summary>Reads what the LMS has now.</summary>
    /// <param name="learnerKeys">The LMS's keys of learners.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>One reading per key, in order; an account that is not there has <see cref="AccessState.NotEnrolled"/>.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<SiteAccessReading>> ReadAsync(IReadOnlyCollection<string> learnerKeys, CancellationToken ct);

    /// <summary>Suspends whole accounts, from the prior state that was read and stored before this call, and reads back.</summary>
    /// <param name="changes">Learner and the prior state that <see cref="SiteAccessReading.Snapshot"/> gave.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Done with a reading that is <see cref="AccessState.Closed"/>; anything else is another outcome with its reason.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> SuspendAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    );

    /// <summary>Gives back what was taken, and reads back. An account that was suspended before stays suspended.</summary>
    /// <param name="changes">Learner and the prior state that was stored before suspending.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Done with a reading that is <see cref="AccessState.Open"/>; anything else is another outcome with its reason.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> RestoreAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    );
}

/// <summary>What the LMS shows of one whole account.</summary>
/// <param name="LearnerKey">Who.</param>
/// <param name="State">Open, closed, or <see cref="AccessState.NotEnrolled"/> where there is no such account.</param>
/// <param name="CanSuspend">Whether <see cref="ISiteAccess.SuspendAsync"/> may be asked to block it.</param>
/// <param name="Reason">Why it may not, and what an administrator can do; null when it may.</param>
/// <param name="Snapshot">The state to go back to, as the adapter's own JSON; kept as it is. Empty when there is no account.</param>
public sealed record SiteAccessReading(
    string LearnerKey,
    AccessState State,
    bool CanSuspend,
    string? Reason,
    string Snapshot
);

/// <summary>A change of access to the whole LMS.</summary>
/// <param name="LearnerKey">Who.</param>
/// <param name="Snapshot">The prior state, as <see cref="SiteAccessReading.Snapshot"/> gave it.</param>
public sealed record SiteAccessChange(string LearnerKey, string Snapshot);
