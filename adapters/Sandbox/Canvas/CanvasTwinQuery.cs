using System.Globalization;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>A query or a form, with keys that may come several times, as Rails reads them.</summary>
internal sealed class CanvasTwinQuery
{
    private readonly List<(string Name, string Value)> pairs;

    private CanvasTwinQuery(List<(string Name, string Value)> pairs) => this.pairs = pairs;

    /// <summary>Gets the pairs in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Pairs => pairs;

    /// <summary>Gets the last value of a name; null when there is none.</summary>
    public string? this[string name] => pairs.FindLast(pair => pair.Name == name).Value;

    /// <summary>Gets every value of a name, written <c>name[]</c>.</summary>
    public IReadOnlyList<string> All(string name) =>
        pairs.Where(pair => pair.Name == $"{name}[]").Select(pair => pair.Value).ToList();

    /// <summary>Reads text of the form <c>a=b&amp;c=d</c>.</summary>
    public static CanvasTwinQuery Parse(string text) =>
        new(
            text.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split('=', 2))
                .Select(part => (Plain(part[0]), part.Length > 1 ? Plain(part[1]) : ""))
                .ToList()
        );

    /// <summary>How many rows a page has: 10 unless asked, never more than 100.</summary>
    public int PerPage() =>
        int.TryParse(this["per_page"], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            ? Math.Clamp(rows, 1, 100)
            : 10;

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
