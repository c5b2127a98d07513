namespace Collections.Connector.Papers.Charts;

/// <summary>A picture of lines, areas and texts, which the writers turn into SVG or into lines of a PDF.</summary>
/// <param name="Title">What it shows, in one line; read out in place of the picture.</param>
/// <param name="Description">What there is to see, in a sentence or two, for who cannot see it.</param>
/// <param name="Width">In units of which a letter of running text is about 12 high.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Shapes">What is drawn, the first below the others.</param>
public sealed record Drawing(string Title, string Description, double Width, double Height, IReadOnlyList<Shape> Shapes)
{
    /// <summary>The picture as an SVG element that needs nothing from elsewhere.</summary>
    /// <param name="id">The beginning of its identifiers, so that several can stand in one page.</param>
    public string ToSvg(string id = "chart") => SvgWriter.Write(this, id);
}

/// <summary>One thing that is drawn.</summary>
public abstract record Shape
{
    private protected Shape() { }
}

/// <summary>A place in a drawing, from the left and from the top.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct Place(double X, double Y);

/// <summary>A line through places.</summary>
/// <param name="Places">At least two.</param>
/// <param name="Color">As <c>#rrggbb</c>.</param>
/// <param name="Thickness">How thick it is.</param>
public sealed record LineShape(IReadOnlyList<Place> Places, string Color, double Thickness) : Shape
{
    /// <summary>Gets lengths of strokes and gaps in turn; empty for a line without gaps.</summary>
    public IReadOnlyList<double> Dashes { get; init; } = [];
}

/// <summary>An area with its edge.</summary>
/// <param name="Places">Its corners.</param>
/// <param name="Fill">As <c>#rrggbb</c>.</param>
/// <param name="Edge">As <c>#rrggbb</c>.</param>
public sealed record AreaShape(IReadOnlyList<Place> Places, string Fill, string Edge) : Shape;

/// <summary>A line of text.</summary>
/// <param name="At">Where its letters stand: their beginning, middle or end.</param>
/// <param name="Text">The text.</param>
/// <param name="Size">The letters' size.</param>
/// <param name="Anchor">Which part of it stands there.</param>
public sealed record TextShape(Place At, string Text, double Size, TextAnchor Anchor) : Shape
{
    /// <summary>Gets a value indicating whether it is bold.</summary>
    public bool IsBold { get; init; }
}

/// <summary>Which part of a text stands at its place.</summary>
public enum TextAnchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
