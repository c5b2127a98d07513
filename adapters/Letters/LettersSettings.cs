using Collections.Adapters.Http;
using Collections.Connector.Papers.Letters;
using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>The adapter's settings.</summary>
/// <param name="Folder">Where letters are put for who prints and posts them; an absolute path.</param>
/// <param name="Sender">The sender's lines.</param>
/// <param name="Place">Stands before the date; empty for none.</param>
/// <param name="Signature">The lines below the text; empty for none.</param>
/// <param name="LogoPath">A PNG file, an absolute path; empty for none.</param>
/// <param name="Window">Where the envelope's window is.</param>
/// <param name="Zone">The school's, for the date.</param>
internal sealed record LettersSettings(
    string Folder,
    IReadOnlyList<string> Sender,
    string Place,
    IReadOnlyList<string> Signature,
    string LogoPath,
    WindowSide Window,
    TimeZoneInfo Zone
)
{
    private const int MostSenderLines = 8;
    private const int MostSignatureLines = 6;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static LettersSettings Read(string adapter, string json, string zoneId)
    {
        var reader = new SettingsReader(adapter, json);
        var folder = AbsolutePath(reader, "folder", reader.Text("folder"));
        var sender = AtMost(reader, "sender", reader.Texts("sender"), MostSenderLines);
        var signature = AtMost(reader, "signature", reader.OptionalTexts("signature"), MostSignatureLines);
        var logo = AbsolutePath(reader, "logo", reader.OptionalText("logo"));
        var window = reader.OptionalText("window", "left");
        if (window is not ("left" or "right"))
        {
            reader.Fault("window", "must be \"left\" or \"right\", as the envelope is seen from the front");
        }

        var place = reader.OptionalText("place");
        reader.Finish();
        var side = window == "left" ? WindowSide.Left : WindowSide.Right;
        return new(folder, sender, place, signature, logo, side, TimeZoneInfo.FindSystemTimeZoneById(zoneId));
    }

    // Where the service was started from says nothing about where letters belong.
    private static string AbsolutePath(SettingsReader reader, string key, string path)
    {
        if (path.Length > 0 && !Path.IsPathFullyQualified(path))
        {
            reader.Fault(key, "must be an absolute path such as /var/lib/collections/letters");
        }

        return path;
    }

    private static IReadOnlyList<string> AtMost(
        SettingsReader reader,
        string key,
        IReadOnlyList<string> lines,
        int most
    )
    {
        if (lines.Count > most)
        {
            reader.Fault(key, $"has {lines.Count} lines; at most {most} have room");
        }

        return lines;
    }
}
