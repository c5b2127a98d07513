using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Billing;

/// <summary>A named reason for which an enrolment is not billed.</summary>
internal sealed class BillableRule
{
    private readonly Condition condition;
    private readonly bool excludesWhen;

    private BillableRule(string name, Condition condition, bool excludesWhen)
    {
        Name = name;
        this.condition = condition;
        this.excludesWhen = excludesWhen;
    }

    public string Name { get; }

    public bool Excludes(ValueContext context) => condition.Holds(context) == excludesWhen;

    public static IReadOnlyList<BillableRule> CompileAll(ConfigNode file, ValueReader reader)
    {
        var rules = new List<BillableRule>();

        foreach (var node in file.Children("billable"))
        {
            var name = node.Text("name") ?? "";
            var when = Condition.CompileChild(node, "excludeWhen", reader);
            var unless = Condition.CompileChild(node, "excludeUnless", reader);

            if (rules.Any(rule => rule.Name == name))
            {
                node.Fault(
                    "name",
                    $"Two rules have the name '{name}'.",
                    "Rename one: the name is the reason people read."
                );
            }

            if ((when ?? unless) is { } condition)
            {
                rules.Add(new BillableRule(name, condition, excludesWhen: when is not null));
            }
        }

        return rules;
    }
}
