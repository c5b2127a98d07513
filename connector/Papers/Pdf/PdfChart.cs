using Collections.Connector.Papers.Charts;

namespace Collections.Connector.Papers.Pdf;

/// <summary>Draws a chart as lines and areas, as wide as the text.</summary>
internal static class PdfChart
{
    private const double LargestShare = 0.85;

    /// <summary>How high it is on a page.</summary>
    public static double HeightOf(Drawing drawing) => drawing.Height * ScaleOf(drawing);

    /// <summary>Draws it; on the next page if it does not fit, and smaller if it fits on none.</summary>
    public static void Draw(PdfSheet sheet, Drawing drawing)
    {
        var scale = ScaleOf(drawing);
        sheet.Room(HeightOf(drawing));
        var document = sheet.Document;
        document.Structure.Open("Figure", $"{drawing.Title}. {drawing.Description}");
        document.DrawsFigure = true;
        foreach (var shape in drawing.Shapes)
        {
            switch (shape)
            {
                case LineShape line:
                    var dashes = line.Dashes.Select(d => d * scale).ToList();
                    document.Line(At(line.Places), line.Thickness * scale, line.Color, dashes);
                    break;
                case AreaShape area:
                    document.Area(At(area.Places), area.Fill);
                    document.Line([.. At(area.Places), At(area.Places)[0]], scale, area.Edge);
                    break;
                case TextShape text:
                    DrawText(text);
                    break;
            }
        }

        document.DrawsFigure = false;
        document.Structure.Close();
        sheet.Y += HeightOf(drawing);

        List<(double X, double Y)> At(IReadOnlyList<Place> places) =>
            [.. places.Select(p => (PdfSheet.Left + (p.X * scale), sheet.Y + (p.Y * scale)))];

        void DrawText(TextShape text)
        {
            var face = text.IsBold ? FontFace.Bold : FontFace.Regular;
            var size = text.Size * scale;
            var (x, y) = At([text.At])[0];
            var share = text.Anchor switch
            {
                TextAnchor.Middle => 0.5,
                TextAnchor.End => 1,
                _ => 0,
            };
            document.Text(x - (share * face.WidthOf(text.Text, size)), y, text.Text, face, size);
        }
    }

    // A page keeps room for a heading above the picture.
    private static double ScaleOf(Drawing drawing) =>
        Math.Min(
            (PdfSheet.Right - PdfSheet.Left) / drawing.Width,
            (PdfSheet.Bottom - PdfSheet.Top) * LargestShare / drawing.Height
        );
}
