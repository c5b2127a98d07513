using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Collections.Host.Tests.Papers;

/// <summary>Reads back what a PDF of ours shows, by the fonts' own way from glyphs to Unicode.</summary>
internal static partial class PdfText
{
    /// <summary>All pages, a line feed after each text.</summary>
    public static string Of(byte[] pdf) => string.Join('\n', Pages(pdf));

    /// <summary>Each page's texts, in the order in which they are drawn.</summary>
    public static IReadOnlyList<string> Pages(byte[] pdf)
    {
        var streams = Streams(pdf);
        var maps = streams.Where(s => s.Contains("begincmap", StringComparison.Ordinal)).Select(Map).ToList();
        return [.. streams.Where(s => s.Contains(" Tf ", StringComparison.Ordinal)).Select(page => Read(page, maps))];
    }

    /// <summary>Where each text begins, from the left and from the bottom.</summary>
    public static IEnumerable<string> Places(byte[] pdf) =>
        Streams(pdf).SelectMany(s => Place().Matches(s)).Select(m => m.Groups["place"].Value);

    /// <summary>The file with its streams as bytes, for what stands outside of them.</summary>
    public static string Raw(byte[] pdf) => Encoding.Latin1.GetString(pdf);

    /// <summary>A text as it stands in a title.</summary>
    public static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static List<string> Streams(byte[] pdf)
    {
        var found = new List<string>();
        foreach (Match match in Stream().Matches(Raw(pdf)))
        {
            var length = int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture);
            using var packed = new MemoryStream(pdf, match.Index + match.Length, length);
            using var plain = new MemoryStream();
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            zlib.CopyTo(plain);
            found.Add(Encoding.Latin1.GetString(plain.ToArray()));
        }

        return found;
    }

    // The regular weight is written first, the bold one after it.
    private static string Read(string page, List<Dictionary<string, string>> maps) =>
        string.Join(
            '\n',
            Shown()
                .Matches(page)
                .Select(m =>
                    string.Concat(
                            m.Groups["codes"]
                                .Value.Chunk(4)
                                .Select(c => maps[m.Groups["font"].Value == "R" ? 0 : 1][new string(c)])
                        )
                        .TrimEnd(' ')
                )
        );

    private static Dictionary<string, string> Map(string cmap) =>
        Pair()
            .Matches(cmap)
            .ToDictionary(
                m => m.Groups["glyph"].Value,
                m => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups["unicode"].Value))
            );

    [GeneratedRegex(@"/Filter /FlateDecode /Length (?<length>[0-9]+) >>\nstream\n")]
    private static partial Regex Stream();

    [GeneratedRegex("BT /(?<font>[RB]) [^<]*<(?<codes>[0-9A-F]*)> Tj")]
    private static partial Regex Shown();

    [GeneratedRegex(" 0 g (?<place>[0-9. ]+) Td ")]
    private static partial Regex Place();

    [GeneratedRegex("^<(?<glyph>[0-9A-F]{4})> <(?<unicode>[0-9A-F]{4,8})>$", RegexOptions.Multiline)]
    private static partial Regex Pair();
}
