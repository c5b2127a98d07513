using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Journal;

/// <summary>Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.</summary>
internal static class CsvText
{
    // What a spreadsheet takes for the beginning of a formula; and the apostrophe itself, so that it can be taken off again for certain.
    private const string Dangerous = "=+-@\t\r'";

    /// <summary>One line with its end. A value that a spreadsheet would run, or that begins with an apostrophe, gets an apostrophe in front.</summary>
    public static string Line(IEnumerable<string?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    /// <summary>
    /// One line with its end: texts as <see cref="Line"/> writes them; amounts, numbers and days as themselves, so that a negative
    /// amount stays a number. None of them can be a formula.
    /// </summary>
    public static string Row(params IEnumerable<object?> values) =>
        string.Join(
            ',',
            values.Select(x =>
                x switch
                {
                    Money amount => amount.ToPlainString(),
                    DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    int or long or decimal => Convert.ToString(x, CultureInfo.InvariantCulture),
                    bool yes => yes ? "true" : "false",
                    _ => Field(x?.ToString()),
                }
            )
        ) + "\r\n";

    private static string Field(string? value)
    {
        var text =
            value is { Length: > 0 } && Dangerous.Contains(value[0], StringComparison.Ordinal) ? $"'{value}" : value;
        return text is null ? ""
            : text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
