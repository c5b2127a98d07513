namespace Collections.Connector.Papers.Charts;

/// <summary>How the series of a chart look: apart in colour, in how dark they are, and in dashes, marks or stripes.</summary>
/// <param name="Color">Of a bar and of a mark.</param>
/// <param name="LineColor">Of a line: dark enough to be seen although it is thin (3 to 1 against the paper, WCAG 2.2, 1.4.11).</param>
/// <param name="Dashes">Of a line.</param>
/// <param name="Corners">Of the mark at each value: 0 for a round one.</param>
/// <param name="IsStriped">Whether a bar has stripes.</param>
internal sealed record Ink(string Color, string LineColor, IReadOnlyList<double> Dashes, int Corners, bool IsStriped)
{
    /// <summary>What is behind everything.</summary>
    public const string Paper = "#ffffff";

    /// <summary>Texts.</summary>
    public const string Text = "#1a1a1a";

    /// <summary>The axis.</summary>
    public const string Axis = "#595959";

    /// <summary>Lines that lead the eye.</summary>
    public const string Grid = "#d9d9d9";

    // Printed without colours, neighbours differ by a third of the way from black to white at least, or by their stripes.
    private static readonly Ink[] All =
    [
        new("#12355b", "#12355b", [], 0, false),
        new("#d9822b", "#b35c00", [8, 4], 4, false),
        new("#8fc1e3", "#3d85b8", [3, 3], 3, false),
        new("#7a1f3d", "#7a1f3d", [10, 3, 2, 3], 5, true),
        new("#5f9e6e", "#3f7a4f", [5, 5], 6, true),
        new("#e8d38c", "#8a7420", [2, 2], 8, true),
    ];

    /// <summary>Gets how many series a chart can tell apart.</summary>
    public static int Most => All.Length;

    /// <summary>How the series at this place, from 0, looks.</summary>
    public static Ink Of(int series) => All[series];

    /// <summary>The mark of the series around a place.</summary>
    public AreaShape Mark(Place at, double radius)
    {
        var corners = Corners == 0 ? 16 : Corners;
        var turn = Corners == 4 ? Math.PI / 4 : 0;
        return new AreaShape(
            [
                .. Enumerable
                    .Range(0, corners)
                    .Select(i => turn - (Math.PI / 2) + (2 * Math.PI * i / corners))
                    .Select(a => new Place(at.X + (radius * Math.Cos(a)), at.Y + (radius * Math.Sin(a)))),
            ],
            Color,
            Axis
        );
    }

    /// <summary>A rectangle of the series, with its stripes.</summary>
    public IEnumerable<Shape> Bar(double x, double y, double width, double height)
    {
        yield return new AreaShape(
            [new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height)],
            Color,
            Text
        );
        for (var at = x + 4; IsStriped && at < x + width - 1; at += 5)
        {
            yield return new LineShape([new(at, y + 1), new(at, y + height - 1)], Paper, 1.5);
        }
    }
}
