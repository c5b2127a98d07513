using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What the policy is instead for a segment of debts, or for the payers and receivables that a person assigned it to.</summary>
/// <param name="Name">Its stable name, such as <c>scholarship</c>.</param>
/// <param name="When">The segment; null when only a person assigns it.</param>
/// <param name="MinimumOwed">Minimums that take the place of the policy's, by currency code.</param>
/// <param name="Rungs">What becomes of rungs, by name; a rung that is not named stays as it is.</param>
public sealed record PolicyVariant(
    string Name,
    Applicability? When,
    IReadOnlyDictionary<string, Money> MinimumOwed,
    IReadOnlyDictionary<string, RungChange> Rungs
)
{
    /// <summary>The rules with this variant over them.</summary>
    internal EscalationRules Over(EscalationRules rules) =>
        rules with
        {
            Rungs =
            [
                .. rules
                    .Rungs.Select(x => Rungs.TryGetValue(x.Name, out var change) ? change.Over(x) : x)
                    .OfType<Rung>(),
            ],
            MinimumOwed =
                MinimumOwed.Count == 0
                    ? rules.MinimumOwed
                    : rules
                        .MinimumOwed.Where(x => !MinimumOwed.ContainsKey(x.Key))
                        .Concat(MinimumOwed)
                        .ToDictionary(x => x.Key, x => x.Value),
        };
}

/// <summary>What becomes of a rung in a variant. What is null stays as it is.</summary>
/// <param name="Left">Whether the rung is left out.</param>
/// <param name="DaysLate">Days past due.</param>
/// <param name="NoticeDays">Days after the rung before.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Template">Template.</param>
/// <param name="Approval">Whether a person approves it.</param>
public sealed record RungChange(
    bool Left,
    int? DaysLate,
    int? NoticeDays,
    IReadOnlyList<string>? Channels,
    string? Template,
    bool? Approval
)
{
    /// <summary>The rung as it becomes; null when it is left out.</summary>
    internal Rung? Over(Rung rung) =>
        Left
            ? null
            : rung with
            {
                DaysLate = DaysLate ?? rung.DaysLate,
                NoticeDays = NoticeDays ?? rung.NoticeDays,
                Channels = Channels ?? rung.Channels,
                Approved = Channels is null
                    ? rung.Approved
                    : rung.Approved.Where(x => Channels.Contains(x.Key)).ToDictionary(x => x.Key, x => x.Value),
                Template = Template ?? rung.Template,
                Approval = Approval ?? rung.Approval,
            };
}

/// <summary>Which rules are for a debt: the school's, then the first segment's that it falls into, then those assigned to its payer, then to itself.</summary>
internal static class PolicyInheritance
{
    /// <summary>The rules for a debt, without the rungs that are not for it.</summary>
    public static EscalationRules For(EscalationRules rules, DebtFacts facts)
    {
        var varied = Variants(rules, facts).Aggregate(rules, (all, variant) => variant.Over(all));
        for (var i = 0; i < varied.Rungs.Count; i++)
        {
            if (!IsFor(varied.Rungs[i], facts))
            {
                return varied with { Rungs = [.. varied.Rungs.Where(x => IsFor(x, facts))] };
            }
        }

        return varied;
    }

    /// <summary>The variants in force for a debt, the most general first.</summary>
    public static IEnumerable<PolicyVariant> Variants(EscalationRules rules, DebtFacts facts)
    {
        if (rules.Variants.Count == 0)
        {
            return Array.Empty<PolicyVariant>();
        }

        var segment = rules.Variants.FirstOrDefault(x => x.When?.Holds(facts) == true);
        var assigned = facts.Assigned.Select(name => rules.Variants.FirstOrDefault(x => x.Name == name));
        return assigned.Prepend(segment).OfType<PolicyVariant>().Distinct();
    }

    // A rung that was sent stays one, even when the debt has become smaller since: notice days count from it.
    private static bool IsFor(Rung rung, DebtFacts facts) =>
        rung.When is not { } when || facts.SentOn.ContainsKey(rung.Name) || when.Holds(facts);
}
