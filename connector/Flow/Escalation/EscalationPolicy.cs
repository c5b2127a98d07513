using System.Globalization;
using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Escalation;

/// <summary>The policy's answer: a rung or none, with the code of its reason and the arguments of its sentence.</summary>
/// <param name="Code">Why.</param>
/// <param name="Rung">What to do; null for nothing.</param>
/// <param name="Arguments">For the sentence. Nothing in them changes from day to day, so an unchanged answer is an equal one.</param>
internal sealed record EscalationDecision(ReasonCode Code, Rung? Rung, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>Gets the first day on which time alone may change the answer; null when it changes nothing.</summary>
    public DateOnly? LookAgainOn { get; init; }

    public static EscalationDecision Nothing(ReasonCode code, params (string Name, string Value)[] arguments) =>
        new(code, null, arguments.ToDictionary(x => x.Name, x => x.Value));

    public static EscalationDecision Wait(
        ReasonCode code,
        DateOnly on,
        params (string Name, string Value)[] arguments
    ) => Nothing(code, arguments) with { LookAgainOn = on };

    public static EscalationDecision Take(Rung rung, params (string Name, string Value)[] arguments) =>
        new(ReasonCode.RungDue, rung, arguments.ToDictionary(x => x.Name, x => x.Value));
}

/// <summary>One rule of the policy, as it was asked for a debt.</summary>
/// <param name="Code">The reason that it gives when it matches.</param>
/// <param name="Matched">Whether it matches.</param>
/// <param name="Decides">Whether it is the first that does, and so the answer.</param>
internal sealed record RuleAnswer(ReasonCode Code, bool Matched, bool Decides);

/// <summary>The policy. Pure: the same facts, rules and day give the same answer.</summary>
internal static class EscalationPolicy
{
    /// <summary>The rules in the order in which they are asked; the first that matches is the answer.</summary>
    private static readonly (ReasonCode Code, Func<Case, EscalationDecision?> Ask)[] Rules =
    [
        (
            ReasonCode.NothingOwed,
            x => x.Facts.Owed.IsPositive ? null : EscalationDecision.Nothing(ReasonCode.NothingOwed)
        ),
        (ReasonCode.Disputed, WhollyDisputed),
        (ReasonCode.BelowMinimum, BelowMinimum),
        (ReasonCode.OnHold, Frozen),
        (ReasonCode.RestoredByHand, RestoredByHand),
        (ReasonCode.NoRungLeft, NoRungLeft),
        (ReasonCode.RungPlanned, x => On(x, x.Facts.Planned, ReasonCode.RungPlanned)),
        (ReasonCode.RungWithPerson, x => On(x, x.Facts.WithPerson, ReasonCode.RungWithPerson)),
        (ReasonCode.RungUnproved, x => On(x, x.Facts.Unproved, ReasonCode.RungUnproved)),
        (ReasonCode.NextRungNotDue, NotDue),
        (ReasonCode.ExemptFromSuspension, ExemptFromSuspension),
        (ReasonCode.PartlyDisputed, PartlyDisputed),
        (ReasonCode.NoticeNotGiven, NoticeNotGiven),
        (ReasonCode.NoticeRunning, NoticeRunning),
        (ReasonCode.WaitsForApproval, WaitsForApproval),
        (ReasonCode.RungDue, Due),
    ];

    /// <summary>Decides for one receivable: the lowest rung not sent yet, one at a time, its notice days counted from the real sending of the one before.</summary>
    public static EscalationDecision Decide(DebtFacts facts, EscalationRules rules, DateOnly today)
    {
        var one = Case.Of(facts, rules, today);
        foreach (var (_, ask) in Rules)
        {
            if (ask(one) is { } decision)
            {
                return decision;
            }
        }

        throw new InvalidOperationException("The last rule of the policy always answers.");
    }

    /// <summary>Asks every rule, not only up to the first that matches.</summary>
    /// <returns>The decision; and each rule's answer in order.</returns>
    public static (EscalationDecision Decision, IReadOnlyList<RuleAnswer> Rules) Explain(
        DebtFacts facts,
        EscalationRules rules,
        DateOnly today
    )
    {
        var decision = Decide(facts, rules, today);
        var one = Case.Of(facts, rules, today);
        var decided = false;
        var answers = new List<RuleAnswer>();
        foreach (var (code, ask) in Rules)
        {
            // Without a next rung the questions about it have no answer.
            var matched = (one.Next is not null || code <= ReasonCode.NoRungLeft) && ask(one) is not null;
            answers.Add(new RuleAnswer(code, matched, matched && !decided));
            decided |= matched;
        }

        return (decision, answers);
    }

    private static EscalationDecision? WhollyDisputed(Case one) =>
        one.Facts.Asked.IsPositive || !one.Facts.Disputed.IsPositive
            ? null
            : EscalationDecision.Nothing(ReasonCode.Disputed, ("until", ""));

    private static EscalationDecision? BelowMinimum(Case one) =>
        one.Rules.MinimumOwed.TryGetValue(one.Facts.Asked.Currency.Code, out var minimum) && one.Facts.Asked < minimum
            ? EscalationDecision.Nothing(ReasonCode.BelowMinimum, ("minimum", minimum.ToString()))
            : null;

    private static EscalationDecision? Frozen(Case one) =>
        one.Facts.Standing is { } standing && (one.Facts.StandingUntil is not { } last || one.Today <= last)
            ? EscalationDecision.Nothing(Code(standing), ("until", Day(one.Facts.StandingUntil))) with
            {
                LookAgainOn = one.Facts.StandingUntil?.AddDays(1),
            }
            : null;

