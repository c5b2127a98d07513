using System.Globalization;
using System.Text;

namespace Collections.Connector.Papers;

/// <summary>Writes a paper as one HTML file that needs nothing from elsewhere, runs no script, and prints well.</summary>
public static class HtmlWriter
{
    private const string Style = """
        :root { color: #1a1a1a; background: #ffffff; font: 1rem/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; }
        body { margin: 0; }
        main { max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: break-word; }
        h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 0.4em; }
        h1 { margin-top: 0; }
        p { margin: 0 0 0.8em; }
        .date { color: #595959; }
        .note { border-left: 0.25rem solid #12355b; background: #eef3f8; padding: 0.6rem 0.9rem; margin: 0 0 1em; }
        .wide { overflow-x: auto; margin: 0 0 1.2em; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; font-weight: bold; padding-bottom: 0.3em; }
        th, td { text-align: left; vertical-align: top; padding: 0.35em 0.6em; border-bottom: 1px solid #8c8c8c; }
        thead th { background: #ececec; }
        tbody th { font-weight: normal; }
        .right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        figure { margin: 0 0 1.2em; }
        figure svg { display: block; width: 100%; min-width: 36rem; height: auto; }
        @media print {
          main { max-width: none; padding: 0; }
          h2, h3, h4 { break-after: avoid; }
          tr, figure, .note { break-inside: avoid; }
          thead { display: table-header-group; }
          .wide { overflow: visible; }
          details { display: none; }
        }
        @page { size: A4; margin: 20mm; }
        """;

    /// <summary>Writes it, with line feeds. The same paper gives the same text.</summary>
    public static string Write(Paper paper)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n");
        var title = PlainText.Escape(PlainText.Line(paper.Title));
        var day = paper.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<html lang=\"{PlainText.Escape(paper.Language)}\">\n<head>\n<meta charset=\"utf-8\">\n"
        );
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" ");
        html.Append(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"<title>{title}</title>\n<style>\n{Style.ReplaceLineEndings("\n")}\n</style>\n</head>\n<body>\n<main>\n"
        );
        html.Append(CultureInfo.InvariantCulture, $"<h1>{title}</h1>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"date\"><time datetime=\"{day}\">{PaperWords.LongDate(paper.Language, paper.Date)}</time></p>\n"
        );
        for (var i = 0; i < paper.Blocks.Count; i++)
        {
            html.Append(Of(paper.Blocks[i], $"part-{i + 1}", paper.Language)).Append('\n');
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Of(Block block, string id, string language) =>
        block switch
        {
            HeadingBlock heading => $"<h{heading.Level + 1} id=\"{id}\">"
                + $"{PlainText.Escape(PlainText.Line(heading.Text))}</h{heading.Level + 1}>",
            ParagraphBlock paragraph => $"<p>{Lines(paragraph.Text)}</p>",
            BulletsBlock bullets => $"<ul>\n{string.Concat(bullets.Items.Select(i => $"<li>{Lines(i)}</li>\n"))}</ul>",
            TableBlock table => Table(table, id),
            NoteBlock note => $"<p class=\"note\">{Lines(note.Text)}</p>",
            ChartBlock chart => Chart(chart, id, language),
            _ => throw new InvalidOperationException($"HTML has no form for {block.GetType().Name}."),
        };

    private static string Chart(ChartBlock chart, string id, string language) =>
        $"<figure>\n{Wide(chart.Drawing.Title)}{chart.Drawing.ToSvg(id)}</div>\n"
        + $"<details>\n<summary>{PaperWords.Figures(language)}</summary>\n{Table(chart.Figures, $"{id}-figures", PaperWords.Figures(language))}\n</details>\n</figure>";

    // What is wider than the screen moves under the finger or the arrow keys, and says by its name what it is.
    private static string Wide(string name) =>
        $"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{PlainText.Escape(name)}\">\n";

    private static string Table(TableBlock table, string id, string about = "")
    {
        var caption = PlainText.Line(table.Caption);
        var name = caption.Length > 0 ? caption : string.Join(", ", table.Headers.Select(PlainText.Line));
        var html = new StringBuilder($"{Wide(about.Length > 0 ? $"{about}: {name}" : name)}<table id=\"{id}\">\n");
        if (caption.Length > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<caption>{PlainText.Escape(caption)}</caption>\n");
        }

        html.Append("<thead>\n<tr>");
        for (var i = 0; i < table.Headers.Count; i++)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<th scope=\"col\"{Side(table, i)}>{Lines(table.Headers[i])}</th>"
            );
        }

        html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            var cells = row.Select(
                (cell, i) =>
                    i == 0 && table.FirstColumnHeads
                        ? $"<th scope=\"row\"{Side(table, i)}>{Lines(cell)}</th>"
                        : $"<td{Side(table, i)}>{Lines(cell)}</td>"
            );
            html.Append("<tr>").AppendJoin("", cells).Append("</tr>\n");
        }

        return html.Append("</tbody>\n</table>\n</div>").ToString();
    }

    private static string Side(TableBlock table, int column) =>
        table.RightAligned.Contains(column) ? " class=\"right\"" : "";

    private static string Lines(string text) => PlainText.Escape(text).Replace("\n", "<br>", StringComparison.Ordinal);
}
