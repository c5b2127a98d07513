namespace Collections.Connector.Papers.Charts;

/// <summary>Values over time, such as what was owed week by week.</summary>
public static class LineChart
{
    private const double PlotHeight = 260;
    private const double MarkRadius = 3.5;
    private const int MostMarks = 30;
    private const double LabelGap = 14;

    /// <summary>Draws it.</summary>
    /// <param name="data">What it shows; the labels are the points in time, in order and evenly apart.</param>
    /// <param name="inSteps">Whether a value holds until the next one, as a balance does, instead of moving towards it.</param>
    public static ChartBlock Draw(ChartData data, bool inSteps = false)
    {
        var shapes = new List<Shape>();
        var top = ChartHead.Draw(data, shapes, (ink, at, width) => Sample(ink, at, width)) + 4;
        var scale = ValueScale.For(data.Series.SelectMany(s => s.Values), 5);
        var ticks = scale.Ticks.Select(data.WriteValue).ToList();
        var left = ChartHead.Margin + ticks.Max(ChartHead.WidthOf) + 8;
        var right = ChartHead.Width - ChartHead.Margin - MarkRadius;
        var bottom = top + PlotHeight;
        for (var i = 0; i < ticks.Count; i++)
        {
            var y = HeightOf(scale.Ticks[i]);
            var color = scale.Ticks[i] == 0 ? Ink.Axis : Ink.Grid;
            shapes.Add(new LineShape([new(left, y), new(right, y)], color, 1));
            shapes.Add(
                new TextShape(new(left - 8, y + (ChartHead.Size * 0.35)), ticks[i], ChartHead.Size, TextAnchor.End)
            );
        }

        DrawLabels(data.Labels, shapes, left, right, bottom);
        for (var i = 0; i < data.Series.Count; i++)
        {
            DrawSeries(data.Series[i].Values, Ink.Of(i));
        }

        var height = bottom + ChartHead.Size + 10 + ChartHead.Margin;
        return new(new(data.Title, data.Description, ChartHead.Width, height, shapes), data.ToTable());

        double HeightOf(decimal value) => bottom - (scale.ShareOf(value) * PlotHeight);

        void DrawSeries(IReadOnlyList<decimal?> values, Ink ink)
        {
            var run = new List<Place>();
            var marks = new List<Place>();
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i] is not { } value)
                {
                    EndRun();
                    continue;
                }

                var at = new Place(Along(i, values.Count, left, right), HeightOf(value));
                if (inSteps && run.Count > 0)
                {
                    run.Add(new(at.X, run[^1].Y));
                }

                run.Add(at);
                marks.Add(at);
            }

            EndRun();
            var every = ((values.Count - 1) / MostMarks) + 1;
            shapes.AddRange(
                marks.Where((_, i) => i % every == 0 || i == marks.Count - 1).Select(m => ink.Mark(m, MarkRadius))
            );

            void EndRun()
            {
                if (run.Count > 1)
                {
                    shapes.Add(new LineShape([.. run], ink.LineColor, 2) { Dashes = ink.Dashes });
                }

                run.Clear();
            }
        }
    }

    private static IEnumerable<Shape> Sample(Ink ink, Place at, double width)
    {
        yield return new LineShape([at, new(at.X + width, at.Y)], ink.LineColor, 2) { Dashes = ink.Dashes };
        yield return ink.Mark(new(at.X + (width / 2), at.Y), MarkRadius);
    }

    // As many labels as stand side by side, evenly apart; those at the edges are pushed inside.
    private static void DrawLabels(
        IReadOnlyList<string> labels,
        List<Shape> shapes,
        double left,
        double right,
        double bottom
    )
    {
        var most = (right - left) / 2;
        var shown = labels.Select(l => LineBreaks.Break(l, FontFace.Regular, ChartHead.Size, most, 1)[0]).ToList();
        var widest = shown.Max(ChartHead.WidthOf);
        var apart = labels.Count > 1 ? (right - left) / (labels.Count - 1) : right - left;
        var every = (int)Math.Ceiling((widest + LabelGap) * 1.25 / apart);
        var freeFrom = 0.0;
        for (var i = 0; i < labels.Count; i += Math.Max(1, every))
        {
            var half = ChartHead.WidthOf(shown[i]) / 2;
            var x = Along(i, labels.Count, left, right);
            shapes.Add(new LineShape([new(x, bottom), new(x, bottom + 4)], Ink.Axis, 1));
            var middle = Math.Clamp(x, half + ChartHead.Margin, ChartHead.Width - half - ChartHead.Margin);
            if (middle - half < freeFrom)
            {
                continue;
            }

            var place = new Place(middle, bottom + ChartHead.Size + 6);
            shapes.Add(new TextShape(place, shown[i], ChartHead.Size, TextAnchor.Middle));
            freeFrom = middle + half + (LabelGap / 2);
        }
    }

    private static double Along(int index, int count, double left, double right)
    {
        var (first, last) = (left + MarkRadius, right - MarkRadius);
        return count == 1 ? (first + last) / 2 : first + ((last - first) * index / (count - 1));
    }
}
