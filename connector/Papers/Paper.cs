namespace Collections.Connector.Papers;

/// <summary>A document, such as a manual or a report, before it is written as Markdown, HTML or PDF. Equal papers give equal bytes.</summary>
public sealed record Paper
{
    private const int DeepestLevel = 3;

    /// <summary>Initializes a new instance of the <see cref="Paper"/> class.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="language">Language code such as <c>es</c> or <c>pt-BR</c>: of the text, of the date and of "page 1 of 3".</param>
    /// <param name="date">The day that it is of, in the school's zone; it stands below the title.</param>
    /// <param name="blocks">Its parts, in order.</param>
    /// <exception cref="ArgumentException">
    /// The title is empty, a heading is on a level that its place does not allow, or a row of a table has not as many cells as
    /// there are heads.
    /// </exception>
    public Paper(string title, string language, DateOnly date, IReadOnlyList<Block> blocks)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(language);
        var level = 0;
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading)
            {
                CheckLevel(heading, level);
                level = heading.Level;
            }

            if (block is TableBlock or ChartBlock)
            {
                CheckCells(block as TableBlock ?? ((ChartBlock)block).Figures);
            }
        }

        Title = title;
        Language = language;
        Date = date;
        Blocks = blocks;
    }

    /// <summary>Gets its title.</summary>
    public string Title { get; }

    /// <summary>Gets the language code of its text.</summary>
    public string Language { get; }

    /// <summary>Gets the day that it is of.</summary>
    public DateOnly Date { get; }

    /// <summary>Gets its parts, in order.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    // Who hears a page read out finds the way by its headings: a level that is left out sounds like a lost chapter.
    private static void CheckLevel(HeadingBlock heading, int above)
    {
        if (heading.Level < 1 || heading.Level > Math.Min(DeepestLevel, above + 1))
        {
            throw new ArgumentException(
                $"The heading '{heading.Text}' is on level {heading.Level}; here it may be on 1 to {Math.Min(DeepestLevel, above + 1)}."
            );
        }
    }

    private static void CheckCells(TableBlock table)
    {
        if (table.Headers.Count == 0)
        {
            throw new ArgumentException("A table has no column: give it heads.");
        }

        for (var i = 0; i < table.Rows.Count; i++)
        {
            if (table.Rows[i].Count != table.Headers.Count)
            {
                throw new ArgumentException(
                    $"Row {i + 1} of the table '{table.Headers[0]}' has {table.Rows[i].Count} cells, and the table {table.Headers.Count} columns."
                );
            }
        }
    }
}
