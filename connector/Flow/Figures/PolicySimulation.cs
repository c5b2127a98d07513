using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>What is to be simulated.</summary>
/// <param name="From">The first day that counts, in the school's zone.</param>
/// <param name="To">The last one; not after today: nobody knows yet what will be settled.</param>
/// <param name="WrongWithinDays">A suspension was wrong when its debts were settled within so many days after it.</param>
internal sealed record SimulationWish(DateOnly From, DateOnly To, int WrongWithinDays)
{
    /// <summary>The longest window: ten years.</summary>
    public const int MostDays = 3_660;
}

/// <summary>Money that came in a week.</summary>
/// <param name="Week">The week by ISO 8601.</param>
/// <param name="Monday">Its first day.</param>
/// <param name="Amounts">Receivables settled, one sum for each currency.</param>
internal sealed record CashWeek(string Week, DateOnly Monday, IReadOnlyList<Money> Amounts);

/// <summary>How the other policy differs from the one in force: plus is more.</summary>
internal sealed record SimulationDifference(
    int Contacts,
    int Suspensions,
    int WrongSuspensions,
    int HandOffs,
    int DaysSuspended,
    int ReceivablesTouched
);

/// <summary>The school's own history under another policy and under the one in force, side by side.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Wish">What was simulated.</param>
/// <param name="Receivables">Receivables that were open on some day of the window.</param>
/// <param name="InForce">Under the policy in force.</param>
/// <param name="Other">Under the other one.</param>
/// <param name="Difference">The other's less the one in force's.</param>
/// <param name="Cash">What came by week: the same under both.</param>
/// <param name="CashTotal">Its sum.</param>
/// <param name="OpenAtEnd">Receivables open after the last day: the same under both.</param>
/// <param name="OpenAmounts">Their amounts.</param>
/// <param name="Assumptions">What is not replayed, in sentences.</param>
internal sealed record PolicySimulation(
    string School,
    SimulationWish Wish,
    int Receivables,
    ReplayOutcome InForce,
    ReplayOutcome Other,
    SimulationDifference Difference,
    IReadOnlyList<CashWeek> Cash,
    IReadOnlyList<Money> CashTotal,
    int OpenAtEnd,
    IReadOnlyList<Money> OpenAmounts,
    IReadOnlyList<string> Assumptions
)
{
    /// <summary>What a reader must know of every simulation.</summary>
    public static readonly IReadOnlyList<string> Assumed =
    [
        "Money comes when it came: that a message brings a payment sooner, or its absence later, is not modelled.",
        "Each step is taken on its day: the law's hours and caps, the guards of a suspension and the limits of a run are not replayed.",
        "A receivable is owed whole, at its own amount, from its issue day to the day it was settled; parts paid before are not looked at.",
        "What people said stands as it was: promises, holds, disputes, exemptions, assignments and approvals. A step that nobody was asked about counts as approved.",
        "Objections, grace passes and hand-offs of the past are left out: they answered to steps that the replay takes anew.",
        "Messages with an invoice and thanks for a payment are not counted: no step asks for them.",
        "Receivables that were cancelled or written off are left out.",
    ];

    /// <summary>Replays a school's history. Writes nothing.</summary>
    public static async Task<PolicySimulation> RunAsync(
        LedgerContext ledger,
        SchoolProfile school,
        EscalationRules inForce,
        EscalationRules other,
        SimulationWish wish,
        CancellationToken ct
    )
    {
        EscalationRules[] both = [inForce, other];
        var types = both.SelectMany(Conditions).Any(x => x.CourseTypes.Count > 0);
        var replay = new SideBySide(school, inForce, other, wish);
        await foreach (var payer in ReplayBook.ReadAsync(ledger, school, wish.From, types, null, ct))
        {
            replay.Add(payer);
        }

        return replay.ToSimulation();
    }

    /// <summary>Every condition of a policy.</summary>
    internal static IEnumerable<Applicability> Conditions(EscalationRules rules) =>
        rules.Rungs.Select(x => x.When).Concat(rules.Variants.Select(x => x.When)).OfType<Applicability>();
}
