using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>policy.json, validated: the rungs in order, from which debt on they are climbed, and what else the school says to payers.</summary>
/// <param name="Version">Digest of the policy, stored with each decision.</param>
/// <param name="Rungs">In order, the lowest first; days late do not fall.</param>
/// <param name="MinimumOwed">Below this nothing is asked, by currency code; a currency without a row has no minimum.</param>
public sealed record EscalationRules(
    string Version,
    IReadOnlyList<Rung> Rungs,
    IReadOnlyDictionary<string, Money> MinimumOwed
)
{
    /// <summary>Gets what the policy is instead for some payers and receivables, in the order in which segments are tried.</summary>
    public IReadOnlyList<PolicyVariant> Variants { get; init; } = [];

    /// <summary>Gets what promises are taken.</summary>
    public PromiseTerms Promises { get; init; } = new();

    /// <summary>Gets the message with the invoice itself, once it is issued; null sends none.</summary>
    public MessageRule? OnIssue { get; init; }

    /// <summary>Gets the thanks for a payment; null sends none.</summary>
    public MessageRule? OnPaid { get; init; }

    /// <summary>Gets what payers who are always on time are given; null for nothing.</summary>
    public RewardTerms? Reward { get; init; }

    /// <summary>Gets a value indicating whether some rule looks at the payer's other debts and past.</summary>
    public bool LooksAtPayers =>
        Variants.Any(x => x.When?.LooksAtPayer == true) || Rungs.Any(x => x.When?.LooksAtPayer == true);
}

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
    /// <summary>Gets what families read in the manual, by language; its name where a language has none.</summary>
    public IReadOnlyDictionary<string, string> Titles { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets for which debts it is a rung at all; null for every one.</summary>
    public Applicability? When { get; init; }

    /// <summary>Gets a value indicating whether a person approves it for each debt.</summary>
    public bool Approval { get; init; }

    /// <summary>Gets the charge that its message warns of; null for none. Whether it is billed too is said by <see cref="LateCharge.Billing"/>.</summary>
    public LateCharge? Fee { get; init; }

    /// <summary>Gets the texts that providers approved beforehand, by channel.</summary>
    public IReadOnlyDictionary<string, ApprovedText> Approved { get; init; } = new Dictionary<string, ApprovedText>();

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

    /// <summary>Hands the receivable to an outside collector.</summary>
    HandOff,
}

/// <summary>A message outside the ladder.</summary>
/// <param name="Channels">Channel names, the preferred first.</param>
/// <param name="Template">The template's name.</param>
public sealed record MessageRule(IReadOnlyList<string> Channels, string Template)
{
    /// <summary>Gets the texts that providers approved beforehand, by channel.</summary>
    public IReadOnlyDictionary<string, ApprovedText> Approved { get; init; } = new Dictionary<string, ApprovedText>();
}

/// <summary>A text that a provider approved beforehand.</summary>
/// <param name="Names">The provider's key of it, by language.</param>
/// <param name="Variables">Its variables: the provider's name of each, and the name that messages know it by, such as <c>total</c>.</param>
public sealed record ApprovedText(
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<string, string> Variables
);

/// <summary>What promises to pay are taken, whoever makes them.</summary>
public sealed record PromiseTerms
{
    /// <summary>Gets within how many days a promise must end.</summary>
    public int MaxDays { get; init; } = 30;

    /// <summary>Gets how many promises a payer may make in a year.</summary>
    public int PerYear { get; init; } = 3;

    /// <summary>Gets into how many parts a promise may be split.</summary>
    public int MaxParts { get; init; } = 3;

    /// <summary>Gets how many days after its day a part counts as broken: transfers need them.</summary>
    public int GraceDays { get; init; } = 2;
}

/// <summary>What payers who are always on time are given.</summary>
/// <param name="AfterOnTime">From how many receivables settled on time on, none of them late, in the last two years.</param>
/// <param name="Percent">The discount on the next enrolment, of 100; 0 for thanks only.</param>
/// <param name="ValidDays">For how many days the discount may be used.</param>
public sealed record RewardTerms(int AfterOnTime, decimal Percent, int ValidDays);

/// <summary>A charge for paying late: a fixed amount, a percentage of what is owed, interest for each day, or several of them.</summary>
/// <param name="Fixed">By currency code.</param>
/// <param name="Percent">Of 100, of what is owed.</param>
public sealed record LateCharge(IReadOnlyDictionary<string, Money> Fixed, decimal Percent)
{
    /// <summary>Gets the simple interest for each day past due, in percent of what is owed; zero for none.</summary>
    public decimal DailyPercent { get; init; }

    /// <summary>Gets the most that it comes to, in percent of what is owed; null for no cap.</summary>
    public decimal? CapPercent { get; init; }

    /// <summary>Gets how it becomes a receivable of its own; null when it is only announced.</summary>
    public ChargeBilling? Billing { get; init; }

    /// <summary>The charge for what is owed, rounded half to even to the currency's minor unit.</summary>
    /// <param name="owed">What is owed.</param>
    /// <param name="daysLate">Days past due; before that no interest has grown.</param>
    public Money Of(Money owed, int daysLate)
    {
        var whole = Part(owed, Percent + DailyPercent * Math.Max(0, daysLate));
        var charge = Fixed.TryGetValue(owed.Currency.Code, out var amount) ? whole + amount : whole;
        return CapPercent is { } cap && charge > Part(owed, cap) ? Part(owed, cap) : charge;
    }

    private static Money Part(Money owed, decimal percent) =>
        owed with
        {
            MinorUnits = checked((long)decimal.Round(owed.MinorUnits * percent / 100m, MidpointRounding.ToEven)),
        };
}

/// <summary>How a charge for paying late becomes a receivable.</summary>
/// <param name="TaxCode">The mapping's own tax code; the amount is on the basis of prices, so that an exempt one asks for what was announced.</param>
/// <param name="DueDays">Days until it is due.</param>
/// <param name="Once">Whether a debt is charged once; otherwise once for each rung that says so.</param>
public sealed record ChargeBilling(string TaxCode, int DueDays, bool Once);
