using System.Globalization;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>
/// Amounts and dates as people of a language and country write them. Own tables, so that a message reads the same on a
/// server whose culture data are missing or of another version.
/// </summary>
internal sealed class LocalText
{
    // Spanish-speaking countries that write 1,250.50.
    private static readonly HashSet<string> PointCountries = new(StringComparer.Ordinal)
    {
        "MX",
        "GT",
        "HN",
        "NI",
        "PA",
        "PE",
        "PR",
        "SV",
        "DO",
        "US",
    };

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["BRL"] = "R$",
    };

    private static readonly Dictionary<string, string[]> Months = new(StringComparer.Ordinal)
    {
        ["es"] = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".Split(' '),
        ["en"] = "January February March April May June July August September October November December".Split(' '),
        ["pt"] = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".Split(' '),
    };

    private readonly string language;
    private readonly char decimalSign;
    private readonly char groupSign;

    private LocalText(string language, string country)
    {
        this.language = language;
        var point = language == "en" || (language == "es" && PointCountries.Contains(country));
        decimalSign = point ? '.' : ',';
        groupSign = point ? ',' : '.';
    }

    /// <param name="language">Language code; a region after it is ignored. Unknown languages get ISO forms.</param>
    /// <param name="country">ISO 3166-1 alpha-2, which decides between comma and point in Spanish.</param>
    public static LocalText Of(string language, string country) => new(BaseOf(language), country);

    /// <summary>The language without its region: <c>es</c> for <c>es_AR</c> and <c>es-MX</c>.</summary>
    public static string BaseOf(string language)
    {
        var end = language.AsSpan().IndexOfAny('_', '-');
        return (end < 0 ? language : language[..end]).ToLowerInvariant();
    }

    public string Money(Money money)
    {
        if (!Months.ContainsKey(language))
        {
            return money.ToString();
        }

        var digits = Math.Abs(money.Amount).ToString("F" + money.Currency.Exponent, CultureInfo.InvariantCulture);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? digits : digits[..point];
        var text = new StringBuilder(money.MinorUnits < 0 ? "-" : "");
        var sign = Signs.GetValueOrDefault(money.Currency.Code);
        var signFirst = sign is not null && (language == "en" || sign == "R$");

        text.Append(signFirst ? sign : "").Append(signFirst && language != "en" ? " " : "");

        for (var i = 0; i < whole.Length; i++)
        {
            text.Append(i > 0 && (whole.Length - i) % 3 == 0 ? groupSign.ToString() : "").Append(whole[i]);
        }

        text.Append(point < 0 ? "" : decimalSign + digits[(point + 1)..]);
        return signFirst ? text.ToString() : text.Append(' ').Append(sign ?? money.Currency.Code).ToString();
    }

    public string LongDate(DateOnly day) =>
        Months.TryGetValue(language, out var names)
            ? string.Format(
                CultureInfo.InvariantCulture,
                language == "en" ? "{0} {1} {2}" : "{0} de {1} de {2}",
                day.Day,
                names[day.Month - 1],
                day.Year
            )
            : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string ShortDate(DateOnly day) =>
        day.ToString(Months.ContainsKey(language) ? "dd'/'MM'/'yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
