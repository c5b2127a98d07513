using Collections.Connector.Host.Terminal;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Figures;

/// <summary>Shows on a terminal what stands in a paper.</summary>
internal static class ReportPage
{
    /// <summary>Shows headings, lines, lists and tables; a chart is left to the files.</summary>
    public static void Show(IPage page, Paper paper, IReadOnlyList<string> files)
    {
        page.Heading(paper.Title);
        foreach (var block in paper.Blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    page.Line(heading.Text);
                    break;
                case ParagraphBlock paragraph:
                    page.Line(paragraph.Text);
                    break;
                case NoteBlock note:
                    page.Line(note.Text);
                    break;
                case TableBlock table:
                    page.Table(
                        table.Headers,
                        [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. row.Select(x => (Cell)x)])]
                    );
                    break;
            }
        }

        foreach (var file in files)
        {
            page.Line($"Written: {file}");
        }
    }
}
