using Collections.Connector.Papers.Charts;

namespace Collections.Connector.Papers;

/// <summary>One part of a paper. A line feed in a text is a line break; nothing else in it is markup.</summary>
public abstract record Block
{
    private protected Block() { }
}

/// <summary>A heading.</summary>
/// <param name="Level">1 for a chapter, 2 and 3 below it; the paper's title stands above all of them.</param>
/// <param name="Text">One line.</param>
public sealed record HeadingBlock(int Level, string Text) : Block;

/// <summary>A paragraph.</summary>
/// <param name="Text">Its text.</param>
public sealed record ParagraphBlock(string Text) : Block;

/// <summary>A list whose order says nothing.</summary>
/// <param name="Items">Its points, one text each.</param>
public sealed record BulletsBlock(IReadOnlyList<string> Items) : Block;

/// <summary>A table.</summary>
/// <param name="Headers">The columns' heads.</param>
/// <param name="Rows">The rows, each with as many cells as there are heads.</param>
public sealed record TableBlock(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) : Block
{
    /// <summary>Gets the columns, from 0, whose cells stand to the right, as amounts do.</summary>
    public IReadOnlyCollection<int> RightAligned { get; init; } = [];

    /// <summary>Gets a value indicating whether the first cell of a row says what the row is about, and is read out as its head.</summary>
    public bool FirstColumnHeads { get; init; } = true;

    /// <summary>Gets the line above the table; empty for none.</summary>
    public string Caption { get; init; } = "";
}

/// <summary>Something that the reader should not overlook.</summary>
/// <param name="Text">Its text.</param>
public sealed record NoteBlock(string Text) : Block;

/// <summary>A chart. Where no picture can stand, as in Markdown, and for who cannot see it, its figures are a table.</summary>
/// <param name="Drawing">The picture.</param>
/// <param name="Figures">What it shows, in numbers.</param>
public sealed record ChartBlock(Drawing Drawing, TableBlock Figures) : Block;
