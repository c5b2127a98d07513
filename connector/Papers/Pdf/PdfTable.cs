namespace Collections.Connector.Papers.Pdf;

/// <summary>Draws a table over as many pages as it needs: its heads on each of them, its cells in as many lines as they need.</summary>
internal sealed class PdfTable
{
    private const double Size = 9;
    private const double LineHeight = Size * PdfSheet.Leading;
    private const double Padding = 4;
    private const double CaptionHeight = 20;
    private const double HeadShare = 0.4;
    private const double LongShare = 0.4;
    private const string Rule = "#8c8c8c";
    private const string HeadGround = "#ececec";

    private readonly PdfSheet sheet;
    private readonly TableBlock table;
    private readonly double[] widths;
    private readonly List<IReadOnlyList<string>> heads;
    private readonly double headHeight;

    private PdfTable(PdfSheet sheet, TableBlock table)
    {
        this.sheet = sheet;
        this.table = table;
        widths = Widths(table);
        heads = Cells(table.Headers, FontFace.Bold);
        headHeight = HeightOf(heads);
    }

    /// <summary>Draws it.</summary>
    public static void Draw(PdfSheet sheet, TableBlock table) => new PdfTable(sheet, table).Draw();

    /// <summary>How much of a page it needs to begin there: its caption, its heads and its first row, but never more than half.</summary>
    public static double BeginningOf(PdfSheet sheet, TableBlock table) => new PdfTable(sheet, table).Beginning;

    private double Beginning
    {
        get
        {
            var first = table.Rows.Count > 0 ? HeightOf(Cells(table.Rows[0], FontFace.Regular)) : 0;
            var above = table.Caption.Length > 0 ? CaptionHeight : 0;
            return Math.Min(above + headHeight + first, (PdfSheet.Bottom - PdfSheet.Top) / 2);
        }
    }

    private void Draw()
    {
        var structure = sheet.Document.Structure;
        var caption = PlainText.Line(table.Caption);
        sheet.Room(Beginning);
        structure.Open("Table");
        if (caption.Length > 0)
        {
            structure.Open("Caption");
            sheet.Flow(caption, FontFace.Bold, Size + 0.5);
            structure.Close();
            sheet.Y += 3;
        }

        DrawHeads(areRead: true);
        foreach (var row in table.Rows)
        {
            DrawRow(row);
        }

        structure.Close();
    }

    // The heads are part of the table once; their repetitions are ornament.
    private void DrawHeads(bool areRead)
    {
        var structure = sheet.Document.Structure;
        sheet.Document.Rectangle(PdfSheet.Left, sheet.Y, PdfSheet.Right - PdfSheet.Left, headHeight, HeadGround);
        if (areRead)
        {
            structure.Open("TR");
        }

        for (var i = 0; i < heads.Count; i++)
        {
            if (areRead)
            {
                structure.Open("TH", scope: "Column");
            }

            DrawCell(heads[i], i, FontFace.Bold, areRead);
            if (areRead)
            {
                structure.Close();
            }
        }

        if (areRead)
        {
            structure.Close();
        }

        sheet.Y += headHeight;
        DrawRule();
    }

    private void DrawRow(IReadOnlyList<string> row)
    {
        var structure = sheet.Document.Structure;
        var cells = Cells(row, FontFace.Regular);
        var rowHeads = table.FirstColumnHeads ? 1 : 0;
        var page = PdfSheet.Bottom - PdfSheet.Top - (RepeatsHeads ? headHeight : 0);
        if (sheet.Y + HeightOf(cells) > PdfSheet.Bottom && HeightOf(cells) <= page)
        {
            NextPage();
        }

        structure.Open("TR");
        while (true)
        {
            // A row that is higher than a page goes on on the next one, and is read out as two.
            var fits = (int)((PdfSheet.Bottom - sheet.Y - (2 * Padding)) / LineHeight);
            if (fits < 1)
            {
                NextPage();
                continue;
            }

            List<IReadOnlyList<string>> part = [.. cells.Select(lines => (IReadOnlyList<string>)[.. lines.Take(fits)])];
            for (var i = 0; i < part.Count; i++)
            {
                structure.Open(i < rowHeads ? "TH" : "TD", scope: i < rowHeads ? "Row" : null);
                DrawCell(part[i], i, FontFace.Regular, isRead: true);
                structure.Close();
            }

            sheet.Y += HeightOf(part);
            cells = [.. cells.Select(lines => (IReadOnlyList<string>)[.. lines.Skip(fits)])];
            if (cells.All(lines => lines.Count == 0))
            {
                break;
            }

            structure.Close();
            NextPage();
            structure.Open("TR");
        }

        structure.Close();
        DrawRule();
    }

