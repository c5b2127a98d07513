using System.Security.Cryptography;
using System.Text;

namespace Collections.Adapters.Letters;

/// <summary>The folder that letters are put into. A file in it is whole, and only the service's user reads it.</summary>
internal sealed class LetterFolder(string path)
{
    private const int LongestName = 200;
    private const string Ending = ".pdf";

    /// <summary>The name of the file for a contact: its reference, or a digest of one that no file can be named after.</summary>
    public static string NameFor(string reference) =>
        (
            reference.Length is > 0 and <= LongestName
            && reference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? reference
                : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)))
        ) + Ending;

    /// <summary>Puts a file. One that is there and the same stays as it is, so that a repetition changes nothing.</summary>
    /// <exception cref="IOException">The folder is away or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The service's user may not write there.</exception>
    public async Task PutAsync(string name, byte[] content, CancellationToken ct)
    {
        var target = Path.Combine(path, name);
        if (await IsSameAsync(target, content, ct))
        {
            return;
        }

        // Who prints whatever ends in .pdf never meets half a letter.
        var temporary = Path.Combine(path, $".{Path.GetRandomFileName()}.part");
        try
        {
            await using (var file = new FileStream(temporary, OwnersOnly()))
            {
                await file.WriteAsync(content, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static FileStreamOptions OwnersOnly()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static async Task<bool> IsSameAsync(string target, byte[] content, CancellationToken ct)
    {
        var there = new FileInfo(target);
        if (!there.Exists || there.Length != content.Length)
        {
            return false;
        }

        var held = await File.ReadAllBytesAsync(target, ct);
        return held.AsSpan().SequenceEqual(content);
    }

    // There is one only after a failure, and that failure is the one to tell.
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException) { }
    }
}
