using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Ledger;

/// <summary>A course of the LMS, mirrored.</summary>
internal sealed class CourseRow
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Key { get; set; } = "";

    /// <summary>The <see cref="CourseFact"/> as JSON; a digest beside it tells when it changed.</summary>
    public string Fact { get; set; } = "";
    public string Digest { get; set; } = "";
    public string ShortName { get; set; } = "";

    /// <summary>When the course's enrolments were first listed completely; before that, nobody's beginning can be told from being seen.</summary>
    public DateTimeOffset? FirstListedAt { get; set; }
    public DateTimeOffset? GoneAt { get; set; }
}

/// <summary>A learner of the LMS, mirrored. Personal data.</summary>
internal sealed class LearnerRow
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Key { get; set; } = "";

    /// <summary>The <see cref="LearnerFact"/> as JSON.</summary>
    public string Fact { get; set; } = "";
    public string Digest { get; set; } = "";
    public DateTimeOffset ReadAt { get; set; }
}

/// <summary>An enrolment of the LMS, mirrored: one learner, one course, one method.</summary>
internal sealed class EnrolmentRow
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";
    public string Method { get; set; } = "";
    public EnrolmentStatus Status { get; set; }
    public DateTimeOffset? StartsAt { get; set; }
    public DateTimeOffset? EndsAt { get; set; }
    public bool WindowKnown { get; set; }
    public bool? IsLearner { get; set; }
    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When a complete listing no longer had it.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    public EnrolmentFact ToFact() =>
        new(CourseKey, LearnerKey, Method, Status, StartsAt, EndsAt, WindowKnown, IsLearner);
}

/// <summary>One coming-and-going of a learner in a course. Our own suspension never ends one.</summary>
internal sealed class Episode
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    /// <summary>First day in the school's zone; null when the LMS did not tell and the course was being listed for the first time.</summary>
    public DateOnly? BeganOn { get; set; }
    public DateOnly? EndedOn { get; set; }

    /// <summary>Set once a document is planned: from then on the terms stand as they are.</summary>
    public bool Billed { get; set; }

    /// <summary>Why it is not billed, as a code; null while it is, or before it was looked at.</summary>
    public string? NotBilled { get; set; }

    /// <summary>
    /// The mark of the rules and the day that it was last judged by; null when it is to be judged again. The database itself
    /// takes the mark away when the episode, an enrolment, the learner or the course changes.
    /// </summary>
    public string? Judged { get; set; }
}
