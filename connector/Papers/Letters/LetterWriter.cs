using System.Globalization;
using System.Text;
using Collections.Connector.Papers.Pdf;

namespace Collections.Connector.Papers.Letters;

/// <summary>Writes letters as PDF, with the address where the window of a DL, C6/C5 or C5 envelope is (ISO 269, DIN 5008 form B).</summary>
public static class LetterWriter
{
    /// <summary>How many lines name and address may have together, so that all of them are seen through the window.</summary>
    public const int MostAddressLines = 6;

    // Millimetres from the page's top left corner, as DIN 5008:2020 form B draws them.
    private const double FieldLeft = 20;
    private const double FieldWidth = 85;
    private const double FieldPadding = 5;
    private const double ReturnLineAt = 60;
    private const double AddressTop = 63;
    private const double SenderWidth = 75;
    private const double SenderTop = 50;
    private const double LogoTop = 12;
    private const double LogoHeight = 26;
    private const double DateAt = 98.5;
    private const double SubjectTop = 106;
    private const double TextLeft = 25;
    private const double TextWidth = 165;
    private const double NextPageTop = 27;
    private const double TextBottom = 267;
    private const double FirstFold = 105;
    private const double SecondFold = 210;
    private const double PageWidth = 210;

    private const double Size = 11;
    private const double LineHeight = Size * PdfSheet.Leading;
    private const double AddressLineHeight = 12.6;
    private const double SmallSize = 7.5;
    private const double SmallestSize = 5.5;
    private const double SenderSize = 9.5;
    private const double SenderLineHeight = 12.5;
    private const double BesideWindow = 5;
    private const string Faint = "#8c8c8c";

    /// <summary>Says why a letter cannot be written; null when it can. Nothing of the letter itself is told.</summary>
    public static string? Unwritable(Letter letter)
    {
        var lines = Address(letter);
        if (lines.Count > MostAddressLines)
        {
            return $"Name and address have {lines.Count} lines, and the window shows {MostAddressLines}: shorten the address.";
        }

        var missing = letter
            .Recipient.Append(letter.Subject)
            .Append(letter.Text)
            .SelectMany(text => PlainText.Clean(text).EnumerateRunes())
            .Where(rune => !FontFace.Regular.Covers(rune))
            .Distinct()
            .Take(5)
            .Select(rune => "U+" + rune.Value.ToString("X4", CultureInfo.InvariantCulture))
            .ToList();
        return missing.Count == 0
            ? null
            : $"The font of letters has no sign for {string.Join(", ", missing)}: change the template or the address, or write by hand.";
    }

    /// <summary>Says why a logo cannot be printed; null when it can.</summary>
    public static string? Unprintable(byte[] logo)
    {
        try
        {
            PngPicture.Read(logo);
            return null;
        }
        catch (FormatException broken)
        {
            return broken.Message;
        }
    }

    /// <summary>Writes it. The same letter gives the same bytes.</summary>
    /// <exception cref="ArgumentException">It cannot be written; <see cref="Unwritable"/> says why.</exception>
    /// <exception cref="FormatException">The logo cannot be printed; <see cref="Unprintable"/> says why.</exception>
    public static byte[] Write(Letter letter, Letterhead head)
    {
        if (Unwritable(letter) is { } reason)
        {
            throw new ArgumentException(reason);
        }

        var picture = head.Logo is { } logo ? PngPicture.Read(logo) : null;
        var pages = Draw(letter, head, picture, 0).Pages;
        return Draw(letter, head, picture, pages).ToBytes();
    }

    private static PdfDocument Draw(Letter letter, Letterhead head, PngPicture? logo, int pages)
    {
        var subject = PlainText.Line(letter.Subject);
        var document = new PdfDocument(subject.Length > 0 ? subject : letter.Reference, letter.Language, letter.Date);
        NewPage();
        DrawHead(document, head, logo);
        DrawAddress(document, letter, head);
        var y = Millimetres(SubjectTop);
        if (subject.Length > 0)
        {
            Part("P", [.. LineBreaks.Break(subject, FontFace.Bold, Size, Millimetres(TextWidth))], FontFace.Bold, 0);
            y += LineHeight * 0.8;
        }

        foreach (var paragraph in Paragraphs(letter.Text))
        {
            Part("P", LineBreaks.Break(paragraph, FontFace.Regular, Size, Millimetres(TextWidth)), FontFace.Regular, 0);
            y += LineHeight * 0.6;
        }

        if (head.Signature.Count > 0)
        {
            y += LineHeight;
            Part("P", [.. head.Signature.Select(PlainText.Line)], FontFace.Regular, head.Signature.Count);
        }

        return document;

        // Lines that are to stay together move to the next page together.
        void Part(string tag, IReadOnlyList<string> lines, FontFace face, int together)
        {
            document.Structure.Open(tag);
            for (var i = 0; i < lines.Count; i++)
            {
                if (
                    y + (LineHeight * Math.Max(1, together - i)) > Millimetres(TextBottom)
                    && y > Millimetres(NextPageTop)
                )
                {
                    NewPage();
                    y = Millimetres(NextPageTop);
                }

                document.Text(Millimetres(TextLeft), y + Size, lines[i], face, Size);
                y += LineHeight;
            }

            document.Structure.Close();
        }

        void NewPage()
        {
            document.AddPage();
            DrawMarks(document);
            DrawFoot(document, letter, pages);
        }
    }

