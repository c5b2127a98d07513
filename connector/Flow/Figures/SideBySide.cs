using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping;

namespace Collections.Connector.Flow.Figures;

/// <summary>Replays payer by payer under two policies. Pure; it holds sums only, whatever the number of receivables.</summary>
internal sealed class SideBySide
{
    private readonly SchoolProfile school;
    private readonly SimulationWish wish;
    private readonly (ReplayTerms Terms, ReplayTally Tally)[] policies;
    private readonly Dictionary<DateOnly, MoneyByCurrency> cash;
    private readonly MoneyByCurrency came = new();
    private readonly MoneyByCurrency left = new();
    private int receivables;
    private int open;

    /// <summary>Initializes a new instance of the <see cref="SideBySide"/> class.</summary>
    public SideBySide(SchoolProfile school, EscalationRules inForce, EscalationRules other, SimulationWish wish)
    {
        this.school = school;
        this.wish = wish;
        EscalationRules[] both = [inForce, other];
        policies =
        [
            .. both.Select(x =>
                (
                    new ReplayTerms(x, school.Access.SelfService, school.DayOf),
                    new ReplayTally(x, wish.From, wish.To, wish.WrongWithinDays)
                )
            ),
        ];
        cash = Weeks.Between(wish.From, wish.To).ToDictionary(x => x, _ => new MoneyByCurrency());
    }

    /// <summary>Replays one payer.</summary>
    public void Add(ReplayPayer payer)
    {
        var mine = payer.Debts.Where(Concerns).ToList();
        if (mine.Count == 0)
        {
            return;
        }

        foreach (var (terms, tally) in policies)
        {
            var timeline = terms.TimelineOf(payer);
            tally.Add([.. mine.Select(x => (x, PolicyReplay.Of(x, timeline, terms, wish.To)))]);
        }

        receivables += mine.Count;
        mine.ForEach(AddMoney);
    }

    /// <summary>What both come to.</summary>
    public PolicySimulation ToSimulation()
    {
        var (inForce, other) = (policies[0].Tally.ToOutcome(), policies[1].Tally.ToOutcome());
        return new PolicySimulation(
            school.Key,
            wish,
            receivables,
            inForce,
            other,
            new SimulationDifference(
                other.Total.Contacts - inForce.Total.Contacts,
                other.Total.Suspensions - inForce.Total.Suspensions,
                other.Total.WrongSuspensions - inForce.Total.WrongSuspensions,
                other.Total.HandOffs - inForce.Total.HandOffs,
                other.Total.DaysSuspended - inForce.Total.DaysSuspended,
                other.ReceivablesTouched - inForce.ReceivablesTouched
            ),
            [.. cash.OrderBy(x => x.Key).Select(x => new CashWeek(Weeks.NameOf(x.Key), x.Key, x.Value.ToList()))],
            came.ToList(),
            open,
            left.ToList(),
            PolicySimulation.Assumed
        );
    }

    // Settled before the window, or issued after it: no step of it could count.
    private bool Concerns(ReplayDebt debt) =>
        !(debt.Receivable.SettledOn < wish.From) && debt.Receivable.IssueOn <= wish.To;

    private void AddMoney(ReplayDebt debt)
    {
        var amount = debt.Receivable.Amount;
        if (debt.Receivable.SettledOn is { } on && on <= wish.To)
        {
            cash[Weeks.MondayOf(on)].Add(amount);
            came.Add(amount);
        }
        else
        {
            open++;
            left.Add(amount);
        }
    }
}
