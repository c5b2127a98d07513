using System.Globalization;

namespace Collections.Connector.Papers;

/// <summary>The few words that a paper or letter has of its own. Own tables, so that a server's culture data do not matter.</summary>
internal static class PaperWords
{
    private static readonly Dictionary<string, string[]> Months = new(StringComparer.Ordinal)
    {
        ["es"] = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".Split(' '),
        ["en"] = "January February March April May June July August September October November December".Split(' '),
        ["pt"] = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".Split(' '),
    };

    /// <summary>A date as the messages write it; the ISO form in a language that is not known.</summary>
    public static string LongDate(string language, DateOnly day) =>
        Months.TryGetValue(BaseOf(language), out var names)
            ? string.Format(
                CultureInfo.InvariantCulture,
                BaseOf(language) == "en" ? "{0} {1} {2}" : "{0} de {1} de {2}",
                day.Day,
                names[day.Month - 1],
                day.Year
            )
            : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Where a page stands among all.</summary>
    public static string PageOf(string language, int page, int pages) =>
        BaseOf(language) switch
        {
            "es" => $"Página {page} de {pages}",
            "pt" => $"Página {page} de {pages}",
            "en" => $"Page {page} of {pages}",
            _ => $"{page} / {pages}",
        };

    /// <summary>What opens the figures behind a chart.</summary>
    public static string Figures(string language) =>
        BaseOf(language) switch
        {
            "es" => "Las cifras del gráfico",
            "pt" => "Os números do gráfico",
            _ => "The chart's figures",
        };

    private static string BaseOf(string language)
    {
        var end = language.AsSpan().IndexOfAny('_', '-');
        return (end < 0 ? language : language[..end]).ToLowerInvariant();
    }
}
