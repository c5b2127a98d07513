using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Collections.Connector.Papers.Letters;
using Collections.Connector.Papers.Pdf;

namespace Collections.Host.Tests.Papers;

public sealed class PngPictureTests
{
    private const int Width = 7;
    private const int Height = 10;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public void Every_kind_and_every_filter_gives_the_dots_that_were_saved(byte kind, int channels)
    {
        var dots = new byte[Width * Height * channels];
        new Random(kind).NextBytes(dots);

        var picture = PngPicture.Read(Png(kind, channels, dots));

        for (var i = 0; i < Width * Height; i++)
        {
            var dot = dots.AsSpan(i * channels, channels);
            byte[] color = channels < 3 ? [dot[0], dot[0], dot[0]] : [dot[0], dot[1], dot[2]];
            Assert.Equal(color, picture.Colors.AsSpan(3 * i, 3));
            Assert.Equal(channels is 2 or 4 ? dot[^1] : 255, picture.Opacity[i]);
        }
    }

    [Fact]
    public void A_palette_gives_colours_and_what_is_seen_through()
    {
        var dots = new byte[Width * Height];
        dots[1] = 1;
        byte[] palette = [10, 20, 30, 40, 50, 60];

        var picture = PngPicture.Read(Png(3, 1, dots, ("PLTE", palette), ("tRNS", [0])));

        Assert.Equal([10, 20, 30, 40, 50, 60], picture.Colors[..6]);
        Assert.Equal([0, 255], picture.Opacity[..2]);
    }

    [Fact]
    public void What_is_no_PNG_or_broken_or_of_another_kind_is_refused_with_a_reason()
    {
        var whole = Png(2, 3, new byte[Width * Height * 3]);
        var interlaced = whole.ToArray();
        interlaced[28] = 1;
        var deep = whole.ToArray();
        deep[24] = 16;
        var huge = whole.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), int.MaxValue);
        byte[][] wrong =
        [
            [],
            Encoding.ASCII.GetBytes("no picture"),
            whole[..60],
            interlaced,
            deep,
            huge,
        ];

        Assert.Null(LetterWriter.Unprintable(whole));
        Assert.All(wrong, file => Assert.NotEmpty(LetterWriter.Unprintable(file)!));
    }

    [Fact]
    public void A_palette_that_lacks_a_colour_is_broken()
    {
        var dots = new byte[Width * Height];
        dots[0] = 9;

        Assert.NotNull(LetterWriter.Unprintable(Png(3, 1, dots, ("PLTE", [1, 2, 3]))));
    }

    // Line after line by another filter, as real programs do.
    private static byte[] Png(byte kind, int channels, byte[] dots, params (string Name, byte[] Data)[] further)
    {
        var line = Width * channels;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < Height; y++)
            {
                var filter = y % 5;
                zlib.WriteByte((byte)filter);
                for (var x = 0; x < line; x++)
                {
                    var left = x < channels ? 0 : dots[(y * line) + x - channels];
                    var up = y == 0 ? 0 : dots[((y - 1) * line) + x];
                    var corner = x < channels || y == 0 ? 0 : dots[((y - 1) * line) + x - channels];
                    int[] guesses = [0, left, up, (left + up) / 2, Paeth(left, up, corner)];
                    zlib.WriteByte((byte)((dots[(y * line) + x] - guesses[filter]) & 0xFF));
                }
            }
        }

        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        (head[8], head[9]) = (8, kind);
        var chunks = further.Prepend(("IHDR", head)).Append(("IDAT", packed.ToArray())).Append(("IEND", []));
        return [137, 80, 78, 71, 13, 10, 26, 10, .. chunks.SelectMany(c => Chunk(c.Item1, c.Item2))];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(name), .. data, 0, 0, 0, 0];
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        return new[] { left, up, corner }.MinBy(v => Math.Abs(guess - v));
    }
}
