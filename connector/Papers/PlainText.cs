using System.Text;

namespace Collections.Connector.Papers;

/// <summary>Text from outside, made fit for every form of a paper.</summary>
internal static class PlainText
{
    /// <summary>
    /// Composes letters with their accents, makes every line end a line feed and every other control character a space, and
    /// replaces halves of a character: none of them may stand in XML, and a font has no sign for them.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            clean.Append(
                rune.Value != '\n' && (Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF) ? " " : rune.ToString()
            );
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The same in one line.</summary>
    public static string Line(string text) => Clean(text).Replace('\n', ' ').Trim();

    /// <summary>Clean text as it may stand in an element or an attribute of HTML and XML.</summary>
    public static string Escape(string text) =>
        Clean(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);
}
