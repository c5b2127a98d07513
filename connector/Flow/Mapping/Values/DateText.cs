using System.Globalization;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Days as an LMS writes them: ISO dates, or unix seconds.</summary>
internal static class DateText
{
    // Ten digits are the years 2001 to 2286; fewer would also match a plain number or a year.
    private const int UnixDigits = 10;

    /// <param name="text">What the field holds.</param>
    /// <param name="zone">The zone in which unix seconds become a day.</param>
    /// <returns>The day; null when the text is none.</returns>
    public static DateOnly? Parse(string? text, TimeZoneInfo zone)
    {
        if (text is { Length: UnixDigits } && text.All(char.IsAsciiDigit))
        {
            var instant = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));
            return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
        }

        return DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;
    }
}
