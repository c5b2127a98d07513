using System.Globalization;
using System.Text;

namespace Collections.Connector.Papers.Charts;

/// <summary>Writes a drawing as SVG 1.1.</summary>
internal static class SvgWriter
{
    // Liberation Sans and Arial have the widths that the drawing was measured with.
    private const string Fonts = "Liberation Sans, Arial, Helvetica, sans-serif";

    /// <summary>Writes it.</summary>
    public static string Write(Drawing drawing, string id)
    {
        var (width, height) = (N(drawing.Width), N(drawing.Height));
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" "
                + $"viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"{Fonts}\">\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<title id=\"{id}-title\">{PlainText.Escape(drawing.Title)}</title>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<desc id=\"{id}-desc\">{PlainText.Escape(drawing.Description)}</desc>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect width=\"{width}\" height=\"{height}\" fill=\"{Ink.Paper}\"/>\n"
        );
        foreach (var shape in drawing.Shapes)
        {
            svg.Append(Of(shape)).Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Of(Shape shape) =>
        shape switch
        {
            LineShape line => $"<polyline points=\"{Points(line.Places)}\" fill=\"none\" stroke=\"{line.Color}\" "
                + $"stroke-width=\"{N(line.Thickness)}\"{Dashes(line.Dashes)}/>",
            AreaShape area =>
                $"<polygon points=\"{Points(area.Places)}\" fill=\"{area.Fill}\" stroke=\"{area.Edge}\"/>",
            TextShape text => $"<text x=\"{N(text.At.X)}\" y=\"{N(text.At.Y)}\" font-size=\"{N(text.Size)}\" "
                + $"text-anchor=\"{text.Anchor.ToString().ToLowerInvariant()}\"{(text.IsBold ? " font-weight=\"bold\"" : "")} "
                + $"fill=\"{Ink.Text}\">{PlainText.Escape(text.Text)}</text>",
            _ => throw new InvalidOperationException($"SVG has no form for {shape.GetType().Name}."),
        };

    private static string Dashes(IReadOnlyList<double> dashes) =>
        dashes.Count == 0 ? "" : $" stroke-dasharray=\"{string.Join(' ', dashes.Select(N))}\"";

    private static string Points(IReadOnlyList<Place> places) =>
        string.Join(' ', places.Select(p => $"{N(p.X)},{N(p.Y)}"));

    private static string N(double number) =>
        (Math.Round(number, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}
