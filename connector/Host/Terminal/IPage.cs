namespace Collections.Connector.Host.Terminal;

/// <summary>What a person reads: the same calls make tables on a terminal and plain aligned text in a file.</summary>
internal interface IPage
{
    /// <summary>Begins a section.</summary>
    void Heading(string text);

    /// <summary>Writes one line.</summary>
    void Line(string text);

    /// <summary>Writes a table.</summary>
    /// <param name="headers">One per column.</param>
    /// <param name="rows">Rows of as many cells.</param>
    void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows);
}

/// <summary>How a cell is meant, shown as a colour where there are colours.</summary>
internal enum Tone
{
    /// <summary>As any text.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>To be looked at.</summary>
    Attention,

    /// <summary>Wrong.</summary>
    Bad,
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">How it is meant.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>A cell as any text.</summary>
    public static implicit operator Cell(string text) => new(text);
}
