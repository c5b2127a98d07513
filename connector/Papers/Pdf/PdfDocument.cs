using System.Globalization;
using System.Text;

namespace Collections.Connector.Papers.Pdf;

/// <summary>A PDF document of A4 pages. Places are in points (1/72 inch) from the left and from the top.</summary>
/// <remarks>
/// Text is drawn into the open element of <see cref="Structure"/>; lines, areas, and whatever is drawn while none is open are
/// ornament, which a screen reader skips.
/// </remarks>
internal sealed class PdfDocument
{
    /// <summary>The width of a page.</summary>
    public const double Width = 595.28;

    /// <summary>The height of a page.</summary>
    public const double Height = 841.89;

    private readonly PdfFile file = new();
    private readonly PdfFont regular = new(FontFace.Regular, "LiberationSans");
    private readonly PdfFont bold = new(FontFace.Bold, "LiberationSans-Bold");
    private readonly List<StringBuilder> pages = [];
    private readonly List<int> images = [];
    private readonly string title;
    private readonly string language;
    private readonly DateOnly date;
    private PdfElement? marked;
    private bool hasMark;

    /// <summary>Initializes a new instance of the <see cref="PdfDocument"/> class.</summary>
    /// <param name="title">Its title, for the window and for search.</param>
    /// <param name="language">Language code of its text.</param>
    /// <param name="date">The day that it is of; the file says that it was made at its beginning.</param>
    public PdfDocument(string title, string language, DateOnly date) =>
        (this.title, this.language, this.date) = (title, language, date);

    /// <summary>Gets what its parts are.</summary>
    public PdfStructure Structure { get; } = new();

    /// <summary>Gets how many pages there are.</summary>
    public int Pages => pages.Count;

    /// <summary>Gets a value indicating whether lines and areas belong to the open element, as in a figure, instead of being ornament.</summary>
    public bool DrawsFigure { get; set; }

