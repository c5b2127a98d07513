using System.Buffers.Binary;
using System.Text;

namespace Collections.Connector.Papers.Pdf;

/// <summary>Cuts a TrueType file down to the glyphs that a document uses; glyph numbers stay, so that nothing else changes.</summary>
internal static class FontSubset
{
    // What a viewer needs of a font whose glyphs are addressed by number (ISO 32000-1, 9.9).
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    private const int Words = 0x0001;
    private const int Scale = 0x0008;
    private const int MoreParts = 0x0020;
    private const int TwoScales = 0x0040;
    private const int Matrix = 0x0080;

    /// <summary>Cuts.</summary>
    /// <param name="font">The whole file.</param>
    /// <param name="used">The glyphs' numbers; those that they are composed of, and glyph 0, are kept too.</param>
    public static byte[] Of(byte[] font, IEnumerable<int> used)
    {
        var tables = Tables(font);
        var isLong = Short(tables["head"], 50) == 1;
        var (loca, glyf) = (tables["loca"], tables["glyf"]);
        var all = new SortedSet<int>(used) { 0 };
        var open = new Queue<int>(all);
        while (open.TryDequeue(out var glyph))
        {
            foreach (var part in Parts(Outline(glyph)))
            {
                if (all.Add(part))
                {
                    open.Enqueue(part);
                }
            }
        }

        var glyphs = Short(tables["maxp"], 4);
        var outlines = new MemoryStream();
        var places = new byte[4 * (glyphs + 1)];
        for (var glyph = 0; glyph <= glyphs; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * glyph), (uint)outlines.Position);
            if (glyph < glyphs && all.Contains(glyph))
            {
                outlines.Write(Outline(glyph));
                outlines.Write(new byte[(4 - (int)(outlines.Position % 4)) % 4]);
            }
        }

        tables["glyf"] = outlines.ToArray();
        tables["loca"] = places;
        tables["head"] = [.. tables["head"]];
        BinaryPrimitives.WriteInt16BigEndian(tables["head"].AsSpan(50), 1);
        BinaryPrimitives.WriteUInt32BigEndian(tables["head"].AsSpan(8), 0);
        return Join(tables);

        byte[] Outline(int glyph) =>
            isLong
                ? glyf[(int)Long(loca, 4 * glyph)..(int)Long(loca, 4 * (glyph + 1))]
                : glyf[(2 * Short(loca, 2 * glyph))..(2 * Short(loca, 2 * (glyph + 1)))];
    }

    // A composite glyph (OpenType, table glyf) names others, each with flags that tell how long its entry is.
    private static IEnumerable<int> Parts(byte[] outline)
    {
        if (outline.Length == 0 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            yield break;
        }

        var at = 10;
        int flags;
        do
        {
            flags = Short(outline, at);
            yield return Short(outline, at + 2);
            at += 4 + ((flags & Words) != 0 ? 4 : 2);
            at +=
                (flags & Scale) != 0 ? 2
                : (flags & TwoScales) != 0 ? 4
                : (flags & Matrix) != 0 ? 8
                : 0;
        } while ((flags & MoreParts) != 0);
    }

    private static Dictionary<string, byte[]> Tables(byte[] font)
    {
        var tables = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = 0; i < Short(font, 4); i++)
        {
            var entry = 12 + (16 * i);
            var name = Encoding.ASCII.GetString(font, entry, 4);
            var from = (int)Long(font, entry + 8);
            tables[name] = font[from..(from + (int)Long(font, entry + 12))];
        }

        return tables;
    }

    private static byte[] Join(Dictionary<string, byte[]> tables)
    {
        var names = Kept.Where(tables.ContainsKey).ToList();
        var power = (int)Math.Log2(names.Count);
        var head = new byte[12 + (16 * names.Count)];
        BinaryPrimitives.WriteUInt32BigEndian(head, 0x00010000);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(4), (short)names.Count);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(6), (short)(16 << power));
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(8), (short)power);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(10), (short)((16 * names.Count) - (16 << power)));
        var body = new MemoryStream();
        for (var i = 0; i < names.Count; i++)
        {
            var table = tables[names[i]];
            var entry = head.AsSpan(12 + (16 * i));
            Encoding.ASCII.GetBytes(names[i], entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(table));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)(head.Length + body.Position));
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)table.Length);
            body.Write(table);
            body.Write(new byte[(4 - (table.Length % 4)) % 4]);
        }

        return [.. head, .. body.ToArray()];
    }

    private static uint Checksum(byte[] table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i++)
        {
            sum = unchecked(sum + ((uint)table[i] << (8 * (3 - (i % 4)))));
        }

        return sum;
    }

    private static int Short(byte[] data, int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private static uint Long(byte[] data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
}
