using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Adapters.Canvas;

/// <summary>A learner's student enrolments in a course before anything was changed: what a restoration replays.</summary>
/// <param name="Version">The shape of this record: 1.</param>
/// <param name="Course">Course id.</param>
/// <param name="User">User id.</param>
/// <param name="Rows">Every student enrolment, in all sections, by id.</param>
internal sealed record AccessSnapshot(int Version, string Course, string User, IReadOnlyList<SnapshotRow> Rows)
{
    /// <summary>Gives the text that the port stores.</summary>
    public string ToJson() => JsonConvert.SerializeObject(this);

    /// <summary>Whether an enrolment gave access, or would have, before.</summary>
    public bool WasActive(string enrolment) => Rows.Any(row => row.Enrolment == enrolment && row.State == "active");

    /// <summary>Reads the text again; null when it is not ours, or of somebody else.</summary>
    public static AccessSnapshot? Parse(string json, AccessTarget target)
    {
        try
        {
            return
                JsonConvert.DeserializeObject<AccessSnapshot>(json) is { Version: 1, Rows: not null } snapshot
                && snapshot.Course == target.CourseKey
                && snapshot.User == target.LearnerKey
                ? snapshot
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One enrolment as it was. Its window is not kept: nothing here changes one.</summary>
/// <param name="Enrolment">The enrolment's id.</param>
/// <param name="Section">Its section's id; empty when not told.</param>
/// <param name="State">Its own state: <c>active</c>, <c>invited</c>, <c>creation_pending</c>, <c>inactive</c> or <c>completed</c>.</param>
internal sealed record SnapshotRow(string Enrolment, string Section, string State);
