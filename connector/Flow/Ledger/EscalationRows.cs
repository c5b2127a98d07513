using Collections.Connector.Ports;

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

    /// <summary>What it is more closely: a dispute's or hand-off's category, what an exemption is from, the variant of an assignment; null when nothing.</summary>
    public string? Category { get; set; }

    /// <summary>The amount that it is about, in minor units: promised, or disputed; null for all that is owed.</summary>
    public long? AmountMinor { get; set; }

    /// <summary>What was owed when a promise was made, in minor units; null for other kinds.</summary>
    public long? OwedMinor { get; set; }

    /// <summary>The currency of the amounts; null without an amount.</summary>
    public string? Currency { get; set; }

    /// <summary>A promise's parts, as a JSON array of day and amount in minor units; null for one part.</summary>
    public string? Parts { get; set; }

    /// <summary>How it ended, such as <c>kept</c>, <c>broken</c> or <c>released</c>; null while it holds.</summary>
    public string? Outcome { get; set; }
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

    /// <summary>A person assigned a variant of the policy.</summary>
    Assignment,

    /// <summary>An outside collector has it: frozen on our side.</summary>
    HandOff,

    /// <summary>A discount that an on-time payer has for the next enrolment.</summary>
    Reward,
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

    /// <summary>When it was last given to a provider, whatever came of it: caps count by it.</summary>
    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>The next lawful moment that it waits for; null when it does not wait.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Why it waits, as codes separated by a space; null when it does not.</summary>
    public string? Waits { get; set; }

    /// <summary>The payer's behaviour when it was planned, for figures; null when unknown.</summary>
    public string? Segment { get; set; }

    /// <summary>What came of it in a person's words or the provider's code, without personal data; null when nothing.</summary>
    public string? Outcome { get; set; }
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

    /// <summary>A person is to finish it, such as a call or a letter to be posted: not sent until that person says so.</summary>
    WithPerson,
}

/// <summary>What is known of a payer on a channel: consent, opt-out, an address that does not work.</summary>
internal sealed class PayerChannel
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string PayerKey { get; set; } = "";
    public string Channel { get; set; } = "";
    public ChannelStanding Standing { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Who or what said so, such as <c>answer</c>, <c>link</c> or a person's name.</summary>
    public string By { get; set; } = "";

    /// <summary>When the payer last wrote on it; null for never.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>What a payer said of a channel, or what became of it.</summary>
internal enum ChannelStanding
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>The payer consented.</summary>
    Consented,

    /// <summary>The payer wishes no messages on it.</summary>
    OptedOut,

    /// <summary>A message did not arrive: it is not used until the address changes or a person frees it.</summary>
    Failed,
}

/// <summary>What came back from a payer or a provider, kept beside the contact. The text is personal data and can be erased.</summary>
internal sealed class ContactReply
{
    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary>The channel and the provider's key of it: stored once.</summary>
    public string Key { get; set; } = "";
    public string Channel { get; set; } = "";

    /// <summary>The contact that it is about; null when it names none.</summary>
    public string? ContactReference { get; set; }

    /// <summary>Who it is from; null when nobody is known by that address.</summary>
    public string? PayerKey { get; set; }
    public MessageEventKind Kind { get; set; }
    public DateTimeOffset At { get; set; }
    public string Text { get; set; } = "";

    /// <summary>Whether a person has dealt with it: only answers ask for one.</summary>
    public ReplyState State { get; set; }

    /// <summary>Who dealt with it, and what it became; null before.</summary>
    public string? Became { get; set; }
}

/// <summary>Whether a person has dealt with a reply.</summary>
internal enum ReplyState
{
    /// <summary>It asks for nobody.</summary>
    Noted,

    /// <summary>It waits for a person.</summary>
    Waiting,

    /// <summary>A person has dealt with it.</summary>
    Dealt,
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
