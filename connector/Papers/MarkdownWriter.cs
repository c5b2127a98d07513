using System.Text;
using System.Text.RegularExpressions;

namespace Collections.Connector.Papers;

/// <summary>Writes a paper as Markdown (CommonMark, with GitHub's tables). A chart stands there as its figures.</summary>
public static partial class MarkdownWriter
{
    /// <summary>Writes it, with line feeds. The same paper gives the same text.</summary>
    public static string Write(Paper paper)
    {
        var parts = new List<string>
        {
            "# " + Escape(PlainText.Line(paper.Title)),
            PaperWords.LongDate(paper.Language, paper.Date),
        };
        parts.AddRange(paper.Blocks.Select(Of).Where(part => part.Length > 0));
        return string.Join("\n\n", parts) + "\n";
    }

    private static string Of(Block block) =>
        block switch
        {
            HeadingBlock heading => $"{new string('#', heading.Level + 1)} {Escape(PlainText.Line(heading.Text))}",
            ParagraphBlock paragraph => Lines(paragraph.Text, ""),
            BulletsBlock bullets => string.Join('\n', bullets.Items.Select(item => "- " + Lines(item, "  "))),
            TableBlock table => Table(table),
            NoteBlock note => "> " + Lines(note.Text, "> "),
            ChartBlock chart => Chart(chart),
            _ => throw new InvalidOperationException($"Markdown has no form for {block.GetType().Name}."),
        };

    private static string Chart(ChartBlock chart) =>
        (chart.Drawing.Description.Length == 0 ? "" : Lines(chart.Drawing.Description, "") + "\n\n")
        + Table(chart.Figures);

    private static string Table(TableBlock table)
    {
        var text = new StringBuilder();
        var caption = PlainText.Line(table.Caption);
        if (caption.Length > 0)
        {
            text.Append("**").Append(Escape(caption)).Append("**\n\n");
        }

        text.Append(Row(table.Headers)).Append('\n');
        text.Append('|');
        for (var i = 0; i < table.Headers.Count; i++)
        {
            text.Append(table.RightAligned.Contains(i) ? " ---: |" : " --- |");
        }

        foreach (var row in table.Rows)
        {
            text.Append('\n').Append(Row(row));
        }

        return text.ToString();
    }

    private static string Row(IReadOnlyList<string> cells) =>
        "| " + string.Join(" | ", cells.Select(c => string.Join("<br>", Escaped(c)))) + " |";

    // A backslash at the end of a line breaks it.
    private static string Lines(string text, string indent) => string.Join("\\\n" + indent, Escaped(text));

    // A line without text would end a paragraph or a point of a list: it is left out.
    private static IEnumerable<string> Escaped(string text) =>
        PlainText.Clean(text).Split('\n').Select(line => Escape(line.Trim())).Where(line => line.Length > 0);

    private static string Escape(string line) => Leading().Replace(Inside().Replace(line, "\\$0"), "$0\\");

    // An underscore between letters, as in school_key, marks nothing.
    [GeneratedRegex(@"[\\`*\[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])")]
    private static partial Regex Inside();

    // What at the beginning of a line would make it a heading, a point of a list, or an underline.
    [GeneratedRegex(@"^(?:[0-9]{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[+\-](?:\s|$)|[=\-]+$))")]
    private static partial Regex Leading();
}
