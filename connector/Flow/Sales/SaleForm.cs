using System.Globalization;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>How amounts and days are written. Nothing is guessed: 1.234 and 1,234 differ by a factor of a thousand, 3/4 by a month.</summary>
internal sealed class SaleForm
{
    /// <summary>The orders in which a day may be written.</summary>
    public static readonly IReadOnlyList<string> DayOrders = ["y-m-d", "d/m/y", "m/d/y"];

    private static readonly char[] DayMarks = ['/', '-', '.'];

    private readonly NumberForm numbers;
    private readonly string dayOrder;

    /// <summary>Initializes a new instance of the <see cref="SaleForm"/> class.</summary>
    /// <param name="decimalSign">Comma or point; null for digits and a point only, without groups of thousands.</param>
    /// <param name="dayOrder">One of <see cref="DayOrders"/>.</param>
    public SaleForm(char? decimalSign = null, string dayOrder = "y-m-d")
    {
        this.dayOrder = dayOrder;
        HasDecimalComma = decimalSign == ',';
        numbers = decimalSign switch
        {
            null => NumberForm.Plain,
            ',' => NumberForm.With(',', '.'),
            _ => NumberForm.With('.', ','),
        };
    }

    /// <summary>Gets a value indicating whether a comma stands before decimals.</summary>
    public bool HasDecimalComma { get; }

    /// <summary>Gets an example of a day.</summary>
    public string DayExample =>
        dayOrder switch
        {
            "d/m/y" => "31/12/2026",
            "m/d/y" => "12/31/2026",
            _ => "2026-12-31",
        };

    /// <summary>Gets an example of an amount.</summary>
    public string AmountExample => HasDecimalComma ? "1.234,50" : "1234.50";

    /// <summary>The amount; null when the text is none in this form.</summary>
    public decimal? Amount(string text, Currency currency) => numbers.Parse(text, currency);

    /// <summary>The day; null when the text is none in this form.</summary>
    public DateOnly? Day(string text)
    {
        var parts = text.Split(DayMarks);
        if (parts.Length != 3 || parts.Any(x => x.Length == 0 || !x.All(char.IsAsciiDigit)))
        {
            return null;
        }

        var (year, month, day) = dayOrder switch
        {
            "d/m/y" => (parts[2], parts[1], parts[0]),
            "m/d/y" => (parts[2], parts[0], parts[1]),
            _ => (parts[0], parts[1], parts[2]),
        };
        return DateOnly.TryParseExact(
            $"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}",
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var found
        )
            ? found
            : null;
    }
}
