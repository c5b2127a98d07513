using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What the policy looks at for one receivable. Facts only; today is given apart.</summary>
/// <param name="Owed">The ERP's open amount less gateway payments on their way to it.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="SentOn">The rungs that were really sent, with the day.</param>
/// <param name="Unproved">Rungs whose sending got no trustworthy answer, or is planned.</param>
/// <param name="Standing">The promise, hold, dispute or exemption that holds today; null when none does.</param>
/// <param name="StandingUntil">Its last day; null for no end.</param>
/// <param name="AccessTaken">Whether access is suspended because of it.</param>
/// <param name="RestoredByHand">Whether somebody gave access back in the LMS itself, which is respected.</param>
internal sealed record DebtFacts(
    Money Owed,
    DateOnly DueOn,
    IReadOnlyDictionary<string, DateOnly> SentOn,
    IReadOnlySet<string> Unproved,
    Ledger.StandingKind? Standing,
    DateOnly? StandingUntil,
    bool AccessTaken,
    bool RestoredByHand
)
{
    /// <summary>Gets the rungs whose message no channel took and that a person let be: not sent, and not waited for.</summary>
    public IReadOnlySet<string> PassedOver { get; init; } = new HashSet<string>();
}

/// <summary>The policy's answer: a rung or none, with the code of its reason and the arguments of its sentence.</summary>
/// <param name="Code">Why.</param>
/// <param name="Rung">What to do; null for nothing.</param>
/// <param name="Arguments">For the sentence. Nothing in them changes from day to day, so an unchanged answer is an equal one.</param>
internal sealed record EscalationDecision(ReasonCode Code, Rung? Rung, IReadOnlyDictionary<string, string> Arguments)
{
    public static EscalationDecision Nothing(ReasonCode code, params (string Name, string Value)[] arguments) =>
        new(code, null, arguments.ToDictionary(x => x.Name, x => x.Value));

    public static EscalationDecision Take(Rung rung, params (string Name, string Value)[] arguments) =>
        new(ReasonCode.RungDue, rung, arguments.ToDictionary(x => x.Name, x => x.Value));
}

/// <summary>Why the policy answers as it does.</summary>
internal enum ReasonCode
{
    /// <summary>Nothing is owed.</summary>
    NothingOwed,

    /// <summary>What is owed is below the policy's minimum.</summary>
    BelowMinimum,

    /// <summary>A promise to pay holds.</summary>
    PromiseHolds,

    /// <summary>The school put it on hold.</summary>
    OnHold,

    /// <summary>It is contested.</summary>
    Disputed,

    /// <summary>The learner objected to the suspension, and nobody has answered.</summary>
    Objected,

    /// <summary>The learner uses a grace pass.</summary>
    GracePass,

    /// <summary>The payer is exempt.</summary>
    Exempt,

    /// <summary>Access is suspended already.</summary>
    AccessTaken,

    /// <summary>Somebody gave access back by hand.</summary>
    RestoredByHand,

    /// <summary>Nobody knows whether the rung before went out: a person says.</summary>
    RungUnproved,

    /// <summary>No channel took the message right before a suspension, and a person let it be.</summary>
    NoticeNotGiven,

    /// <summary>The next rung's day has not come.</summary>
    NextRungNotDue,

    /// <summary>The notice days of the rung before are running.</summary>
    NoticeRunning,

    /// <summary>Every rung was climbed.</summary>
    NoRungLeft,

    /// <summary>The rung is to be taken.</summary>
    RungDue,
}

/// <summary>The policy. Pure.</summary>
internal static class EscalationPolicy
{
    /// <summary>Decides for one receivable: the lowest rung not sent yet, one at a time, its notice days counted from the real sending of the one before.</summary>
    public static EscalationDecision Decide(DebtFacts facts, EscalationRules rules, DateOnly today)
    {
        if (!facts.Owed.IsPositive)
        {
            return EscalationDecision.Nothing(ReasonCode.NothingOwed);
        }

        if (rules.MinimumOwed.TryGetValue(facts.Owed.Currency.Code, out var minimum) && facts.Owed < minimum)
        {
            return EscalationDecision.Nothing(ReasonCode.BelowMinimum, ("minimum", minimum.ToString()));
        }

        if (facts.Standing is { } standing && (facts.StandingUntil is not { } until || today <= until))
        {
            return EscalationDecision.Nothing(Code(standing), ("until", Day(facts.StandingUntil)));
        }

        if (facts.AccessTaken || facts.RestoredByHand)
        {
            return EscalationDecision.Nothing(facts.AccessTaken ? ReasonCode.AccessTaken : ReasonCode.RestoredByHand);
        }

        var climbed = rules
            .Rungs.TakeWhile(rung => facts.SentOn.ContainsKey(rung.Name) || facts.PassedOver.Contains(rung.Name))
            .ToList();
        if (climbed.Count == rules.Rungs.Count)
        {
            return EscalationDecision.Nothing(ReasonCode.NoRungLeft);
        }

        return Next(facts, rules.Rungs[climbed.Count], climbed, today);
    }

    // After an outage several rungs are due: the person still gets each notice, with its days in between.
    private static EscalationDecision Next(DebtFacts facts, Rung next, List<Rung> climbed, DateOnly today)
    {
        if (facts.Unproved.Contains(next.Name))
        {
            return EscalationDecision.Nothing(ReasonCode.RungUnproved, ("rung", next.Name));
        }

        var dueOn = facts.DueOn.AddDays(next.DaysLate);
        if (today < dueOn)
        {
            return EscalationDecision.Nothing(ReasonCode.NextRungNotDue, ("rung", next.Name), ("on", Day(dueOn)));
        }

        // Nobody is locked out without the notice before it.
        if (next.Suspends && climbed.LastOrDefault() is { } last && facts.PassedOver.Contains(last.Name))
        {
            return EscalationDecision.Nothing(ReasonCode.NoticeNotGiven, ("rung", last.Name));
        }

        if (climbed.FindLast(x => facts.SentOn.ContainsKey(x.Name)) is { } sent)
        {
            var noticeEndsOn = facts.SentOn[sent.Name].AddDays(next.NoticeDays);
            if (today < noticeEndsOn)
            {
                return EscalationDecision.Nothing(
                    ReasonCode.NoticeRunning,
                    ("rung", next.Name),
                    ("on", Day(noticeEndsOn))
                );
            }
        }

        return EscalationDecision.Take(
            next,
            ("rung", next.Name),
            ("due", Day(facts.DueOn)),
            ("owed", facts.Owed.ToString())
        );
    }

    private static ReasonCode Code(Ledger.StandingKind standing) =>
        standing switch
        {
            Ledger.StandingKind.Promise => ReasonCode.PromiseHolds,
            Ledger.StandingKind.Hold => ReasonCode.OnHold,
            Ledger.StandingKind.Dispute => ReasonCode.Disputed,
            Ledger.StandingKind.Objection => ReasonCode.Objected,
            Ledger.StandingKind.Grace => ReasonCode.GracePass,
            _ => ReasonCode.Exempt,
        };

    private static string Day(DateOnly? day) =>
        day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
