using Collections.Connector.Papers.Letters;
using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>The school's logo, read anew for each batch, so that a new one needs no restart.</summary>
internal static class LogoFile
{
    private const long MostBytes = 5_000_000;

    /// <summary>What all letters have in common, with the logo.</summary>
    /// <exception cref="RemoteMisconfiguredException">The logo cannot be read or printed. Nothing was written.</exception>
    public static async Task<Letterhead> HeadAsync(LettersSettings settings, string adapter, CancellationToken ct)
    {
        var (logo, fault) = await ReadAsync(settings.LogoPath, ct);
        return fault is null
            ? new Letterhead(settings.Sender, settings.Place, settings.Signature, settings.Window) { Logo = logo }
            : throw new RemoteMisconfiguredException(
                $"{adapter}: the logo {settings.LogoPath} cannot be printed. {fault}"
            );
    }

    /// <summary>Reads it.</summary>
    /// <returns>The file's bytes, null when no logo is set; and what is wrong with it, null when nothing is.</returns>
    public static async Task<(byte[]? Logo, string? Fault)> ReadAsync(string path, CancellationToken ct)
    {
        if (path.Length == 0)
        {
            return (null, null);
        }

        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                return (null, $"The file has more than {MostBytes} bytes.");
            }

            var logo = await File.ReadAllBytesAsync(path, ct);
            return LetterWriter.Unprintable(logo) is { } fault ? (null, fault) : (logo, null);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file cannot be read ({failed.GetType().Name}).");
        }
    }
}
