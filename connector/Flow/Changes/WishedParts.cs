using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Changes;

/// <summary>Reads the parts that a person types. Pure.</summary>
internal static class WishedParts
{
    private const string Rest = "rest";
    private const decimal AmountLimit = 1_000_000_000m;

    /// <summary>Reads them.</summary>
    /// <param name="text">Such as <c>2026-12-05=100.00,2027-01-05=rest</c>.</param>
    /// <param name="currency">Currency of the amounts.</param>
    /// <returns>The parts in their order; or the fault, with how to write it.</returns>
    public static (IReadOnlyList<WishedPart> Parts, string? Fault) Read(string text, Currency currency)
    {
        var parts = new List<WishedPart>();
        foreach (var one in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var pair = one.Split('=', StringSplitOptions.TrimEntries);
            if (
                pair.Length != 2
                || !DateOnly.TryParseExact(
                    pair[0],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
                || !TryAmount(pair[1], currency, out var amount)
            )
            {
                return (
                    [],
                    $"'{one}' is no part: write a day, = and an amount of {currency.Code} or `rest`, such as 2026-12-05=100.00."
                );
            }

            parts.Add(new WishedPart(day, amount));
        }

        return (parts, null);
    }

    private static bool TryAmount(string text, Currency currency, out Money? amount)
    {
        amount = null;
        if (text == Rest)
        {
            return true;
        }

        if (
            !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || decimal.Round(number, currency.Exponent) != number
            || number >= AmountLimit
        )
        {
            return false;
        }

        amount = Money.Exactly(number, currency);
        return true;
    }
}