    private static void DrawHead(PdfDocument document, Letterhead head, PngPicture? logo)
    {
        var left = Millimetres(head.Window == WindowSide.Left ? PageWidth - 10 - SenderWidth : TextLeft);
        if (logo is not null)
        {
            var scale = Math.Min(Millimetres(SenderWidth - 10) / logo.Width, Millimetres(LogoHeight) / logo.Height);
            document.Picture(logo, left, Millimetres(LogoTop), logo.Width * scale, logo.Height * scale);
        }

        document.Structure.Open("P");
        var y = Millimetres(logo is null ? LogoTop + 6 : SenderTop - 6);
        for (var i = 0; i < head.Sender.Count; i++)
        {
            var face = i == 0 ? FontFace.Bold : FontFace.Regular;
            foreach (
                var line in LineBreaks.Break(
                    PlainText.Line(head.Sender[i]),
                    face,
                    SenderSize,
                    Millimetres(SenderWidth - 10)
                )
            )
            {
                y += SenderLineHeight;
                document.Text(left, y, line, face, SenderSize);
            }
        }

        document.Structure.Close();
    }

    private static void DrawAddress(PdfDocument document, Letter letter, Letterhead head)
    {
        var left = Millimetres(
            head.Window == WindowSide.Left
                ? FieldLeft + FieldPadding
                : PageWidth - FieldLeft - FieldWidth + FieldPadding
        );
        var width = AddressWidth;
        var sender = string.Join(" · ", head.Sender.Take(3).Select(PlainText.Line));
        var size = Math.Max(
            SmallestSize,
            Math.Min(SmallSize, SmallSize * width / FontFace.Regular.WidthOf(sender, SmallSize))
        );
        var shown = LineBreaks.Break(sender, FontFace.Regular, size, width + 0.01, 1)[0];
        document.Text(left, Millimetres(ReturnLineAt), shown, FontFace.Regular, size);
        var under = Millimetres(ReturnLineAt) + 2;
        document.Line([(left, under), (left + width, under)], 0.4, Faint);
        document.Structure.Open("P");
        var y = Millimetres(AddressTop);
        foreach (var line in Address(letter))
        {
            document.Text(left, y + Size, line, FontFace.Regular, Size);
            y += AddressLineHeight;
        }

        document.Structure.Close();
        var date = PaperWords.LongDate(letter.Language, letter.Date);
        var place = PlainText.Line(head.Place);
        var written = place.Length > 0 ? $"{place}, {date}" : date;
        var right = Millimetres(TextLeft + TextWidth);
        document.Structure.Open("P");
        document.Text(
            right - FontFace.Regular.WidthOf(written, Size),
            Millimetres(DateAt),
            written,
            FontFace.Regular,
            Size
        );
        document.Structure.Close();
    }

    private static void DrawMarks(PdfDocument document)
    {
        foreach (var fold in (double[])[FirstFold, SecondFold])
        {
            document.Line([(Millimetres(4), Millimetres(fold)), (Millimetres(8), Millimetres(fold))], 0.4, Faint);
        }
    }

    private static void DrawFoot(PdfDocument document, Letter letter, int pages)
    {
        var y = Millimetres(284);
        document.Text(Millimetres(TextLeft), y, letter.Reference, FontFace.Regular, SmallSize, isOrnament: true);
        if (document.Pages == 1)
        {
            return;
        }

        var number = PaperWords.PageOf(letter.Language, document.Pages, pages);
        var x = Millimetres(TextLeft + TextWidth) - FontFace.Regular.WidthOf(number, SenderSize);
        document.Text(x, y, number, FontFace.Regular, SenderSize, isOrnament: true);
    }

    private static double AddressWidth => Millimetres(FieldWidth - FieldPadding - BesideWindow);

    private static List<string> Address(Letter letter) =>
        [
            .. letter
                .Recipient.Select(PlainText.Line)
                .Where(line => line.Length > 0)
                .SelectMany(line => LineBreaks.Break(line, FontFace.Regular, Size, AddressWidth)),
        ];

    private static IEnumerable<string> Paragraphs(string text)
    {
        var paragraph = new StringBuilder();
        foreach (var line in PlainText.Clean(text).Split('\n').Select(l => l.Trim()).Append(""))
        {
            if (line.Length > 0)
            {
                paragraph.Append(paragraph.Length > 0 ? "\n" : "").Append(line);
            }
            else if (paragraph.Length > 0)
            {
                yield return paragraph.ToString();
                paragraph.Clear();
            }
        }
    }

    private static double Millimetres(double length) => length * 72 / 25.4;
}
