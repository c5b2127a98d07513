using System.Globalization;
using System.Xml.Linq;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;

namespace Collections.Host.Tests.Papers;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> All =>
        ["weeks", "year", "one", "steps", "bars", "below zero", "long names", "nothing", "six"];

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_is_drawn_outside_of_the_picture(string which)
    {
        var drawing = Chart(which).Drawing;

        Assert.All(
            Boxes(drawing),
            box =>
            {
                Assert.InRange(box.Left, 0, drawing.Width);
                Assert.InRange(box.Right, 0, drawing.Width);
                Assert.InRange(box.Top, 0, drawing.Height);
                Assert.InRange(box.Bottom, 0, drawing.Height);
            }
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_text_lies_over_another(string which)
    {
        var texts = Boxes(Chart(which).Drawing).Where(b => b.Text.Length > 0).ToList();

        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = i + 1; j < texts.Count; j++)
            {
                var (a, b) = (texts[i], texts[j]);
                var overlap = a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
                Assert.False(overlap, $"'{a.Text}' lies over '{b.Text}'.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_XML_and_is_read_out_by_title_and_description(string which)
    {
        var svg = XElement.Parse(Chart(which).Drawing.ToSvg("c1"));

        Assert.Equal("img", (string?)svg.Attribute("role"));
        Assert.Equal("c1-title c1-desc", (string?)svg.Attribute("aria-labelledby"));
        Assert.Equal("c1-title", (string?)svg.Element(Svg + "title")!.Attribute("id"));
        Assert.Equal("c1-desc", (string?)svg.Element(Svg + "desc")!.Attribute("id"));
        Assert.NotEmpty(svg.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Values_stand_in_proportion_between_the_axis_and_the_highest_round_value()
    {
        var svg = Line(Sample.Weeks(3, Sample.Series("A", 0, 50, 100)));

        var points = Points(Lines(svg, thickness: "2").Single());
        var (bottom, top) = (points[0].Y, points[2].Y);
        Assert.Equal((bottom + top) / 2, points[1].Y, 1);
        Assert.Equal((points[0].X + points[2].X) / 2, points[1].X, 1);
        Assert.Equal(260, bottom - top, 1);
    }

    [Fact]
    public void A_value_that_is_missing_leaves_a_gap()
    {
        var svg = Line(Sample.Weeks(5, Sample.Series("A", 1, 2, null, 2, 1)));

        Assert.Equal([2, 2], Lines(svg, thickness: "2").Select(l => Points(l).Count));
    }

    [Fact]
    public void In_steps_a_value_holds_until_the_next()
    {
        var chart = LineChart.Draw(Sample.Weeks(2, Sample.Series("A", 10, 20)), inSteps: true);

        var points = Points(Lines(XElement.Parse(chart.Drawing.ToSvg()), thickness: "2").Single());

        Assert.Equal(3, points.Count);
        Assert.Equal(points[0].Y, points[1].Y);
        Assert.Equal(points[1].X, points[2].X);
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_and_go_left_below_zero()
    {
        var chart = BarChart.Draw(Sample.Weeks(3, Sample.Series("A", 100, 50, -50)));

        var bars = chart
            .Drawing.Shapes.OfType<AreaShape>()
            .Select(a => (a.Places[0].X, Width: a.Places[1].X - a.Places[0].X))
            .ToList();

        Assert.Equal(bars[0].Width, 2 * bars[1].Width, 3);
        Assert.Equal(bars[1].Width, bars[2].Width, 3);
        Assert.Equal(bars[0].X, bars[2].X + bars[2].Width, 3);
    }

    [Fact]
    public void Every_bar_says_its_value_as_the_document_writes_it()
    {
        var chart = BarChart.Draw(Sample.Weeks(2, Sample.Series("A", 1234.5m, null)));

        var texts = XElement.Parse(chart.Drawing.ToSvg()).Elements(Svg + "text").Select(t => t.Value);

        Assert.Equal(["Vencido por semana", "22/11/2026", "1234,50 €", "29/11/2026"], texts);
    }

    [Fact]
    public void Names_are_shown_and_never_taken_for_markup()
    {
        var svg = Line(Sample.Weeks(2, Sample.Series(Sample.Nasty, 1, 2), Sample.Series("B", 2, 1)));

        Assert.Contains(svg.Elements(Svg + "text"), t => t.Value == Sample.Nasty);
        Assert.Empty(svg.Descendants(Svg + "b"));
    }

    [Fact]
    public void The_figures_are_those_of_the_picture()
    {
        var figures = LineChart.Draw(Sample.Weeks(2, Sample.Series("A", 1, null), Sample.Series("B", 3, 4))).Figures;

        Assert.Equal(["Semana", "A", "B"], figures.Headers);
        Assert.Equal(
            [
                ["22/11/2026", "1,00 €", "3,00 €"],
                ["29/11/2026", "–", "4,00 €"],
            ],
            figures.Rows
        );
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Six_series_can_be_told_apart(int count, bool works)
    {
        var series = Enumerable.Range(1, count).Select(i => Sample.Series($"S{i}", i)).ToArray();

        var refused = Record.Exception(() => Sample.Weeks(1, series));

        Assert.Equal(works, refused is not ArgumentException);
    }

    [Fact]
    public void A_series_has_a_value_for_each_label()
    {
        Assert.Throws<ArgumentException>(() => Sample.Weeks(2, Sample.Series("A", 1)));
        Assert.Throws<ArgumentException>(() => Sample.Weeks(0, Sample.Series("A")));
    }

    private static ChartBlock Chart(string which)
    {
        var six = Enumerable
            .Range(1, 6)
            .Select(i => Sample.Series($"Serie número {i} con nombre", i, 1000000 * i, -i))
            .ToArray();
        decimal?[] year = [.. Enumerable.Range(0, 53).Select(i => (decimal?)(i * i * 1000))];
        const string LongName =
            "Una etiqueta que es mucho más larga de lo que cabe en un gráfico y que por eso se parte en líneas y al final se corta";
        return which switch
        {
            "weeks" => LineChart.Draw(
                Sample.Weeks(4, Sample.Series("A", 1, 2, null, 3), Sample.Series("B", 4, 3, 2, 1))
            ),
            "year" => LineChart.Draw(Sample.Weeks(53, Sample.Series("A", year))),
            "one" => LineChart.Draw(Sample.Weeks(1, Sample.Series("A", 12345678.90m))),
            "steps" => LineChart.Draw(Sample.Weeks(12, Sample.Series("A", [.. year.Take(12)])), inSteps: true),
            "bars" => BarChart.Draw(Sample.Weeks(4, Sample.Series("A", 1, 2, null, 3), Sample.Series("B", 4, 3, 2, 1))),
            "below zero" => BarChart.Draw(Sample.Weeks(2, Sample.Series("A", -1000000, -1))),
            "long names" => BarChart.Draw(
                new ChartData(
                    LongName,
                    "x",
                    "x",
                    [LongName, "b"],
                    [Sample.Series(LongName, 1, 2), Sample.Series("B", 1, 2)],
                    Sample.Euro
                )
            ),
            "nothing" => LineChart.Draw(
                Sample.Weeks(3, Sample.Series("A", null, null, null), Sample.Series("B", 0, 0, 0))
            ),
            _ => BarChart.Draw(Sample.Weeks(3, six)),
        };
    }

    private static XElement Line(ChartData data) => XElement.Parse(LineChart.Draw(data).Drawing.ToSvg());

    private static IEnumerable<XElement> Lines(XElement svg, string thickness) =>
        svg.Elements(Svg + "polyline").Where(l => (string?)l.Attribute("stroke-width") == thickness);

    private static List<(double X, double Y)> Points(XElement line) =>
        [
            .. ((string)line.Attribute("points")!)
                .Split(' ')
                .Select(p => p.Split(','))
                .Select(p => (Number(p[0]), Number(p[1]))),
        ];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<(string Text, double Left, double Top, double Right, double Bottom)> Boxes(
        Drawing drawing
    ) =>
        drawing.Shapes.Select(shape =>
            shape switch
            {
                LineShape line => Around(line.Places),
                AreaShape area => Around(area.Places),
                TextShape text => Around(text),
                _ => throw new InvalidOperationException("Another shape."),
            }
        );

    private static (string Text, double Left, double Top, double Right, double Bottom) Around(
        IReadOnlyList<Place> places
    ) => ("", places.Min(p => p.X), places.Min(p => p.Y), places.Max(p => p.X), places.Max(p => p.Y));

    private static (string Text, double Left, double Top, double Right, double Bottom) Around(TextShape text)
    {
        var width = (text.IsBold ? FontFace.Bold : FontFace.Regular).WidthOf(text.Text, text.Size);
        var share = text.Anchor switch
        {
            TextAnchor.Middle => 0.5,
            TextAnchor.End => 1,
            _ => 0,
        };
        var left = text.At.X - (share * width);
        return (text.Text, left, text.At.Y - (text.Size * 0.8), left + width, text.At.Y + (text.Size * 0.2));
    }
}
