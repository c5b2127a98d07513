using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Figures;

/// <summary>What a policy would have done with a receivable of the school's history. Pure.</summary>
/// <remarks>
/// It goes from one day on which the answer may change to the next, not from day to day. A rung that is due is taken on its day, at
/// most one a day: neither the law's hours and caps nor the guards of a suspension are replayed. Money comes when it came.
/// </remarks>
internal static class PolicyReplay
{
    /// <summary>Replays one receivable from its issue day.</summary>
    /// <param name="debt">The receivable.</param>
    /// <param name="payer">What was known of its payer.</param>
    /// <param name="terms">The policy.</param>
    /// <param name="to">The last day.</param>
    public static ReplayPath Of(ReplayDebt debt, PayerTimeline payer, ReplayTerms terms, DateOnly to)
    {
        var walk = new Walk(debt, payer, terms);
        var settled = debt.Receivable.SettledOn is { } on && on <= to ? on : (DateOnly?)null;
        var last = settled?.AddDays(-1) ?? to;
        for (DateOnly? day = debt.Receivable.IssueOn; day <= last; day = walk.Visit(day.Value)) { }
        return walk.End(settled);
    }

    /// <summary>One receivable on its way up the ladder.</summary>
    private sealed class Walk
    {
        private static readonly HashSet<string> None = [];
        private readonly ReplayDebt debt;
        private readonly PayerTimeline payer;
        private readonly ReplayTerms terms;
        private readonly Dictionary<string, DateOnly> sentOn = new(StringComparer.Ordinal);
        private readonly List<ReplayStep> steps = [];
        private readonly List<ReplaySuspension> suspensions = [];
        private readonly IReadOnlySet<string> approvedAtOnce;
        private DateOnly? suspendedOn;
        private int decisions;

        public Walk(ReplayDebt debt, PayerTimeline payer, ReplayTerms terms)
        {
            this.debt = debt;
            this.payer = payer;
            this.terms = terms;

            // Nobody was asked about what only this policy asks: it counts as approved. Where somebody was, the day stands.
            var asked = debt
                .Said.Where(x => x.Said.Kind == StandingKind.Approval)
                .Select(x => x.Said.Category!)
                .ToList();
            approvedAtOnce = asked.Count == 0 ? terms.AskApproval : terms.AskApproval.Except(asked).ToHashSet();
        }

        /// <summary>Asks the policy on a day, and does what it says.</summary>
        /// <returns>The next day to ask it; null when nothing changes any more.</returns>
        public DateOnly? Visit(DateOnly today)
        {
            var holding =
                debt.Said.Count == 0 ? [] : debt.Said.Where(x => x.HeldOn(today)).Select(x => x.Said).ToList();
            if (
                suspendedOn is { } since
                && holding.Exists(x => x.EndedAt is null && AccessRestorer.Spares(x, terms.SelfService))
            )
            {
                suspensions.Add(new ReplaySuspension(since, today));
                suspendedOn = null;
            }

            decisions++;
            var facts = FactsOn(today, holding);
            var decision = EscalationPolicy.Decide(facts, terms.Rules, today);
            if (decision.Rung is not { } rung)
            {
                return Next(today, decision.LookAgainOn);
            }

            steps.Add(new ReplayStep(today, rung, facts.Asked));
            if (rung.Suspends)
            {
                suspendedOn = today;
            }
            else
            {
                sentOn[rung.Name] = today;
            }

            return rung.Action == RungAction.HandOff ? null : today.AddDays(1);
        }

        /// <summary>What became of it.</summary>
        public ReplayPath End(DateOnly? settled)
        {
            if (suspendedOn is { } since)
            {
                suspensions.Add(new ReplaySuspension(since, settled));
            }

            return new ReplayPath(steps, suspensions, decisions);
        }

        private DebtFacts FactsOn(DateOnly today, List<Standing> holding)
        {
            var receivable = debt.Receivable;
            var facts = new DebtFacts(
                receivable.Amount,
                receivable.DueOn,
                sentOn,
                None,
                null,
                null,
                suspendedOn is not null,
                false
            )
            {
                AccessTakenOn = suspendedOn,
                CourseType = debt.CourseType,
                Payer = payer.On(today),
                Approved = approvedAtOnce,
            };
            if (holding.Count == 0)
            {
                return facts;
            }

            var said = StandingBook.Over(
                facts,
                holding.ToLookup(x => (x.SubjectKind, x.SubjectKey)),
                receivable,
                terms.DayOf
            );
            return said with { Approved = said.Approved.Union(approvedAtOnce).ToHashSet() };
        }

        private DateOnly? Next(DateOnly today, DateOnly? lookAgain)
        {
            var next = lookAgain ?? DateOnly.MaxValue;
            foreach (var said in debt.Said)
            {
                next = said.ChangesAfter(today) is { } change && change < next ? change : next;
            }

            next = payer.ChangesAfter(today) is { } known && known < next ? known : next;
            return next == DateOnly.MaxValue ? null : next;
        }
    }
}
