using System.Security.Cryptography;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json;

namespace Collections.Connector.Host.Backups;

/// <summary>What a backup says of itself, in a file beside it.</summary>
/// <param name="File">The backup's file name.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="SchemaVersion">Its schema.</param>
/// <param name="MadeAt">When it was made, UTC.</param>
/// <param name="Schools">Each school with the journal's head as <c>POSITION:DIGEST</c>.</param>
internal sealed record BackupManifest(
    string File,
    string Sha256,
    int SchemaVersion,
    DateTimeOffset MadeAt,
    IReadOnlyList<BackedUpSchool> Schools
)
{
    /// <summary>Where the manifest of a backup is.</summary>
    public static string PathOf(string backup) => backup + ".json";

    /// <summary>Reads the manifest beside a backup; null when there is none or it is no manifest.</summary>
    public static BackupManifest? Beside(string backup)
    {
        try
        {
            return System.IO.File.Exists(PathOf(backup))
                ? JsonConvert.DeserializeObject<BackupManifest>(System.IO.File.ReadAllText(PathOf(backup)))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The manifest as text.</summary>
    public string ToJson() => JsonDocuments.Write(this);

    /// <summary>SHA-256 of a file.</summary>
    public static async Task<string> DigestAsync(string file, CancellationToken ct)
    {
        await using var stream = System.IO.File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }
}

/// <summary>A school in a backup.</summary>
/// <param name="School">Its key.</param>
/// <param name="JournalHead">The journal's last entry that fits as <c>POSITION:DIGEST</c>, as <c>journal verify --head</c> takes it.</param>
/// <param name="JournalFault">The first thing that does not fit after it; null when everything does.</param>
internal sealed record BackedUpSchool(string School, string JournalHead, string? JournalFault);
