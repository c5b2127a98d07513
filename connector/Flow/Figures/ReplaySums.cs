using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>What a policy did in a week, or in all of them.</summary>
/// <param name="Week">The week by ISO 8601, such as <c>2026-W36</c>; <c>all</c> for all of them.</param>
/// <param name="Monday">Its first day, in the school's zone; of the first week for all of them.</param>
/// <param name="Contacts">Messages: one a day for all debts of a payer.</param>
/// <param name="ContactsByRung">The same by the highest rung in each.</param>
/// <param name="Suspensions">Times that a learner lost a course.</param>
/// <param name="WrongSuspensions">Those of debts that were settled soon after: waiting would have done.</param>
/// <param name="HandOffs">Receivables handed to a collector.</param>
/// <param name="Fees">Charges that messages warned of, one sum for each currency.</param>
/// <param name="DaysSuspended">Days without access, of all learners and courses.</param>
internal sealed record ReplaySums(
    string Week,
    DateOnly Monday,
    int Contacts,
    IReadOnlyDictionary<string, int> ContactsByRung,
    int Suspensions,
    int WrongSuspensions,
    int HandOffs,
    IReadOnlyList<Money> Fees,
    int DaysSuspended
);

/// <summary>What a policy did with a history.</summary>
/// <param name="PolicyVersion">The policy's digest.</param>
/// <param name="Total">All of it.</param>
/// <param name="ReceivablesTouched">Receivables for which at least one rung was taken.</param>
/// <param name="Decisions">How often the policy was asked.</param>
/// <param name="Weeks">Each week, also those in which nothing happened.</param>
internal sealed record ReplayOutcome(
    string PolicyVersion,
    ReplaySums Total,
    int ReceivablesTouched,
    long Decisions,
    IReadOnlyList<ReplaySums> Weeks
);
