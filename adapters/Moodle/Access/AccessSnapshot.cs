using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Collections.Adapters.Moodle;

/// <summary>A learner's enrolments in a course before anything was changed: what a restoration replays.</summary>
/// <param name="Version">The shape of this record: 2; 1 had no cohorts.</param>
/// <param name="Course">Course id.</param>
/// <param name="User">User id.</param>
/// <param name="Roles">Role ids in the course.</param>
/// <param name="Rows">The enrolments known.</param>
/// <param name="Cohorts">Cohorts whose membership opens the course: who is suspended leaves them.</param>
internal sealed record AccessSnapshot(
    int Version,
    long Course,
    long User,
    IReadOnlyList<long> Roles,
    IReadOnlyList<SnapshotRow> Rows,
    IReadOnlyList<long> Cohorts
)
{
    /// <summary>The shape that is written now; older ones are still read.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Gets the manual enrolment: the only one that a token can change alone.</summary>
    [JsonIgnore]
    public SnapshotRow? Manual => Rows.FirstOrDefault(row => row.Method == "manual");

    /// <summary>Gives the text that the port stores.</summary>
    public string ToJson() => JsonConvert.SerializeObject(this);

    /// <summary>Reads the text again; null when it is not ours, or of somebody else.</summary>
    public static AccessSnapshot? Parse(string json, AccessTarget target)
    {
        try
        {
            return
                JsonConvert.DeserializeObject<AccessSnapshot>(json)
                    is { Version: >= 1 and <= CurrentVersion, Rows: not null, Roles: not null } snapshot
                && MoodleKeys.Of(snapshot.Course) == target.CourseKey
                && MoodleKeys.Of(snapshot.User) == target.LearnerKey
                && (snapshot.Version == 1 || snapshot.Cohorts is not null)
                ? snapshot with
                {
                    Cohorts = snapshot.Cohorts ?? [],
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One enrolment as it was.</summary>
/// <param name="Method">The method's short name.</param>
/// <param name="Status">Its status.</param>
/// <param name="Start">What to send as the start, unix seconds; 0 for none.</param>
/// <param name="End">What to send as the end, unix seconds; 0 for none.</param>
internal sealed record SnapshotRow(
    string Method,
    [property: JsonConverter(typeof(StringEnumConverter))] EnrolmentStatus Status,
    long Start,
    long End
)
{
    /// <summary>Takes a row of the report.</summary>
    /// <remarks>
    /// Moodle sets to 0 what is not sent. The report shows the creation time where the real start is 0: where the report has
    /// "Time created" and it equals the start, 0 is sent; else the minute shown is sent, which is in the past like the creation,
    /// and shows the same again. The end is cut to its minute in the report: :59 keeps the learner's last minute.
    /// </remarks>
    public static SnapshotRow From(ReportRow row, string method) =>
        new(method, row.Status, row.Started == row.Created ? 0 : row.Started, row.Ended == 0 ? 0 : row.Ended + 59);
}
