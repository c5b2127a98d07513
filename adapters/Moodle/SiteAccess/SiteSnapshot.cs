using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Adapters.Moodle;

/// <summary>A whole account before anything was changed.</summary>
/// <param name="Version">The shape of this record: 1.</param>
/// <param name="User">User id.</param>
/// <param name="Suspended">Whether it was suspended already: then it stays so.</param>
internal sealed record SiteSnapshot(int Version, long User, bool Suspended)
{
    /// <summary>The shape that is written now.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Gives the text that the port stores.</summary>
    public string ToJson() => JsonConvert.SerializeObject(this);

    /// <summary>Reads the text again; null when it is not ours, or of somebody else.</summary>
    public static SiteSnapshot? Parse(SiteAccessChange change)
    {
        try
        {
            return
                JsonConvert.DeserializeObject<SiteSnapshot>(change.Snapshot) is { Version: CurrentVersion } snapshot
                && MoodleKeys.Of(snapshot.User) == change.LearnerKey
                ? snapshot
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