    private static EscalationDecision? RestoredByHand(Case one) =>
        one.Facts.RestoredByHand && !one.Facts.AccessTaken
            ? EscalationDecision.Nothing(ReasonCode.RestoredByHand)
            : null;

    private static EscalationDecision? NoRungLeft(Case one) =>
        one.Next is not null ? null
        : one.Facts.AccessTaken ? EscalationDecision.Nothing(ReasonCode.AccessTaken)
        : EscalationDecision.Nothing(ReasonCode.NoRungLeft);

    private static EscalationDecision? On(Case one, IReadOnlySet<string> rungs, ReasonCode code) =>
        rungs.Contains(one.Next!.Name) ? EscalationDecision.Nothing(code, ("rung", one.Next.Name)) : null;

    private static EscalationDecision? NotDue(Case one)
    {
        var dueOn = one.Facts.DueOn.AddDays(one.Next!.DaysLate);
        return one.Today < dueOn
            ? EscalationDecision.Wait(ReasonCode.NextRungNotDue, dueOn, ("rung", one.Next.Name), ("on", Day(dueOn)))
            : null;
    }

    private static EscalationDecision? ExemptFromSuspension(Case one) =>
        one.Next!.Suspends && one.Facts.NeverSuspend
            ? EscalationDecision.Nothing(ReasonCode.ExemptFromSuspension)
            : null;

    // Who disputes a part is asked for the rest, and is not locked out before the dispute is settled.
    private static EscalationDecision? PartlyDisputed(Case one) =>
        one.Next!.Action != RungAction.Message && one.Facts.Disputed.IsPositive
            ? EscalationDecision.Nothing(ReasonCode.PartlyDisputed, ("disputed", one.Facts.Disputed.ToString()))
            : null;

    // Nobody is locked out without the notice before it.
    private static EscalationDecision? NoticeNotGiven(Case one) =>
        one.Next!.Suspends && one.Last is { } last && one.Facts.PassedOver.Contains(last.Name)
            ? EscalationDecision.Nothing(ReasonCode.NoticeNotGiven, ("rung", last.Name))
            : null;

    // After an outage several rungs are due: the person still gets each notice, with its days in between.
    private static EscalationDecision? NoticeRunning(Case one) =>
        one.LastTakenOn?.AddDays(one.Next!.NoticeDays) is { } ends && one.Today < ends
            ? EscalationDecision.Wait(ReasonCode.NoticeRunning, ends, ("rung", one.Next!.Name), ("on", Day(ends)))
            : null;

    private static EscalationDecision? WaitsForApproval(Case one) =>
        one.Next!.Approval && !one.Facts.Approved.Contains(one.Next.Name)
            ? EscalationDecision.Nothing(
                ReasonCode.WaitsForApproval,
                ("rung", one.Next.Name),
                ("owed", one.Facts.Asked.ToString())
            )
            : null;

    private static EscalationDecision Due(Case one) =>
        EscalationDecision.Take(
            one.Next!,
            ("rung", one.Next!.Name),
            ("due", Day(one.Facts.DueOn)),
            ("owed", one.Facts.Asked.ToString())
        );

    private static ReasonCode Code(StandingKind standing) =>
        standing switch
        {
            StandingKind.Promise => ReasonCode.PromiseHolds,
            StandingKind.Hold => ReasonCode.OnHold,
            StandingKind.Dispute => ReasonCode.Disputed,
            StandingKind.Objection => ReasonCode.Objected,
            StandingKind.Grace => ReasonCode.GracePass,
            StandingKind.HandOff => ReasonCode.HandedOff,
            _ => ReasonCode.Exempt,
        };

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A debt on its ladder.</summary>
    /// <param name="Facts">The facts.</param>
    /// <param name="Rules">The rules that are for it.</param>
    /// <param name="Today">The day in the school's zone.</param>
    /// <param name="Climbed">How many rungs are behind it.</param>
    private sealed record Case(DebtFacts Facts, EscalationRules Rules, DateOnly Today, int Climbed)
    {
        public static Case Of(DebtFacts facts, EscalationRules rules, DateOnly today)
        {
            var mine = PolicyInheritance.For(rules, facts);
            var climbed = 0;
            while (climbed < mine.Rungs.Count && Passed(facts, mine.Rungs[climbed]))
            {
                climbed++;
            }

            return new Case(facts, mine, today, facts.AccessTaken ? Math.Max(climbed, AfterTaking(mine)) : climbed);
        }

        /// <summary>Gets the rung before it; null when none is left.</summary>
        public Rung? Next => Climbed < Rules.Rungs.Count ? Rules.Rungs[Climbed] : null;

        /// <summary>Gets the rung right behind it; null when there is none.</summary>
        public Rung? Last => Climbed > 0 ? Rules.Rungs[Climbed - 1] : null;

        /// <summary>Gets the day of the last rung that was really taken; null when none was.</summary>
        public DateOnly? LastTakenOn
        {
            get
            {
                if (Facts.AccessTaken && Last is { Suspends: true })
                {
                    return Facts.AccessTakenOn;
                }

                for (var i = Climbed - 1; i >= 0; i--)
                {
                    if (Facts.SentOn.TryGetValue(Rules.Rungs[i].Name, out var day))
                    {
                        return day;
                    }
                }

                return null;
            }
        }

        private static bool Passed(DebtFacts facts, Rung rung) =>
            facts.SentOn.ContainsKey(rung.Name)
            || facts.PassedOver.Contains(rung.Name)
            || (rung.Suspends && facts.NothingToSuspend);

        private static int AfterTaking(EscalationRules rules)
        {
            for (var i = rules.Rungs.Count - 1; i >= 0; i--)
            {
                if (rules.Rungs[i].Suspends)
                {
                    return i + 1;
                }
            }

            return 0;
        }
    }
}
