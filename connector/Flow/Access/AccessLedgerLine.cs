using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Access;

/// <summary>A line of the access ledger.</summary>
internal sealed class AccessLedgerLine
{
    /// <summary>Access is about to be taken.</summary>
    public const string Taken = "taken";

    /// <summary>It was given back, or was never taken after all.</summary>
    public const string GivenBack = "given-back";

    /// <summary>How far the journal was at the end of a run.</summary>
    public const string Head = "head";

    /// <summary>One of the three above.</summary>
    public string Kind { get; init; } = "";
    public string School { get; init; } = "";

    /// <summary>When it happened, UTC; of what was given back, when it was taken.</summary>
    public DateTimeOffset At { get; init; }
    public string? Course { get; init; }
    public string? Learner { get; init; }

    /// <summary>Enrolment methods, separated by a space.</summary>
    public string? Methods { get; init; }

    /// <summary>The exact prior state, in the adapter's own form.</summary>
    public string? Snapshot { get; init; }

    /// <summary>References of the receivables that caused it, separated by a space.</summary>
    public string? CausedBy { get; init; }
    public long Position { get; init; }
    public string? Digest { get; init; }

    /// <summary>Gets what tells one taking from another.</summary>
    [Newtonsoft.Json.JsonIgnore]
    public (string?, string?, long) Key => (Course, Learner, At.ToUnixTimeMilliseconds());

    /// <summary>What tells one taking from another.</summary>
    public static (string?, string?, long) KeyOf(AccessRecord record) =>
        (record.CourseKey, record.LearnerKey, record.PlannedAt.ToUnixTimeMilliseconds());

    /// <summary>The line before a suspension.</summary>
    public static AccessLedgerLine Of(AccessRecord record) =>
        new()
        {
            Kind = Taken,
            School = record.School,
            At = record.PlannedAt,
            Course = record.CourseKey,
            Learner = record.LearnerKey,
            Methods = record.Methods,
            Snapshot = record.Snapshot,
            CausedBy = record.CausedBy,
        };

    /// <summary>The line that ends this one.</summary>
    public AccessLedgerLine End() =>
        new()
        {
            Kind = GivenBack,
            School = School,
            At = At,
            Course = Course,
            Learner = Learner,
        };

    /// <summary>The suspension, for a database that does not know it: whether it came to be is looked up in the LMS.</summary>
    public AccessRecord ToRecord() =>
        new()
        {
            School = School,
            CourseKey = Course ?? "",
            LearnerKey = Learner ?? "",
            Stage = AccessStage.Suspending,
            Methods = Methods ?? "",
            Snapshot = Snapshot ?? "",
            CausedBy = CausedBy ?? "",
            PlannedAt = At,
        };
}
