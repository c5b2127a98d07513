using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>A receivable of the school's history: what was said of it, and when it was settled.</summary>
/// <param name="Receivable">The receivable. All of it counts as owed from its issue day until the day on which it was settled.</param>
/// <param name="CourseType">The LMS's category of its course; empty when it is not known.</param>
/// <param name="Said">What was said of it, its agreement, its payer and the access that it pays for.</param>
internal sealed record ReplayDebt(Receivable Receivable, string CourseType, IReadOnlyList<SaidThen> Said);

/// <summary>What a history is replayed by.</summary>
internal sealed class ReplayTerms
{
    private readonly bool looksAtBehaviour;
    private readonly int mostUnpaid;

    /// <summary>Initializes a new instance of the <see cref="ReplayTerms"/> class.</summary>
    /// <param name="rules">The policy.</param>
    /// <param name="selfService">Whether a promise gives access back.</param>
    /// <param name="dayOf">The day of an instant in the school's zone.</param>
    public ReplayTerms(EscalationRules rules, SelfServiceTerms selfService, Func<DateTimeOffset, DateOnly> dayOf)
    {
        Rules = rules;
        SelfService = selfService;
        DayOf = dayOf;
        var asked = PolicySimulation.Conditions(rules).ToList();
        looksAtBehaviour = asked.Exists(x => x.Behaviours.Count > 0);
        mostUnpaid = asked.Select(x => x.UnpaidAtLeast).DefaultIfEmpty(0).Max();
        AskApproval = rules
            .Rungs.Where(x => x.Approval)
            .Select(x => x.Name)
            .Concat(rules.Variants.SelectMany(x => x.Rungs).Where(x => x.Value.Approval == true).Select(x => x.Key))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Gets the policy.</summary>
    public EscalationRules Rules { get; }

    /// <summary>Gets whether a promise gives access back.</summary>
    public SelfServiceTerms SelfService { get; }

    /// <summary>Gets the day of an instant in the school's zone.</summary>
    public Func<DateTimeOffset, DateOnly> DayOf { get; }

    /// <summary>Gets the rungs that ask for a person's approval, with some variant or without.</summary>
    public IReadOnlySet<string> AskApproval { get; }

    /// <summary>What this policy would have known of a payer: days on which only something changed that it does not ask for are left out.</summary>
    public PayerTimeline TimelineOf(ReplayPayer payer) =>
        Rules.LooksAtPayers
            ? PayerTimeline.Of(payer.IsCompany, payer.Past, mostUnpaid, looksAtBehaviour)
            : PayerTimeline.Still(payer.IsCompany);
}

/// <summary>What became of one receivable under a policy.</summary>
/// <param name="Steps">The rungs taken, in order.</param>
/// <param name="Suspensions">When access was taken because of it.</param>
/// <param name="Decisions">How often the policy was asked.</param>
internal sealed record ReplayPath(
    IReadOnlyList<ReplayStep> Steps,
    IReadOnlyList<ReplaySuspension> Suspensions,
    int Decisions
);

/// <summary>A rung that was taken.</summary>
/// <param name="On">The day.</param>
/// <param name="Rung">The rung, as the variants in force made it.</param>
/// <param name="Asked">What the payer was asked for.</param>
internal sealed record ReplayStep(DateOnly On, Rung Rung, Money Asked);

/// <summary>Days without access.</summary>
/// <param name="From">The first day.</param>
/// <param name="BackOn">The day on which access came back; null when it had not by the end.</param>
internal readonly record struct ReplaySuspension(DateOnly From, DateOnly? BackOn);
