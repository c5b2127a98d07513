using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Collections.Connector.Papers.Pdf;

/// <summary>The objects of a PDF file (ISO 32000-1, 7.5), numbered in the order in which they were asked for.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]> objects = [];

    /// <summary>Keeps a number free for an object that others refer to before it is written.</summary>
    public int Reserve()
    {
        objects.Add([]);
        return objects.Count;
    }

    /// <summary>Writes an object whose number was kept.</summary>
    public void Set(int number, string body) => objects[number - 1] = Encoding.Latin1.GetBytes(body);

    /// <summary>Writes an object.</summary>
    /// <returns>Its number.</returns>
    public int Add(string body)
    {
        var number = Reserve();
        Set(number, body);
        return number;
    }

    /// <summary>Writes a compressed stream.</summary>
    /// <param name="entries">Further entries of its dictionary.</param>
    /// <param name="data">What it holds, not compressed.</param>
    public int AddStream(string entries, byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return AddRaw($"{entries} /Filter /FlateDecode", packed.ToArray());
    }

    /// <summary>Writes a stream as it is.</summary>
    public int AddRaw(string entries, byte[] data)
    {
        var number = Reserve();
        objects[number - 1] =
        [
            .. Encoding.Latin1.GetBytes($"<< {entries} /Length {data.Length} >>\nstream\n"),
            .. data,
            .. "\nendstream"u8,
        ];
        return number;
    }

    /// <summary>The whole file. Its identifier is a digest of its objects: equal content, equal file.</summary>
    public byte[] ToBytes(int catalog, int info)
    {
        using var file = new MemoryStream();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var offsets = new List<long>(objects.Count);
        Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Position);
            Write($"{i + 1} 0 obj\n");
            file.Write(objects[i]);
            Write("\nendobj\n");
            digest.AppendData(objects[i]);
        }

        var table = file.Position;
        Write($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            Write(offset.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        }

        var id = Convert.ToHexString(digest.GetHashAndReset().AsSpan(0, 16));
        Write($"trailer\n<< /Size {objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\n");
        Write($"startxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>A text outside of pages, such as a title, as UTF-16 (7.9.2.2).</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>A number as PDF writes it: a point, no exponent, and no more digits than a printer sees.</summary>
    public static string Number(double number) =>
        (Math.Round(number, 3) + 0.0).ToString("0.###", CultureInfo.InvariantCulture);
}
