using Collections.Connector.Flow.Journal;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Ledger;

/// <summary>A stored wish to write to another system.</summary>
internal sealed class Intent
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public IntentKind Kind { get; set; }

    /// <summary>What it is about; one intent per kind and reference.</summary>
    public string Reference { get; set; } = "";
    public IntentState State { get; set; }

    /// <summary>What will be sent, as JSON; empty where it is rebuilt from facts.</summary>
    public string Payload { get; set; } = "";

    /// <summary>SHA-256 of the payload.</summary>
    public string PayloadDigest { get; set; } = "";
    public int Attempts { get; set; }
    public string? LastAnswer { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? NextAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}

/// <summary>What is wished for.</summary>
internal enum IntentKind
{
    /// <summary>To bill an enrolment; parked when its data is at fault.</summary>
    Bill,

    /// <summary>To find, bind or create a customer.</summary>
    Customer,

    /// <summary>To issue a document.</summary>
    Document,

    /// <summary>To enter a gateway payment in the ERP.</summary>
    Payment,

    /// <summary>To send a message.</summary>
    Contact,

    /// <summary>To suspend access.</summary>
    Suspend,

    /// <summary>To give access back.</summary>
    Restore,

    /// <summary>To hand a receivable to an outside collector.</summary>
    HandOff,

    /// <summary>To give money back at the gateway, or to enter in the ERP that it went back.</summary>
    Refund,

    /// <summary>To enrol a learner in a course that was sold outside the LMS.</summary>
    Enrol,
}

/// <summary>How far an intent is.</summary>
internal enum IntentState
{
    /// <summary>Not sent yet.</summary>
    Planned,

    /// <summary>Being sent; found so after a crash it is looked up like unknown.</summary>
    Sent,

    /// <summary>Done, and the answer stored.</summary>
    Done,

    /// <summary>No trustworthy answer: looked up, never repeated blindly.</summary>
    Unknown,

    /// <summary>Needs a person.</summary>
    Parked,

    /// <summary>A person ended it without doing it.</summary>
    Dismissed,
}

/// <summary>An entry of the journal. Append-only; the chain holds digests, the erasable text stands beside it.</summary>
internal sealed class JournalEntry
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string Actor { get; set; } = "";

    /// <summary>What happened, such as <c>document.posted</c>.</summary>
    public string Kind { get; set; } = "";
    public string Subject { get; set; } = "";

    /// <summary>SHA-256 of <see cref="Payload"/>; stays when the payload is erased.</summary>
    public string PayloadDigest { get; set; } = "";

    /// <summary>Facts as JSON, without personal data where possible; null once erased.</summary>
    public string? Payload { get; set; }

    /// <summary>Position in the school's chain; null until sealed.</summary>
    public long? Position { get; set; }

    /// <summary>SHA-256 over the digest before and this entry's facts; null until sealed.</summary>
    public string? Digest { get; set; }

    /// <summary>A new entry.</summary>
    public static JournalEntry Of(
        string school,
        DateTimeOffset at,
        string actor,
        string kind,
        string subject,
        object facts
    )
    {
        var payload = JsonConvert.SerializeObject(facts);
        return new JournalEntry
        {
            School = school,
            At = at,
            Actor = OneLine(actor),
            Kind = kind,
            Subject = OneLine(subject),
            Payload = payload,
            PayloadDigest = JournalDigest.Of(payload),
        };
    }

    // The chain joins the fields by line breaks: none may be inside a field.
    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }
        );
}

/// <summary>Where reading a source stands: cursor and freshness.</summary>
internal sealed class SourceReading
{
    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary>Such as <c>lms.enrolments</c>, <c>erp.documents</c>, <c>stripe.events</c>.</summary>
    public string Source { get; set; } = "";
    public string? Cursor { get; set; }

    /// <summary>When it was last read successfully.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>One run of the cycle.</summary>
internal sealed class RunRow
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string Actor { get; set; } = "";
    public bool DryRun { get; set; }

    /// <summary>The CycleReport as JSON; null while it runs.</summary>
    public string? Report { get; set; }
}

/// <summary>Whose turn it is to write to an ERP company. Rows of PostgreSQL only: a SQLite file has a lock beside it.</summary>
internal sealed class LeaseRow
{
    public long Id { get; set; }

    /// <summary>The ERP company; schools that share one share the row.</summary>
    public string Name { get; set; } = "";

    /// <summary>The node, its process and the turn; empty when it was let go of in order.</summary>
    public string Owner { get; set; } = "";

    /// <summary>When it was taken, by the database's clock.</summary>
    public DateTimeOffset TakenAt { get; set; }

    /// <summary>Until when it lasts if nobody renews it, by the database's clock.</summary>
    public DateTimeOffset Until { get; set; }
}
