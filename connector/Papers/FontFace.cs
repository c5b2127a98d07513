using System.Buffers.Binary;
using System.Text;

namespace Collections.Connector.Papers;

/// <summary>One weight of the font that papers are written in: how wide its letters are, and which it has.</summary>
/// <remarks>Read from the file's own tables (OpenType 1.9: head, hhea, hmtx, cmap format 4), so that no graphics library is needed.</remarks>
internal sealed class FontFace
{
    private readonly Dictionary<int, int> glyphs = [];
    private readonly ushort[] advances;
    private readonly double unitsPerEm;

    private FontFace(string resource)
    {
        Data = Load(resource);
        var (head, hhea) = (Table("head"), Table("hhea"));
        unitsPerEm = Short(head + 18);
        Box = [.. Enumerable.Range(0, 4).Select(i => InThousandths(Signed(head + 36 + (2 * i))))];
        (Ascent, Descent) = (InThousandths(Signed(hhea + 4)), InThousandths(Signed(hhea + 6)));
        var hmtx = Table("hmtx");
        advances = new ushort[Short(hhea + 34)];
        for (var i = 0; i < advances.Length; i++)
        {
            advances[i] = Short(hmtx + (4 * i));
        }

        ReadGlyphs(Table("cmap"));
    }

    /// <summary>Gets the regular weight.</summary>
    public static FontFace Regular { get; } = new("LiberationSans-Regular.ttf");

    /// <summary>Gets the bold weight.</summary>
    public static FontFace Bold { get; } = new("LiberationSans-Bold.ttf");

    /// <summary>Gets the file.</summary>
    public byte[] Data { get; }

    /// <summary>Gets the box around all letters, in thousandths of their size.</summary>
    public IReadOnlyList<int> Box { get; }

    /// <summary>Gets how far letters reach above the line, in thousandths of their size.</summary>
    public int Ascent { get; }

    /// <summary>Gets how far they reach below, likewise; negative.</summary>
    public int Descent { get; }

    /// <summary>The number of a character's glyph; 0, a box, when the font has none.</summary>
    public int GlyphOf(Rune rune) => glyphs.GetValueOrDefault(rune.Value);

    /// <summary>How wide a glyph is, in thousandths of its size.</summary>
    public int AdvanceOf(int glyph) => InThousandths(advances[Math.Min(glyph, advances.Length - 1)]);

    /// <summary>Tells whether the font has a sign for this character; spaces need none.</summary>
    public bool Covers(Rune rune) => rune.Value == '\n' || glyphs.ContainsKey(rune.Value);

    /// <summary>How wide a line of text is, in the unit of <paramref name="size"/>; a character without a sign counts as a box.</summary>
    public double WidthOf(string text, double size)
    {
        var units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            units += advances[Math.Min(GlyphOf(rune), advances.Length - 1)];
        }

        return units * size / unitsPerEm;
    }

    private int InThousandths(int units) => (int)Math.Round(units * 1000 / unitsPerEm);

    private static byte[] Load(string resource)
    {
        using var stream =
            typeof(FontFace).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not in this assembly.");
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }

    private int Table(string name)
    {
        var count = Short(4);
        for (var i = 0; i < count; i++)
        {
            var entry = 12 + (16 * i);
            if (Encoding.ASCII.GetString(Data, entry, 4) == name)
            {
                return (int)BinaryPrimitives.ReadUInt32BigEndian(Data.AsSpan(entry + 8));
            }
        }

        throw new InvalidOperationException($"The font has no table {name}.");
    }

    private void ReadGlyphs(int cmap)
    {
        var count = Short(cmap + 2);
        for (var i = 0; i < count; i++)
        {
            var entry = cmap + 4 + (8 * i);
            var table = cmap + (int)BinaryPrimitives.ReadUInt32BigEndian(Data.AsSpan(entry + 4));
            if (Short(entry) == 3 && Short(entry + 2) == 1 && Short(table) == 4)
            {
                ReadSegments(table);
                return;
            }
        }

        throw new InvalidOperationException("The font has no table of Unicode characters.");
    }

    private void ReadSegments(int table)
    {
        var twice = Short(table + 6);
        var (ends, starts) = (table + 14, table + 16 + twice);
        for (var segment = 0; segment < twice; segment += 2)
        {
            var delta = Short(starts + twice + segment);
            var offsetAt = starts + (2 * twice) + segment;
            var (first, last, offset) = (Short(starts + segment), Short(ends + segment), Short(offsetAt));
            for (int code = first; code <= last && code < 0xFFFF; code++)
            {
                var glyph = offset == 0 ? code : Short(offsetAt + offset + (2 * (code - first)));
                var moved = glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
                if (moved != 0)
                {
                    glyphs[code] = moved;
                }
            }
        }
    }

    private short Signed(int at) => BinaryPrimitives.ReadInt16BigEndian(Data.AsSpan(at));

    private ushort Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan(at));
}
