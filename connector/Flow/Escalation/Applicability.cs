using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>For which debts a rung or a variant is: every part that is given must hold. Pure.</summary>
public sealed record Applicability
{
    /// <summary>Gets from which amount on, by currency code; a currency without a row is not looked at.</summary>
    public IReadOnlyDictionary<string, Money> OwedAtLeast { get; init; } = new Dictionary<string, Money>();

    /// <summary>Gets how many receivables of the payer must be past due and unpaid; 0 for any number.</summary>
    public int UnpaidAtLeast { get; init; }

    /// <summary>Gets the payer's behaviours; empty for any.</summary>
    public IReadOnlySet<PaymentBehaviour> Behaviours { get; init; } = new HashSet<PaymentBehaviour>();

    /// <summary>Gets the LMS's categories of courses; empty for any.</summary>
    public IReadOnlySet<string> CourseTypes { get; init; } = new HashSet<string>();

    /// <summary>Gets whether the payer must be a company (true) or a person (false); null for either.</summary>
    public bool? Company { get; init; }

    /// <summary>Gets a value indicating whether a promise about the debt must have been broken.</summary>
    public bool BrokenPromise { get; init; }

    /// <summary>Gets a value indicating whether it looks at the payer's other debts and past.</summary>
    public bool LooksAtPayer => UnpaidAtLeast > 0 || Behaviours.Count > 0;

    /// <summary>Whether it is for a debt.</summary>
    internal bool Holds(DebtFacts facts) => Failing(facts) is null;

    /// <summary>The first part that does not hold, as it is written in policy.json; null when all do.</summary>
    internal string? Failing(DebtFacts facts)
    {
        var payer = facts.Payer;
        return OwedAtLeast.TryGetValue(facts.Asked.Currency.Code, out var least) && facts.Asked < least
                ? $"owedAtLeast {least}"
            : payer.Unpaid < UnpaidAtLeast ? $"unpaidAtLeast {UnpaidAtLeast.ToString(CultureInfo.InvariantCulture)}"
            : Behaviours.Count > 0 && !Behaviours.Contains(payer.Behaviour)
                ? $"behaviours {string.Join(", ", Behaviours.Order())}"
            : CourseTypes.Count > 0 && !CourseTypes.Contains(facts.CourseType)
                ? $"courseTypes {string.Join(", ", CourseTypes.Order(StringComparer.Ordinal))}"
            : Company is { } company && company != payer.IsCompany ? $"payer {(company ? "company" : "person")}"
            : BrokenPromise && !facts.BrokenPromise ? "brokenPromise"
            : null;
    }
}

/// <summary>How a payer has paid so far. Shown with its reasons; it may choose words and days, and never suspends by itself.</summary>
public enum PaymentBehaviour
{
    /// <summary>Nothing was settled yet.</summary>
    New,

    /// <summary>Never late.</summary>
    OnTime,

    /// <summary>Late once in a while: at most twice, and less than half of the time.</summary>
    Isolated,

    /// <summary>Late again and again.</summary>
    Recurrent,
}
