using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Values as invariant text: a point before decimals, ISO dates, <c>true</c> and <c>false</c>.</summary>
internal static class ValueText
{
    /// <summary>The text, trimmed; null when nothing is there.</summary>
    public static string? Of(object? value)
    {
        var text = value switch
        {
            null => null,
            string known => known,
            bool flag => flag ? "true" : "false",
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            Money money => money.ToPlainString(),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IReadOnlyList<string> items => string.Join(",", items),
            JValue { Value: null } => null,
            JValue token => Of(
                token.Value is long or double
                    ? Convert.ToDecimal(token.Value, CultureInfo.InvariantCulture)
                    : token.Value
            ),
            JArray array => string.Join(",", array.Select(Of)),
            _ => null, // A whole object has no text.
        };

        text = text?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>
    /// Whether a value equals what a mapping wrote. Numbers compare as numbers, and true or false also match the
    /// 1 and 0 that an LMS stores for a checkbox.
    /// </summary>
    public static bool AreEqual(string? value, string expected)
    {
        if (value is null)
        {
            return expected.Length == 0;
        }

        return string.Equals(value, expected, StringComparison.Ordinal)
            || (expected == "true" && value == "1")
            || (expected == "false" && value == "0")
            || (Number(value) is { } left && Number(expected) is { } right && left == right);
    }

    /// <summary>A number in invariant form without grouping or exponent; null when it is none.</summary>
    public static decimal? Number(string? text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
