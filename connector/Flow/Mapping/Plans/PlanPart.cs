using System.Globalization;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>One part of a plan: a percentage of the price, an amount, or the rest, and its day.</summary>
internal sealed class PlanPart
{
    private readonly Target? title;

    public PlanPart(ConfigNode node, ValueReader reader)
    {
        Percent = Number(node, "percent");
        Amount = Number(node, "amount");
        IsRest = node.Flag("rest") ?? false;
        title = Target.CompileChild(node, "title", reader);
        Day = new PartDay(node.ChildOrEmpty("due"), reader);
        if (Percent is <= 0 or > 100)
        {
            node.Fault("percent", "A part's percentage is above 0 and at most 100.", "Correct it.");
        }

        if (Amount is <= 0)
        {
            node.Fault("amount", "A part's amount is above zero.", "Correct it.");
        }
    }

    public decimal? Percent { get; }

    /// <summary>In major units of the price's currency.</summary>
    public decimal? Amount { get; }

    public bool IsRest { get; }

    public PartDay Day { get; }

    public string? Title(ValueContext context, DataFaults faults) => title?.Read(context, faults);

    /// <summary>A number of the file; null when there is none.</summary>
    public static decimal? Number(ConfigNode node, string key) =>
        decimal.TryParse(node.Scalar(key), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Checks that parts can sum to the whole, whatever the price.</summary>
    public static void Check(ConfigNode node, IReadOnlyList<PlanPart> parts)
    {
        var percents = parts.Sum(x => x.Percent ?? 0);
        var rests = parts.Count(x => x.IsRest);
        if (rests > 1)
        {
            node.Fault("parts", "More than one part is the rest.", "Leave \"rest\": true at one of them.");
        }

        if (rests == 0 && parts.Any(x => x.Amount is not null) && parts.Any(x => x.Percent is not null))
        {
            node.Fault(
                "parts",
                "Amounts and percentages together do not sum to every price.",
                "Let one part be the rest: \"rest\": true."
            );
        }
        else if (rests == 0 && parts.All(x => x.Percent is not null) && percents != 100)
        {
            node.Fault(
                "parts",
                $"The percentages sum to {percents.ToString(CultureInfo.InvariantCulture)}, not to 100.",
                "Correct them, or let one part be the rest: \"rest\": true."
            );
        }
        else if (rests == 1 && percents >= 100)
        {
            node.Fault(
                "parts",
                $"The percentages sum to {percents.ToString(CultureInfo.InvariantCulture)}: nothing is left for the rest.",
                "Lower them, or remove the rest."
            );
        }
    }

    /// <summary>Divides a price over parts. What rounding leaves goes to the rest, or to the last part.</summary>
    /// <returns>An amount for each part, zero for what a small price does not reach; null when fixed amounts do not fit the price, or have more decimals than its currency.</returns>
    public static IReadOnlyList<Money>? Divide(Money price, IReadOnlyList<PlanPart> parts)
    {
        var amounts = parts.Select(x => Own(x, price)).ToArray();
        var home = Array.FindIndex([.. parts], x => x.IsRest);
        var byAmount = home < 0 && parts.All(x => x.Amount is not null);
        var rest = price - amounts.Aggregate((a, b) => a + b);
        var exact = parts.All(x =>
            x.Amount is not { } amount || decimal.Round(amount, price.Currency.Exponent) == amount
        );
        if (!exact || rest.MinorUnits < 0 || (byAmount && !rest.IsZero))
        {
            return null;
        }

        amounts[home < 0 ? ^1 : home] += rest;
        return amounts;
    }

    // A percentage is rounded down, so that the home of the remainder never goes below zero.
    private static Money Own(PlanPart part, Money price) =>
        part.Percent is { } percent ? price with { MinorUnits = (long)decimal.Floor(price.MinorUnits * percent / 100m) }
        : part.Amount is { } amount ? Money.Rounded(amount, price.Currency)
        : Money.Zero(price.Currency);
}
