namespace Collections.Connector.Papers.Charts;

/// <summary>Values side by side, such as what is owed by age: a group of horizontal bars per label, each with its value written.</summary>
public static class BarChart
{
    private const double Thickness = 16;
    private const double BetweenBars = 3;
    private const double BetweenGroups = 14;
    private const double LineHeight = 14;
    private const double ValueGap = 6;
    private const int MostLabelLines = 3;
    private const double LabelShare = 0.35;

    /// <summary>Draws it.</summary>
    /// <param name="data">What it shows; a series is the bar at its place in every group.</param>
    public static ChartBlock Draw(ChartData data)
    {
        var shapes = new List<Shape>();
        var y = ChartHead.Draw(data, shapes, (ink, at, width) => ink.Bar(at.X, at.Y - 6, width, 12));
        var labels = data
            .Labels.Select(label =>
                LineBreaks.Break(label, FontFace.Regular, ChartHead.Size, ChartHead.Width * LabelShare, MostLabelLines)
            )
            .ToList();
        var scale = ValueScale.Between(data.Series.SelectMany(s => s.Values));
        var (left, right) = Plot(data, scale, labels);
        var zero = left + (scale.ShareOf(0) * (right - left));
        var begin = y;
        for (var i = 0; i < labels.Count; i++)
        {
            var bars = (data.Series.Count * (Thickness + BetweenBars)) - BetweenBars;
            var group = Math.Max(bars, labels[i].Count * LineHeight);
            DrawLabel(labels[i], y + ((group - (labels[i].Count * LineHeight)) / 2));
            var at = y + ((group - bars) / 2);
            for (var s = 0; s < data.Series.Count; s++, at += Thickness + BetweenBars)
            {
                DrawBar(data.Series[s].Values[i], Ink.Of(s), at);
            }

            y += group + BetweenGroups;
        }

        shapes.Add(new LineShape([new(zero, begin - 4), new(zero, y - BetweenGroups + 4)], Ink.Axis, 1));
        var height = y - BetweenGroups + 4 + ChartHead.Margin;
        return new(new(data.Title, data.Description, ChartHead.Width, height, shapes), data.ToTable());

        void DrawLabel(IReadOnlyList<string> lines, double top)
        {
            var x = ChartHead.Margin + labels.Max(Widest);
            for (var i = 0; i < lines.Count; i++)
            {
                var place = new Place(x, top + (i * LineHeight) + 11);
                shapes.Add(new TextShape(place, lines[i], ChartHead.Size, TextAnchor.End));
            }
        }

        void DrawBar(decimal? value, Ink ink, double at)
        {
            if (value is not { } known)
            {
                return;
            }

            var end = left + (scale.ShareOf(known) * (right - left));
            if (known != 0)
            {
                shapes.AddRange(ink.Bar(Math.Min(zero, end), at, Math.Abs(end - zero), Thickness));
            }

            var side = known < 0 ? -ValueGap : ValueGap;
            var anchor = known < 0 ? TextAnchor.End : TextAnchor.Start;
            shapes.Add(new TextShape(new(end + side, at + 12.5), data.WriteValue(known), ChartHead.Size, anchor));
        }
    }

    // Between the labels and the edge, with room for the values at the bars' ends.
    private static (double Left, double Right) Plot(
        ChartData data,
        ValueScale scale,
        List<IReadOnlyList<string>> labels
    )
    {
        var values = data.Series.SelectMany(s => s.Values).OfType<decimal>().ToList();
        var left = ChartHead.Margin + labels.Max(Widest) + 10;
        var right = ChartHead.Width - ChartHead.Margin - RoomFor(values.Where(v => v >= 0));
        return scale.ShareOf(0) > 0 ? (left + RoomFor(values.Where(v => v < 0)), right) : (left, right);

        double RoomFor(IEnumerable<decimal> these) =>
            these.Select(v => ChartHead.WidthOf(data.WriteValue(v)) + ValueGap).DefaultIfEmpty(0).Max();
    }

    private static double Widest(IReadOnlyList<string> lines) => lines.Max(ChartHead.WidthOf);
}
