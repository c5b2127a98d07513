namespace Collections.Connector.Flow.Ledger;

/// <summary>What a person said that changes what may happen: promise, hold, dispute, exemption, approval.</summary>
internal sealed class Standing
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public StandingKind Kind { get; set; }

    /// <summary><c>payer</c>, <c>agreement</c>, <c>receivable</c>, or <c>access</c> with the key <c>course/learner</c>.</summary>
    public string SubjectKind { get; set; } = "";
    public string SubjectKey { get; set; } = "";

    /// <summary>The last day it holds; null for no end.</summary>
    public DateOnly? Until { get; set; }
    public string By { get; set; } = "";
    public string Why { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The instant at which it ends, for what is counted in hours; null when days count.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>What it must not be made twice for, such as a learner's second grace pass; null when it may repeat. One per school and key.</summary>
    public string? Key { get; set; }
}

/// <summary>Kinds of <see cref="Standing"/>.</summary>
internal enum StandingKind
{
    /// <summary>The payer promised to pay.</summary>
    Promise,

    /// <summary>The school waits.</summary>
    Hold,

    /// <summary>The debt is contested.</summary>
    Dispute,

    /// <summary>Never suspend, never contact.</summary>
    Exemption,

    /// <summary>A person approved a step that asks for it.</summary>
    Approval,

    /// <summary>The learner objected to a suspension: the step is frozen until a person answers.</summary>
    Objection,

    /// <summary>A learner used a grace pass: access for some hours.</summary>
    Grace,
}

/// <summary>One message to one payer for one rung, listing its receivables.</summary>
internal sealed class Contact
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Reference { get; set; } = "";
    public string PayerKey { get; set; } = "";
    public string Rung { get; set; } = "";
    public string Template { get; set; } = "";

    /// <summary>The channel that took it, or was last tried; empty before.</summary>
    public string Channel { get; set; } = "";
    public ContactState State { get; set; }
    public DateTimeOffset PlannedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public string? ProviderKey { get; set; }
    public List<ContactItem> Items { get; } = [];
}

/// <summary>How far a contact is.</summary>
internal enum ContactState
{
    /// <summary>Wished for.</summary>
    Planned,

    /// <summary>A provider took it.</summary>
    Sent,

    /// <summary>It may have gone out: counts as sent for limits, as not sent before a suspension; never sent again by itself.</summary>
    Unknown,

    /// <summary>No channel could take it.</summary>
    Failed,

    /// <summary>It arrived.</summary>
    Delivered,

    /// <summary>No channel could take it, and a person let it be: the next message may come, a suspension may not.</summary>
    PassedOver,
}

/// <summary>A receivable on a contact: at most one per receivable and rung.</summary>
internal sealed class ContactItem
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long ContactId { get; set; }
    public string ReceivableRef { get; set; } = "";
    public string Rung { get; set; } = "";
}

/// <summary>The policy's answer for a receivable; stored only when it changes. The sentence is rendered when it is read.</summary>
internal sealed class Decision
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string ReceivableRef { get; set; } = "";
    public string Code { get; set; } = "";

    /// <summary>The rung it takes; null when nothing happens.</summary>
    public string? Rung { get; set; }

    /// <summary>Arguments of the sentence, as a JSON object of strings.</summary>
    public string Arguments { get; set; } = "{}";
    public string PolicyVersion { get; set; } = "";
    public DateOnly TakenOn { get; set; }
}

/// <summary>Access that we took from a learner in a course, with the exact prior state.</summary>
internal sealed class AccessRecord
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";
    public AccessStage Stage { get; set; }
    public string Methods { get; set; } = "";

    /// <summary>The adapter's own JSON, kept as it is, replayed on restoring.</summary>
    public string Snapshot { get; set; } = "";

    /// <summary>References of the receivables that caused it, separated by a space.</summary>
    public string CausedBy { get; set; } = "";
    public long? DecisionId { get; set; }
    public DateTimeOffset PlannedAt { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>When it was first seen that the condition no longer holds.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }
    public DateTimeOffset? RestoredAt { get; set; }
    public string? Problem { get; set; }
}

/// <summary>What every guard last answered for a suspension that was due; stored only when it changes.</summary>
internal sealed class SuspensionReview
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";

    /// <summary>References of the receivables that cause it, separated by a space.</summary>
    public string CausedBy { get; set; } = "";

    /// <summary>The guards' answers, as a JSON array of code, holds and arguments.</summary>
    public string Answers { get; set; } = "[]";
    public ReviewState State { get; set; }

    /// <summary>When these answers were first given.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>What came of a review.</summary>
internal enum ReviewState
{
    /// <summary>A guard does not hold.</summary>
    Stopped,

    /// <summary>Every guard holds but the approval: it is in the queue.</summary>
    WaitsForApproval,

    /// <summary>Every guard holds, and the school's switch only proposes.</summary>
    Proposed,

    /// <summary>Every guard held, and it was suspended, or asked of the LMS.</summary>
    Agreed,

    /// <summary>It is not due any more: paid, or waited with.</summary>
    Over,
}

/// <summary>How far a suspension is.</summary>
internal enum AccessStage
{
    /// <summary>The prior state is stored, and the LMS may or may not have acted.</summary>
    Suspending,

    /// <summary>The LMS, read back, shows no access.</summary>
    Suspended,

    /// <summary>To be given back, and not proved yet.</summary>
    Restoring,

    /// <summary>The LMS, read back, shows access.</summary>
    Restored,

    /// <summary>Somebody gave access back in the LMS itself: respected, not fought.</summary>
    RestoredByHand,

    /// <summary>It never came to a suspension.</summary>
    NotSuspended,
}
