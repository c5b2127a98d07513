namespace Collections.Connector.Papers.Pdf;

/// <summary>The tree of a document's elements, and the one that is open while pages are drawn.</summary>
internal sealed class PdfStructure
{
    private readonly PdfElement document = new("Document", null);

    // By page, the element of each marked part: the way back from what a viewer shows.
    private readonly List<List<PdfElement>> marks = [];

    /// <summary>Initializes a new instance of the <see cref="PdfStructure"/> class, with the document open.</summary>
    public PdfStructure() => Current = document;

    /// <summary>Gets the element that is open.</summary>
    public PdfElement Current { get; private set; }

    /// <summary>Gets a value indicating whether what is drawn now belongs to a part of the document.</summary>
    public bool IsOpen => Current != document;

    /// <summary>Opens a part of what is open.</summary>
    public void Open(string tag, string? alternative = null, string? scope = null)
    {
        var element = new PdfElement(tag, Current) { Alternative = alternative, Scope = scope };
        Current.Parts.Add((element, 0, 0));
        Current = element;
    }

    /// <summary>Closes what is open.</summary>
    public void Close() => Current = Current.Parent ?? throw new InvalidOperationException("No element is open.");

    /// <summary>Begins a page.</summary>
    public void AddPage() => marks.Add([]);

    /// <summary>Marks what is drawn next on the last page as part of the open element.</summary>
    /// <returns>The mark's number on that page.</returns>
    public int Mark()
    {
        marks[^1].Add(Current);
        Current.Parts.Add((null, marks.Count - 1, marks[^1].Count - 1));
        return marks[^1].Count - 1;
    }

    /// <summary>Writes the tree.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="pages">The pages' numbers.</param>
    /// <returns>The number of its root.</returns>
    public int Write(PdfFile file, IReadOnlyList<int> pages)
    {
        var root = file.Reserve();
        WriteElement(file, document, root, pages);
        var lists = marks.Select((page, i) => $"{i} [{string.Join(' ', page.Select(e => $"{e.Number} 0 R"))}]");
        var ways = file.Add($"<< /Nums [{string.Join(' ', lists)}] >>");
        file.Set(
            root,
            $"<< /Type /StructTreeRoot /K {document.Number} 0 R /ParentTree {ways} 0 R /ParentTreeNextKey {marks.Count} >>"
        );
        return root;
    }

    private static void WriteElement(PdfFile file, PdfElement element, int parent, IReadOnlyList<int> pages)
    {
        element.Number = file.Reserve();
        foreach (var (part, _, _) in element.Parts.Where(p => p.Element is not null))
        {
            WriteElement(file, part!, element.Number, pages);
        }

        var parts = element.Parts.Select(p =>
            p.Element is { } inner ? $"{inner.Number} 0 R" : $"<< /Type /MCR /Pg {pages[p.Page]} 0 R /MCID {p.Mark} >>"
        );
        var alternative = element.Alternative is { } text ? $" /Alt {PdfFile.Text(text)}" : "";
        var scope = element.Scope is { } heads ? $" /A << /O /Table /Scope /{heads} >>" : "";
        file.Set(
            element.Number,
            $"<< /Type /StructElem /S /{element.Tag} /P {parent} 0 R /K [{string.Join(' ', parts)}]{alternative}{scope} >>"
        );
    }
}
