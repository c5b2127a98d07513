using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>A matriculation fee: a part of its own before the tuition, with its own day, text and tax; no discount touches it.</summary>
internal sealed class FeeRule
{
    private readonly Condition? when;
    private readonly ValueSource amount;
    private readonly Target title;
    private readonly Target? taxCode;
    private readonly PartDay day;

    private FeeRule(ConfigNode node, ValueReader reader)
    {
        when = Condition.CompileChild(node, "when", reader);
        amount = ValueSource.Compile(node.ChildOrEmpty("amount"), reader);
        title = Target.Compile("title", node.ChildOrEmpty("title"), reader);
        taxCode = Target.CompileChild(node, "taxCode", reader);
        day = new PartDay(node.ChildOrEmpty("due"), reader);
        if (amount.Constant is { } constant && ValueText.Number(constant) is null or <= 0)
        {
            node.Fault("amount", $"The fee '{amount.Constant}' is not a number above zero.", "Write it as 50.00.");
        }
    }

    public static FeeRule? Compile(ConfigNode file, ValueReader reader) =>
        file.Child("matriculationFee") is { } node ? new FeeRule(node, reader) : null;

    /// <summary>The fee as the first part; null when there is none for this enrolment, or a fault was added.</summary>
    public InstalmentTerms? Read(
        ValueContext context,
        DateOnly beganOn,
        Currency currency,
        int atLeastDays,
        DataFaults faults
    )
    {
        if (!(when?.Holds(context) ?? true) || amount.Read(context, faults) is not { } text)
        {
            return null;
        }

        if (
            ValueText.Number(text) is not { } number
            || number < 0
            || decimal.Round(number, currency.Exponent) != number
        )
        {
            faults.Add(
                "fee.not-an-amount",
                amount.Where(context, "matriculationFee"),
                $"The matriculation fee is no amount in {currency}.",
                "Write digits and a point only, with no more decimals than the currency has."
            );
            return null;
        }

        if (day.Read(context, beganOn, faults) is not { } due || number == 0)
        {
            return null;
        }

        var earliest = beganOn.AddDays(atLeastDays);
        return new InstalmentTerms(
            1,
            Money.Exactly(number, currency),
            beganOn,
            due < earliest ? earliest : due,
            beganOn
        )
        {
            Title = title.Read(context, faults),
            TaxCode = taxCode?.Read(context, faults),
        };
    }
}
