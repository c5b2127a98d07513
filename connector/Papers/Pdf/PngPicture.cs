using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Collections.Connector.Papers.Pdf;

/// <summary>A picture out of a PNG file (ISO 15948): 8 bits per channel, not interlaced, as every program can save it.</summary>
/// <param name="Width">In dots.</param>
/// <param name="Height">In dots.</param>
/// <param name="Colors">Red, green and blue of each dot.</param>
/// <param name="Opacity">Of each dot, 255 for what hides the paper.</param>
internal sealed record PngPicture(int Width, int Height, byte[] Colors, byte[] Opacity)
{
    private const int MostDots = 4_000_000;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is no PNG, of another kind, broken, or too large.</exception>
    public static PngPicture Read(byte[] file)
    {
        try
        {
            return ReadChunks(file);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new FormatException("The PNG file is broken.", broken);
        }
    }

    private static PngPicture ReadChunks(byte[] file)
    {
        if (file.Length < 33 || !file.AsSpan(0, 8).SequenceEqual(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }))
        {
            throw new FormatException("The file is no PNG.");
        }

        var (width, height) = (Number(file, 16), Number(file, 20));
        var (depth, kind, interlaced) = (file[24], file[25], file[28]);
        var channels = kind switch
        {
            0 or 3 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 0,
        };
        if (depth != 8 || channels == 0 || interlaced != 0)
        {
            throw new FormatException("The PNG is not one of 8 bits per channel without interlacing: save it as such.");
        }

        if (width < 1 || height < 1 || (long)width * height > MostDots)
        {
            throw new FormatException($"The PNG has no dots, or more than {MostDots}.");
        }

        var packed = new MemoryStream();
        byte[] palette = [];
        byte[] opacities = [];
        for (var at = 8; at + 12 <= file.Length; )
        {
            var length = Number(file, at);
            var data = file.AsSpan(at + 8, length).ToArray();
            switch (Encoding.ASCII.GetString(file, at + 4, 4))
            {
                case "PLTE":
                    palette = data;
                    break;
                case "tRNS" when kind == 3:
                    opacities = data;
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
            }

            at += 12 + length;
        }

        packed.Position = 0;
        return Spread(width, height, kind, Unfilter(packed, width, height, channels), palette, opacities);
    }

    // Each line tells by its first byte how its others were made smaller (clause 9).
    private static byte[] Unfilter(Stream packed, int width, int height, int channels)
    {
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        var line = width * channels;
        var dots = new byte[line * height];
        for (var y = 0; y < height; y++)
        {
            var filter = lines.ReadByte();
            lines.ReadExactly(dots, y * line, line);
            for (var x = 0; x < line; x++)
            {
                var at = (y * line) + x;
                var left = x < channels ? 0 : dots[at - channels];
                var up = y == 0 ? 0 : dots[at - line];
                var corner = x < channels || y == 0 ? 0 : dots[at - line - channels];
                var guess = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Nearest(left, up, corner),
                    _ => throw new InvalidDataException("Unknown filter."),
                };
                dots[at] = (byte)((dots[at] + guess) & 0xFF);
            }
        }

        return dots;
    }

    private static int Nearest(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left
            : b <= c ? up
            : corner;
    }

    private static PngPicture Spread(int width, int height, int kind, byte[] dots, byte[] palette, byte[] opacities)
    {
        var count = width * height;
        var picture = new PngPicture(width, height, new byte[3 * count], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> color = kind switch
            {
                2 => dots.AsSpan(3 * i, 3),
                3 => palette.AsSpan(3 * dots[i], 3),
                4 => [dots[2 * i], dots[2 * i], dots[2 * i]],
                6 => dots.AsSpan(4 * i, 3),
                _ => [dots[i], dots[i], dots[i]],
            };
            color.CopyTo(picture.Colors.AsSpan(3 * i));
            picture.Opacity[i] = kind switch
            {
                3 => dots[i] < opacities.Length ? opacities[dots[i]] : (byte)255,
                4 => dots[(2 * i) + 1],
                6 => dots[(4 * i) + 3],
                _ => 255,
            };
        }

        return picture;
    }

    private static int Number(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
}
