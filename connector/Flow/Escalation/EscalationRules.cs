using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>policy.json, validated: the rungs in order, and from which debt on they are climbed.</summary>
/// <param name="Version">Digest of the policy, stored with each decision.</param>
/// <param name="Rungs">In order, the lowest first; days late do not fall.</param>
/// <param name="MinimumOwed">Below this nothing is asked, by currency code; a currency without a row has no minimum.</param>
public sealed record EscalationRules(
    string Version,
    IReadOnlyList<Rung> Rungs,
    IReadOnlyDictionary<string, Money> MinimumOwed
);

/// <summary>One rung of the ladder.</summary>
/// <param name="Name">Its stable name, such as <c>reminder-1</c>.</param>
/// <param name="DaysLate">Days past due on which it becomes due; negative is before due.</param>
/// <param name="NoticeDays">Days that must pass after the rung before was really sent.</param>
/// <param name="Action">What it does.</param>
/// <param name="Channels">For a message: channel names, the preferred first; empty otherwise.</param>
/// <param name="Template">For a message: the template's name; null otherwise.</param>
public sealed record Rung(
    string Name,
    int DaysLate,
    int NoticeDays,
    RungAction Action,
    IReadOnlyList<string> Channels,
    string? Template
)
{
    /// <summary>Gets a value indicating whether it takes access.</summary>
    public bool Suspends => Action is RungAction.SuspendAccess or RungAction.SuspendSite;
}

/// <summary>What a rung does.</summary>
public enum RungAction
{
    /// <summary>Sends a message.</summary>
    Message,

    /// <summary>Suspends access to the courses whose receivables are unpaid.</summary>
    SuspendAccess,

    /// <summary>Suspends the whole account in the LMS: only for who is in no other course.</summary>
    SuspendSite,
}
