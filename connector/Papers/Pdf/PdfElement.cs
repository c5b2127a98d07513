namespace Collections.Connector.Papers.Pdf;

/// <summary>An element of a document's structure, by which it is read out and searched (ISO 32000-1, 14.7 and 14.8).</summary>
/// <param name="tag">A standard type such as <c>P</c>, <c>H1</c> or <c>TD</c>.</param>
/// <param name="parent">What it is part of; null for the document.</param>
internal sealed class PdfElement(string tag, PdfElement? parent)
{
    /// <summary>Gets the standard type.</summary>
    public string Tag { get; } = tag;

    /// <summary>Gets what it is part of; null for the document.</summary>
    public PdfElement? Parent { get; } = parent;

    /// <summary>Gets what is read out instead of it; null for its own text.</summary>
    public string? Alternative { get; init; }

    /// <summary>Gets what the head of a table heads: <c>Column</c> or <c>Row</c>; null for what is no head.</summary>
    public string? Scope { get; init; }

    /// <summary>Gets its parts: elements, and marked parts of pages.</summary>
    public List<(PdfElement? Element, int Page, int Mark)> Parts { get; } = [];

    /// <summary>Gets or sets the number of its object, once it has one.</summary>
    public int Number { get; set; }
}
