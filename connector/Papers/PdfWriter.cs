using Collections.Connector.Papers.Pdf;

namespace Collections.Connector.Papers;

/// <summary>Writes a paper as PDF: A4, numbered pages, the font inside, tagged so that it can be read out.</summary>
public static class PdfWriter
{
    private const double TextSize = 10.5;
    private const double SmallSize = 8.5;
    private const double Indent = 16;
    private const string NoteGround = "#eef3f8";
    private const string NoteBar = "#12355b";

    private static readonly double[] HeadingSizes = [15, 12.5, 11];

    /// <summary>Writes it. The same paper gives the same bytes.</summary>
    public static byte[] Write(Paper paper)
    {
        // How many pages there are is known only afterwards, and stands on each of them.
        var pages = Draw(paper, 0).Pages;
        return Draw(paper, pages).ToBytes();
    }

    private static PdfDocument Draw(Paper paper, int pages)
    {
        var title = PlainText.Line(paper.Title);
        var document = new PdfDocument(title, paper.Language, paper.Date);
        var sheet = new PdfSheet(document, s => DrawFoot(s.Document, title, paper.Language, pages));
        sheet.NewPage();
        Element(sheet, "H1", () => sheet.Flow(title, FontFace.Bold, 20));
        Element(
            sheet,
            "P",
            () => sheet.Flow(PaperWords.LongDate(paper.Language, paper.Date), FontFace.Regular, SmallSize)
        );
        sheet.Gap(10);
        for (var i = 0; i < paper.Blocks.Count; i++)
        {
            DrawBlock(sheet, paper.Blocks[i], i + 1 < paper.Blocks.Count ? paper.Blocks[i + 1] : null);
        }

        return document;
    }

    private static void DrawBlock(PdfSheet sheet, Block block, Block? next)
    {
        switch (block)
        {
            case HeadingBlock heading:
                var size = HeadingSizes[heading.Level - 1];
                sheet.Gap(size * 0.9);
                // It never stands alone at the foot of a page.
                sheet.Room((size * PdfSheet.Leading) + 3 + BeginningOf(sheet, next));
                Element(
                    sheet,
                    $"H{heading.Level + 1}",
                    () => sheet.Flow(PlainText.Line(heading.Text), FontFace.Bold, size)
                );
                sheet.Gap(3);
                break;
            case ParagraphBlock paragraph:
                Element(sheet, "P", () => sheet.Flow(PlainText.Clean(paragraph.Text), FontFace.Regular, TextSize));
                sheet.Gap(7);
                break;
            case BulletsBlock bullets:
                Element(sheet, "L", () => DrawBullets(sheet, bullets));
                sheet.Gap(5);
                break;
            case TableBlock table:
                PdfTable.Draw(sheet, table);
                sheet.Gap(12);
                break;
            case NoteBlock note:
                Element(sheet, "P", () => DrawNote(sheet, note));
                sheet.Gap(10);
                break;
            case ChartBlock chart:
                PdfChart.Draw(sheet, chart.Drawing);
                sheet.Gap(10);
                break;
            default:
                throw new InvalidOperationException($"PDF has no form for {block.GetType().Name}.");
        }
    }

    private static double BeginningOf(PdfSheet sheet, Block? next) =>
        next switch
        {
            null => 0,
            TableBlock table => PdfTable.BeginningOf(sheet, table),
            ChartBlock chart => PdfChart.HeightOf(chart.Drawing),
            _ => 4 * TextSize * PdfSheet.Leading,
        };

    private static void DrawBullets(PdfSheet sheet, BulletsBlock bullets)
    {
        foreach (var item in bullets.Items)
        {
            sheet.Room(TextSize * PdfSheet.Leading);
            Element(
                sheet,
                "LI",
                () =>
                {
                    Element(
                        sheet,
                        "Lbl",
                        () =>
                            sheet.Document.Text(
                                PdfSheet.Left + 4,
                                sheet.Y + (TextSize * 1.05),
                                "•",
                                FontFace.Regular,
                                TextSize
                            )
                    );
                    Element(
                        sheet,
                        "LBody",
                        () => sheet.Flow(PlainText.Clean(item), FontFace.Regular, TextSize, Indent)
                    );
                }
            );
            sheet.Gap(2);
        }
    }

    private static void DrawNote(PdfSheet sheet, NoteBlock note)
    {
        const double Edge = 5;
        sheet.Room((2 * TextSize * PdfSheet.Leading) + (2 * Edge));
        Ground(sheet.Y, Edge);
        sheet.Y += Edge;
        sheet.Flow(PlainText.Clean(note.Text), FontFace.Regular, TextSize, Indent, Ground);
        Ground(sheet.Y, Edge);
        sheet.Y += Edge;

        void Ground(double y, double height)
        {
            sheet.Document.Rectangle(PdfSheet.Left, y, PdfSheet.Right - PdfSheet.Left, height + 0.2, NoteGround);
            sheet.Document.Rectangle(PdfSheet.Left, y, 3, height + 0.2, NoteBar);
        }
    }

    private static void DrawFoot(PdfDocument document, string title, string language, int pages)
    {
        var y = PdfDocument.Height - 40;
        var number = PaperWords.PageOf(language, document.Pages, pages);
        var numberAt = PdfSheet.Right - FontFace.Regular.WidthOf(number, SmallSize);
        var room = numberAt - PdfSheet.Left - 20;
        var shown = LineBreaks.Break(title, FontFace.Regular, SmallSize, room, 1)[0];
        document.Text(PdfSheet.Left, y, shown, FontFace.Regular, SmallSize, isOrnament: true);
        document.Text(numberAt, y, number, FontFace.Regular, SmallSize, isOrnament: true);
    }

    private static void Element(PdfSheet sheet, string tag, Action draw)
    {
        sheet.Document.Structure.Open(tag);
        draw();
        sheet.Document.Structure.Close();
    }
}
