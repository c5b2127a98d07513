namespace Collections.Connector.Papers.Charts;

/// <summary>What stands above every chart: its title, and what its series are called.</summary>
internal static class ChartHead
{
    /// <summary>The width of every chart: that of a page's text.</summary>
    public const double Width = 720;

    /// <summary>The edge that nothing is drawn on.</summary>
    public const double Margin = 12;

    /// <summary>The letters' size.</summary>
    public const double Size = 12;

    private const double TitleSize = 15;
    private const double SampleWidth = 28;

    /// <summary>Draws it.</summary>
    /// <param name="data">What the chart shows.</param>
    /// <param name="shapes">Where to.</param>
    /// <param name="sample">How a series shows in the legend, from a place with this width.</param>
    /// <returns>Where the chart itself may begin.</returns>
    public static double Draw(ChartData data, List<Shape> shapes, Func<Ink, Place, double, IEnumerable<Shape>> sample)
    {
        var y = Margin;
        foreach (var line in LineBreaks.Break(data.Title, FontFace.Bold, TitleSize, Width - (2 * Margin), 3))
        {
            y += TitleSize * 1.25;
            shapes.Add(new TextShape(new(Margin, y), line, TitleSize, TextAnchor.Start) { IsBold = true });
        }

        y += 8;
        return data.Series.Count == 1 ? y + 4 : DrawLegend(data, shapes, sample, y);
    }

    /// <summary>How wide a text of a chart is.</summary>
    public static double WidthOf(string text) => FontFace.Regular.WidthOf(text, Size);

    private static double DrawLegend(
        ChartData data,
        List<Shape> shapes,
        Func<Ink, Place, double, IEnumerable<Shape>> sample,
        double y
    )
    {
        var x = Margin;
        y += Size + 4;
        for (var i = 0; i < data.Series.Count; i++)
        {
            var most = Width - (2 * Margin) - SampleWidth - 8;
            var name = LineBreaks.Break(data.Series[i].Name, FontFace.Regular, Size, most, 1)[0];
            var needed = SampleWidth + 8 + WidthOf(name);
            if (x > Margin && x + needed > Width - Margin)
            {
                x = Margin;
                y += Size * 1.6;
            }

            shapes.AddRange(sample(Ink.Of(i), new Place(x, y - (Size * 0.35)), SampleWidth));
            shapes.Add(new TextShape(new(x + SampleWidth + 8, y), name, Size, TextAnchor.Start));
            x += needed + 24;
        }

        return y + 14;
    }
}
