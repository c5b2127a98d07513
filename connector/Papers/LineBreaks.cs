namespace Collections.Connector.Papers;

/// <summary>Breaks text into lines that fit a width.</summary>
internal static class LineBreaks
{
    /// <summary>Breaks between words, and inside a word only where it is wider than a line.</summary>
    /// <param name="text">Clean text; a line feed in it breaks too.</param>
    /// <param name="face">The weight that it is written in.</param>
    /// <param name="size">The letters' size, in the unit of <paramref name="width"/>.</param>
    /// <param name="width">How wide a line may be.</param>
    /// <returns>At least one line.</returns>
    public static IReadOnlyList<string> Break(string text, FontFace face, double size, double width)
    {
        var lines = new List<string>();
        foreach (var given in text.Split('\n'))
        {
            var line = "";
            foreach (var word in given.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (face.WidthOf(longer, size) <= width)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                line = CutWord(word, face, size, width, lines);
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Breaks into a few lines at most; what is left out shows as an ellipsis.</summary>
    public static IReadOnlyList<string> Break(string text, FontFace face, double size, double width, int most)
    {
        var lines = Break(text, face, size, width);
        if (lines.Count <= most)
        {
            return lines;
        }

        var last = lines[most - 1];
        while (last.Length > 0 && face.WidthOf(last + "…", size) > width)
        {
            last = last[..^(last.Length > 1 && char.IsLowSurrogate(last[^1]) ? 2 : 1)];
        }

        return [.. lines.Take(most - 1), last.TrimEnd() + "…"];
    }

    private static string CutWord(string word, FontFace face, double size, double width, List<string> lines)
    {
        var part = "";
        foreach (var rune in word.EnumerateRunes())
        {
            var longer = part + rune;
            if (part.Length > 0 && face.WidthOf(longer, size) > width)
            {
                lines.Add(part);
                longer = rune.ToString();
            }

            part = longer;
        }

        return part;
    }
}
