using System.Globalization;
using System.Text;

namespace Collections.Connector.Papers.Pdf;

/// <summary>One weight of the font in a document: what of it was used, and how it is written into the file.</summary>
/// <remarks>A composite font whose codes are glyph numbers (ISO 32000-1, 9.7.4), with the way back to Unicode for search and copy.</remarks>
internal sealed class PdfFont(FontFace face, string name)
{
    private readonly SortedDictionary<int, Rune> used = [];

    /// <summary>A text as glyph numbers, in hexadecimal; a character without a sign becomes the font's box.</summary>
    public string Encode(string text)
    {
        var codes = new StringBuilder("<");
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = face.GlyphOf(rune);
            used.TryAdd(glyph, rune);
            codes.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        return codes.Append('>').ToString();
    }

    /// <summary>Writes the font.</summary>
    /// <returns>The number of its object.</returns>
    public int Write(PdfFile file)
    {
        var subset = FontSubset.Of(face.Data, used.Keys);
        var program = file.AddStream($"/Length1 {subset.Length}", subset);
        var called = $"{Tag()}+{name}";
        var box = string.Join(' ', face.Box.Select(edge => PdfFile.Number(edge)));
        var descriptor = file.Add(
            $"<< /Type /FontDescriptor /FontName /{called} /Flags 32 /FontBBox [{box}] /ItalicAngle 0 "
                + $"/Ascent {face.Ascent} /Descent {PdfFile.Number(face.Descent)} /CapHeight {face.Ascent} /StemV 80 /FontFile2 {program} 0 R >>"
        );
        var widths = string.Join(' ', used.Keys.Select(glyph => $"{glyph} [{face.AdvanceOf(glyph)}]"));
        var descendant = file.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{called} /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R "
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + $"/DW 1000 /W [{widths}] >>"
        );
        var unicode = file.AddStream("", Encoding.ASCII.GetBytes(ToUnicode()));
        return file.Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{called} /Encoding /Identity-H "
                + $"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"
        );
    }

    // Six letters tell subsets apart (9.6.4): of the same glyphs they are the same.
    private string Tag()
    {
        var sum = used.Keys.Aggregate(17u, (sum, glyph) => unchecked((sum * 31) + (uint)glyph));
        var letters = new char[6];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('A' + (sum % 26));
            sum /= 26;
        }

        return new string(letters);
    }

    private string ToUnicode()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n/CMapName /Collections def\n"
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                + "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        );
        foreach (var part in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, rune) in part)
            {
                var unicode = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()));
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{unicode}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
