namespace Collections.Connector.Papers.Pdf;

/// <summary>Fills pages from the top: a place that moves down, and a new page where nothing more fits.</summary>
/// <param name="document">Where to.</param>
/// <param name="newPage">Draws what stands on every page, before anything else does.</param>
internal sealed class PdfSheet(PdfDocument document, Action<PdfSheet> newPage)
{
    /// <summary>The left edge of text.</summary>
    public const double Left = 57;

    /// <summary>The right edge of text.</summary>
    public const double Right = PdfDocument.Width - 57;

    /// <summary>Where text begins on a page.</summary>
    public const double Top = 62;

    /// <summary>Where it ends.</summary>
    public const double Bottom = PdfDocument.Height - 68;

    /// <summary>How much higher a line is than its letters' size.</summary>
    public const double Leading = 1.38;

    /// <summary>Gets the document.</summary>
    public PdfDocument Document { get; } = document;

    /// <summary>Gets or sets how far down the page is filled.</summary>
    public double Y { get; set; } = Bottom;

    /// <summary>Begins a page.</summary>
    public void NewPage()
    {
        Document.AddPage();
        Y = Top;
        newPage(this);
    }

    /// <summary>Begins a page unless this much still fits.</summary>
    /// <returns>Whether a page began.</returns>
    public bool Room(double height)
    {
        if (Document.Pages > 0 && Y + height <= Bottom)
        {
            return false;
        }

        NewPage();
        return true;
    }

    /// <summary>Leaves room below what was drawn; nothing at the top of a page.</summary>
    public void Gap(double height) => Y = Y > Top ? Y + height : Y;

    /// <summary>Writes a text in as many lines and pages as it needs.</summary>
    /// <param name="text">Clean text.</param>
    /// <param name="face">The weight.</param>
    /// <param name="size">The letters' size.</param>
    /// <param name="indent">How far from the left edge.</param>
    /// <param name="behind">Draws what is behind a line, from its top, with its height; null for nothing. The text keeps off its right edge.</param>
    public void Flow(string text, FontFace face, double size, double indent = 0, Action<double, double>? behind = null)
    {
        var height = size * Leading;
        var width = Right - Left - indent - (behind is null ? 0 : 10);
        foreach (var line in LineBreaks.Break(text, face, size, width))
        {
            Room(height);
            behind?.Invoke(Y, height);
            Document.Text(Left + indent, Y + (size * 1.05), line, face, size);
            Y += height;
        }
    }
}
