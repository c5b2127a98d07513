using System.Globalization;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>So many equal parts, a fixed number of months apart: instalments, or the modules of a course.</summary>
internal sealed class InstalmentRule
{
    private readonly int? count;
    private readonly RecordPath? countField;
    private readonly int everyMonths;
    private readonly PartDay first;
    private readonly Target? title;

    public InstalmentRule(ConfigNode node, ValueReader reader)
    {
        count = node.Integer("count");
        countField = reader.Path(node, "countField");
        everyMonths = node.Integer("everyMonths") ?? 1;
        first = new PartDay(node.ChildOrEmpty("first"), reader);
        title = Target.CompileChild(node, "title", reader);
    }

    public IReadOnlyList<(DateOnly Day, Money Amount, string? Title)> Read(
        ValueContext context,
        DateOnly beganOn,
        Money price,
        DataFaults faults
    )
    {
        if (Count(context, faults) is not { } parts)
        {
            return [];
        }

        var amounts = MoneySplit.Equally(price, parts);
        if (amounts[0].IsZero)
        {
            PlanRule.TooSmall(context, price, faults);
            return [];
        }

        var read = new List<(DateOnly, Money, string?)>(parts);
        for (var i = 0; i < parts; i++)
        {
            if (first.Read(context, beganOn, faults, i * everyMonths) is not { } day)
            {
                return [];
            }

            read.Add((day, amounts[i], title?.Read(context, faults)));
        }

        return read;
    }

    private int? Count(ValueContext context, DataFaults faults)
    {
        if (countField is null)
        {
            return count;
        }

        var known = int.TryParse(
            countField.ReadText(context),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var told
        );
        if (known && told is >= 1 and <= PlanRule.PartsMax)
        {
            return told;
        }

        faults.Add(
            "plan.count-not-a-number",
            countField.Where(context),
            $"The number of parts is no whole number from 1 to {PlanRule.PartsMax}.",
            "Correct it."
        );
        return null;
    }
}