    /// <summary>Begins a page.</summary>
    public void AddPage()
    {
        EndMark();
        pages.Add(new());
        Structure.AddPage();
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="x">Where it begins.</param>
    /// <param name="y">Where its letters stand, not where they end at the top.</param>
    /// <param name="text">Clean text without line feeds.</param>
    /// <param name="face">The weight.</param>
    /// <param name="size">The letters' size in points.</param>
    /// <param name="isOrnament">Whether a screen reader skips it although an element is open.</param>
    public void Text(double x, double y, string text, FontFace face, double size, bool isOrnament = false)
    {
        if (text.Length == 0)
        {
            return;
        }

        var isBold = face == FontFace.Bold;
        var isRead = Structure.IsOpen && !isOrnament;
        Mark(isRead); // The space at its end is what keeps the words of two lines apart when they are read out or copied.
        Say($"BT /{(isBold ? "B" : "R")} {N(size)} Tf 0 g {N(x)} {N(Height - y)} Td ");
        Say($"{(isBold ? bold : regular).Encode(isRead ? text + " " : text)} Tj ET\n");
    }

    /// <summary>Draws a line through points.</summary>
    /// <param name="points">At least two.</param>
    /// <param name="width">How thick it is.</param>
    /// <param name="color">As <c>#rrggbb</c>.</param>
    /// <param name="dashes">Lengths of strokes and gaps in turn; empty for a line without gaps.</param>
    public void Line(
        IReadOnlyList<(double X, double Y)> points,
        double width,
        string color,
        IReadOnlyList<double>? dashes = null
    )
    {
        Mark(DrawsFigure && Structure.IsOpen);
        Say($"{Color(color)} RG {N(width)} w [{string.Join(' ', (dashes ?? []).Select(N))}] 0 d {Path(points)}S\n");
    }

    /// <summary>Fills an area.</summary>
    public void Area(IReadOnlyList<(double X, double Y)> points, string color)
    {
        Mark(DrawsFigure && Structure.IsOpen);
        Say($"{Color(color)} rg {Path(points)}h f\n");
    }

    /// <summary>Fills a rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string color) =>
        Area([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], color);

    /// <summary>Puts a picture.</summary>
    public void Picture(PngPicture picture, double x, double y, double width, double height)
    {
        Mark(false);
        var size =
            $"/Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} /BitsPerComponent 8";
        var mask = file.AddStream($"{size} /ColorSpace /DeviceGray", picture.Opacity);
        images.Add(file.AddStream($"{size} /ColorSpace /DeviceRGB /SMask {mask} 0 R", picture.Colors));
        Say($"q {N(width)} 0 0 {N(height)} {N(x)} {N(Height - y - height)} cm /I{images.Count} Do Q\n");
    }

    /// <summary>The file. Nothing can be drawn afterwards.</summary>
    public byte[] ToBytes()
    {
        EndMark();
        var (catalog, tree) = (file.Reserve(), file.Reserve());
        var fonts = $"/R {regular.Write(file)} 0 R /B {bold.Write(file)} 0 R";
        var pictures = string.Join(' ', images.Select((number, i) => $"/I{i + 1} {number} 0 R"));
        var resources = file.Add($"<< /Font << {fonts} >> /XObject << {pictures} >> >>");
        var sheets = pages.Select((content, i) => AddSheet(content, i, tree, resources)).ToList();
        file.Set(
            tree,
            $"<< /Type /Pages /Count {sheets.Count} /Kids [{string.Join(' ', sheets.Select(s => $"{s} 0 R"))}] >>"
        );
        var structure = Structure.Write(file, sheets);
        var metadata = file.AddRaw("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Metadata()));
        file.Set(
            catalog,
            $"<< /Type /Catalog /Pages {tree} 0 R /Lang {PdfFile.Text(language)} /MarkInfo << /Marked true >> "
                + $"/StructTreeRoot {structure} 0 R /Metadata {metadata} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"
        );
        var made = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var info = file.Add(
            $"<< /Title {PdfFile.Text(title)} /Producer (Collections Connector) /CreationDate (D:{made}000000Z) >>"
        );
        return file.ToBytes(catalog, info);
    }

    private int AddSheet(StringBuilder content, int index, int tree, int resources)
    {
        var stream = file.AddStream("", Encoding.Latin1.GetBytes(content.ToString()));
        return file.Add(
            $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {N(Width)} {N(Height)}] /Resources {resources} 0 R "
                + $"/Contents {stream} 0 R /StructParents {index} /Tabs /S >>"
        );
    }

    private string Metadata() =>
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        + $"<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{PlainText.Escape(title)}</rdf:li></rdf:Alt></dc:title>"
        + $"<dc:language><rdf:Bag><rdf:li>{PlainText.Escape(language)}</rdf:li></rdf:Bag></dc:language>"
        + "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";

    // Parts that follow each other and belong to the same element share one mark.
    private void Mark(bool belongs)
    {
        var wanted = belongs ? Structure.Current : null;
        if (hasMark && marked == wanted)
        {
            return;
        }

        EndMark();
        Say(wanted is null ? "/Artifact BMC\n" : $"/{wanted.Tag} << /MCID {Structure.Mark()} >> BDC\n");
        (hasMark, marked) = (true, wanted);
    }

    private void EndMark()
    {
        if (hasMark)
        {
            Say("EMC\n");
        }

        hasMark = false;
    }

    private void Say(string operators) => pages[^1].Append(operators);

    private static string Path(IReadOnlyList<(double X, double Y)> points) =>
        string.Concat(points.Select((p, i) => $"{N(p.X)} {N(Height - p.Y)} {(i == 0 ? "m" : "l")} "));

    private static string Color(string color) =>
        string.Join(' ', Convert.FromHexString(color.AsSpan(1)).Select(part => N(part / 255.0)));

    private static string N(double number) => PdfFile.Number(number);
}