    // Heads that fill much of a page would leave none for the rows.
    private bool RepeatsHeads => headHeight < (PdfSheet.Bottom - PdfSheet.Top) * HeadShare;

    private void NextPage()
    {
        sheet.NewPage();
        if (RepeatsHeads)
        {
            DrawHeads(areRead: false);
        }
    }

    private void DrawCell(IReadOnlyList<string> lines, int column, FontFace face, bool isRead)
    {
        var left = PdfSheet.Left + widths.Take(column).Sum() + Padding;
        var right = left + widths[column] - (2 * Padding);
        for (var i = 0; i < lines.Count; i++)
        {
            var x = table.RightAligned.Contains(column) ? right - face.WidthOf(lines[i], Size) : left;
            var y = sheet.Y + Padding + (i * LineHeight) + (Size * 1.02);
            sheet.Document.Text(x, y, lines[i], face, Size, isOrnament: !isRead);
        }
    }

    private void DrawRule() => sheet.Document.Line([(PdfSheet.Left, sheet.Y), (PdfSheet.Right, sheet.Y)], 0.5, Rule);

    private List<IReadOnlyList<string>> Cells(IReadOnlyList<string> row, FontFace face) =>
        [
            .. row.Select(
                (cell, i) => LineBreaks.Break(PlainText.Clean(cell), face, Size, widths[i] - (2 * Padding) + 0.01)
            ),
        ];

    private static double HeightOf(IReadOnlyList<IReadOnlyList<string>> cells) =>
        (cells.Max(lines => lines.Count) * LineHeight) + (2 * Padding);

    // Every column gets its longest word, an amount its whole line, and then what its longest line needs, as far as there is room.
    // What is left over goes to the columns of long texts.
    private static double[] Widths(TableBlock table)
    {
        var whole = PdfSheet.Right - PdfSheet.Left;
        var least = new double[table.Headers.Count];
        var best = new double[table.Headers.Count];
        for (var i = 0; i < least.Length; i++)
        {
            foreach (var (cell, face) in Column(i))
            {
                var lines = PlainText.Clean(cell).Split('\n');
                var parts =
                    table.RightAligned.Contains(i) && face == FontFace.Regular
                        ? lines
                        : lines.SelectMany(l => l.Split(' '));
                best[i] = Math.Max(best[i], lines.Max(l => face.WidthOf(l, Size)) + (2 * Padding));
                least[i] = Math.Max(least[i], parts.Max(w => face.WidthOf(w, Size)) + (2 * Padding));
            }
        }

        var longest = whole * LongShare;
        var isLong = best.Select(w => w > longest).ToList();
        best = [.. best.Select((w, i) => Math.Max(least[i], Math.Min(w, longest)))];
        var (allLeast, allBest) = (least.Sum(), best.Sum());
        if (allLeast >= whole)
        {
            return [.. least.Select(w => w * whole / allLeast)];
        }

        if (allBest > whole)
        {
            return [.. least.Select((w, i) => w + ((best[i] - w) * (whole - allLeast) / (allBest - allLeast)))];
        }

        var share = isLong.Contains(true) ? (whole - allBest) / isLong.Count(l => l) : 0;
        return share > 0
            ? [.. best.Select((w, i) => isLong[i] ? w + share : w)]
            : [.. best.Select(w => w * whole / allBest)];

        IEnumerable<(string Cell, FontFace Face)> Column(int i) =>
            table.Rows.Select(row => (row[i], FontFace.Regular)).Prepend((table.Headers[i], FontFace.Bold));
    }
}
