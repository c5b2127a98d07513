using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Billing;

/// <summary>The price: where it stands, how it is written, in which currency, with or without tax. Never guessed.</summary>
internal sealed class PriceRule
{
    /// <summary>The rule's name when a price of zero means that nothing is owed.</summary>
    public const string Free = "free";

    // Far above any tuition in any currency, far below what overflows in minor units.
    private const decimal HighestAmount = 1_000_000_000_000m;

    // Only for reading the digits while the currency itself is at fault.
    private static readonly Currency AnyCurrency = Currency.Of("EUR");

    private readonly ValueSource amount;
    private readonly ValueSource currency;
    private readonly NumberForm form;
    private readonly bool freeWhenZero;
    private readonly bool rounds;

    public PriceRule(ConfigNode file, ValueReader reader)
    {
        var node = file.ChildOrEmpty("price");
        amount = ValueSource.Compile(node.ChildOrEmpty("amount"), reader);
        currency = ValueSource.Compile(file.ChildOrEmpty("currency"), reader);
        form = NumberForm.Compile(node);
        freeWhenZero = node.Flag("freeWhenZero") ?? false;
        rounds = node.Text("rounding") == "halfUp";
        Basis = node.Text("basis") == "gross" ? AmountBasis.Gross : AmountBasis.Net;
        CheckConstants(file, node);
    }

    public AmountBasis Basis { get; }

    /// <summary>The price, above zero; null when it is free or when a fault was added.</summary>
    public Money? Read(ValueContext context, DataFaults faults, out bool free)
    {
        free = false;
        var where = amount.Where(context, "price");
        var known = ReadCurrency(context, faults);

        if (amount.Read(context, faults) is not { } text)
        {
            faults.Add(
                "price.missing",
                where,
                "There is no price.",
                "Fill it in, or exclude it by a rule of the mapping."
            );
            return null;
        }

        if (form.Parse(text, known ?? AnyCurrency) is not { } number)
        {
            faults.Add(
                "price.not-a-number",
                where,
                "The price is not a number in the form that the mapping expects.",
                "Write digits and a point only, such as 1234.50, or declare the separators in price.format of receivables.json."
            );
            return null;
        }

        free = number == 0 && freeWhenZero && !faults.Any;
        return known is { } certain && !free ? Checked(number, certain, where, faults) : null;
    }

    private Money? Checked(decimal number, Currency known, string where, DataFaults faults)
    {
        if (number <= 0)
        {
            faults.Add(
                number == 0 ? "price.zero" : "price.negative",
                where,
                number == 0 ? "The price is zero." : "The price is below zero.",
                "Correct it, or set price.freeWhenZero in receivables.json if zero means free."
            );
            return null;
        }

        if (number > HighestAmount)
        {
            faults.Add("price.too-large", where, "The price is too large to be one.", "Correct it.");
            return null;
        }

        if (!rounds && decimal.Round(number, known.Exponent) != number)
        {
            faults.Add(
                "price.too-many-decimals",
                where,
                $"The price has more decimals than {known} has.",
                "Correct it, or set price.rounding to halfUp in receivables.json."
            );
            return null;
        }

        var money = Money.Rounded(number, known);

        if (!money.IsPositive)
        {
            faults.Add("price.zero", where, $"The price is less than the smallest amount of {known}.", "Correct it.");
        }

        return money;
    }

    private Currency? ReadCurrency(ValueContext context, DataFaults faults)
    {
        var text = currency.Read(context, faults);

        if (Currency.TryOf(text, out var known))
        {
            return known;
        }

        if (text is not null || !faults.Any)
        {
            faults.Add(
                "currency.unknown",
                currency.Where(context, "currency"),
                text is null ? "There is no currency." : "The currency is not one of ISO 4217.",
                "Use a code of three letters such as EUR, or translate the field by a table of the mapping."
            );
        }

        return null;
    }

    private void CheckConstants(ConfigNode file, ConfigNode node)
    {
        if (currency.Constant is { } code && !Currency.TryOf(code, out _))
        {
            file.Child("currency")!
                .Fault("value", $"'{code}' is not a currency of ISO 4217.", "Use three letters such as EUR.");
        }

        if (amount.Constant is { } constant && form.Parse(constant, AnyCurrency) is null or <= 0)
        {
            node.Child("amount")!
                .Fault("value", $"The price '{constant}' is not a number above zero.", "Write it as 1234.50.");
        }
    }
}
