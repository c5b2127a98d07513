using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What the policy looks at for one receivable. Facts only; today is given apart.</summary>
/// <param name="Owed">The ERP's open amount less gateway payments on their way to it.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="SentOn">The rungs that were really sent, with the day.</param>
/// <param name="Unproved">Rungs whose sending got no trustworthy answer.</param>
/// <param name="Standing">The promise, hold, dispute, exemption or the like that freezes all of it today; null when none does.</param>
/// <param name="StandingUntil">Its last day; null for no end.</param>
/// <param name="AccessTaken">Whether access is suspended because of it.</param>
/// <param name="RestoredByHand">Whether somebody gave access back in the LMS itself, which is respected.</param>
internal sealed record DebtFacts(
    Money Owed,
    DateOnly DueOn,
    IReadOnlyDictionary<string, DateOnly> SentOn,
    IReadOnlySet<string> Unproved,
    StandingKind? Standing,
    DateOnly? StandingUntil,
    bool AccessTaken,
    bool RestoredByHand
)
{
    private static readonly HashSet<string> None = [];

    /// <summary>Gets the rungs whose message no channel took and that a person let be: not sent, and not waited for.</summary>
    public IReadOnlySet<string> PassedOver { get; init; } = None;

    /// <summary>Gets the rungs whose message is planned, and waits for its moment.</summary>
    public IReadOnlySet<string> Planned { get; init; } = None;

    /// <summary>Gets the rungs that a person is to finish, such as a call.</summary>
    public IReadOnlySet<string> WithPerson { get; init; } = None;

    /// <summary>Gets the rungs that a person approved for this debt.</summary>
    public IReadOnlySet<string> Approved { get; init; } = None;

    /// <summary>Gets the part of it that is disputed, which nobody is asked for; zero when nothing is.</summary>
    public Money Disputed { get; init; } = Owed with { MinorUnits = 0 };

    /// <summary>Gets a value indicating whether the payer is exempt from suspensions, and only from them.</summary>
    public bool NeverSuspend { get; init; }

    /// <summary>Gets a value indicating whether no access stands behind it, as with a sale outside the LMS or a charge for paying late: rungs that suspend are passed over.</summary>
    public bool NothingToSuspend { get; init; }

    /// <summary>Gets a value indicating whether the payer is exempt from contacts, and so gets neither the invoice nor thanks.</summary>
    public bool NeverContact { get; init; }

    /// <summary>Gets a value indicating whether a promise about it was broken.</summary>
    public bool BrokenPromise { get; init; }

    /// <summary>Gets the day from which access is suspended because of it; null when it is not.</summary>
    public DateOnly? AccessTakenOn { get; init; }

    /// <summary>Gets the variants of the policy that a person assigned, the payer's before the receivable's own.</summary>
    public IReadOnlyList<string> Assigned { get; init; } = [];

    /// <summary>Gets the LMS's category of the course; empty when it is not known.</summary>
    public string CourseType { get; init; } = "";

    /// <summary>Gets what is known of the payer.</summary>
    public PayerFacts Payer { get; init; } = PayerFacts.Nothing;

    /// <summary>Gets what the payer is asked for: what is owed and not disputed.</summary>
    public Money Asked => Disputed.MinorUnits == 0 ? Owed : Owed - Disputed;
}

/// <summary>What the policy looks at for a payer.</summary>
/// <param name="IsCompany">Whether it is a company.</param>
/// <param name="Unpaid">How many receivables are past due and unpaid.</param>
/// <param name="Behaviour">How the payer has paid so far.</param>
internal sealed record PayerFacts(bool IsCompany, int Unpaid, PaymentBehaviour Behaviour)
{
    /// <summary>Nothing known.</summary>
    public static readonly PayerFacts Nothing = new(false, 0, PaymentBehaviour.New);
}
