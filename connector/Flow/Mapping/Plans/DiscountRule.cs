using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>What is taken off the price, and why: scholarships, siblings, groups, campaigns.</summary>
internal sealed class DiscountRule
{
    private readonly Condition? when;
    private readonly decimal? percent;
    private readonly ValueSource? percentSource;
    private readonly ValueSource? amount;
    private readonly bool ofRest;

    private DiscountRule(ConfigNode node, ValueReader reader)
    {
        Name = node.Text("name") ?? "";
        when = Condition.CompileChild(node, "when", reader);
        percent = PlanPart.Number(node, "percent");
        percentSource = node.Child("percent") is { } source ? ValueSource.Compile(source, reader) : null;
        amount = node.Child("amount") is { } fixedAmount ? ValueSource.Compile(fixedAmount, reader) : null;
        ofRest = node.Text("of") == "rest";
        if (percent is <= 0 or > 100)
        {
            node.Fault("percent", "A discount is above 0 and at most 100 percent.", "Correct it.");
        }
    }

    public string Name { get; }

    public static IReadOnlyList<DiscountRule> CompileAll(ConfigNode file, ValueReader reader)
    {
        var rules = new List<DiscountRule>();
        foreach (var node in file.Children("discounts"))
        {
            var rule = new DiscountRule(node, reader);
            if (rules.Exists(x => x.Name == rule.Name))
            {
                node.Fault(
                    "name",
                    $"Two discounts have the name '{rule.Name}'.",
                    "Rename one: the name is its reason."
                );
            }

            rules.Add(rule);
        }

        return rules;
    }

    /// <summary>What it takes off; null when it does not hold, takes nothing, or a fault was added.</summary>
    /// <param name="context">The enrolment.</param>
    /// <param name="price">The whole price.</param>
    /// <param name="rest">What other discounts left of it: never more is taken.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public DiscountTerms? Read(ValueContext context, Money price, Money rest, DataFaults faults)
    {
        if (!(when?.Holds(context) ?? true) || Off(context, price, rest, faults) is not { IsPositive: true } off)
        {
            return null;
        }

        return new DiscountTerms(Name, off > rest ? rest : off);
    }

    private Money? Off(ValueContext context, Money price, Money rest, DataFaults faults)
    {
        if (amount is not null)
        {
            return Number(amount, context, faults) is { } less ? Money.Rounded(less, price.Currency) : null;
        }

        var share = percent ?? Number(percentSource!, context, faults);
        if (share is < 0 or > 100)
        {
            faults.Add(
                "discount.not-a-percentage",
                percentSource!.Where(context, Name),
                $"The discount {Name} is not between 0 and 100 percent.",
                "Correct it."
            );
            return null;
        }

        return share is { } known ? MoneySplit.Percent(ofRest ? rest : price, known) : null;
    }

    // An empty field is no discount.
    private decimal? Number(ValueSource source, ValueContext context, DataFaults faults)
    {
        if (source.Read(context, faults) is not { } text)
        {
            return null;
        }

        if (ValueText.Number(text) is { } number and >= 0)
        {
            return number;
        }

        faults.Add(
            "discount.not-a-number",
            source.Where(context, Name),
            $"The discount {Name} is no number of zero or above.",
            "Write digits and a point only, such as 12.5."
        );
        return null;
    }
}
