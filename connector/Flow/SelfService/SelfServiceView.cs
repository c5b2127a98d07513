using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.SelfService;

/// <summary>Where a learner's access to a course stands.</summary>
internal enum SelfServiceState
{
    /// <summary>Nothing stands against it.</summary>
    Clear,

    /// <summary>The last notice went out: it may be suspended.</summary>
    Noticed,

    /// <summary>It is suspended.</summary>
    Suspended,

    /// <summary>It is being given back.</summary>
    Returning,
}

/// <summary>What a learner is shown of one course: only what is about it, and of persons only the learner's first name.</summary>
internal sealed record SelfServiceView
{
    /// <summary>Gets the school's name.</summary>
    public required string School { get; init; }

    /// <summary>Gets ISO 3166-1 alpha-2 of the school: how amounts are written.</summary>
    public required string Country { get; init; }

    /// <summary>Gets the zone of days and hours.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Gets the payer's language, or else the school's.</summary>
    public required string Language { get; init; }

    /// <summary>Gets the learner's first name; empty when unknown.</summary>
    public required string FirstName { get; init; }

    /// <summary>Gets the course's name.</summary>
    public required string Course { get; init; }

    /// <summary>Gets where access stands.</summary>
    public required SelfServiceState State { get; init; }

    /// <summary>Gets the day in the school's zone.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Gets since when it is suspended, UTC; null when it is not.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Gets the recorded reason; null when none was decided.</summary>
    public RecordedReason? Reason { get; init; }

    /// <summary>Gets the days on which the payer was written to, oldest first.</summary>
    public IReadOnlyList<DateOnly> WrittenOn { get; init; } = [];

    /// <summary>Gets what it is about and still unpaid, oldest first.</summary>
    public IReadOnlyList<OwedItem> Items { get; init; } = [];

    /// <summary>Gets whether a payment has begun and is not settled: paying again would pay twice.</summary>
    public bool PaymentPending { get; init; }

    /// <summary>Gets whether a person of the school decides on each suspension.</summary>
    public bool PersonDecides { get; init; }

    /// <summary>Gets whether the suspension waits for that decision.</summary>
    public bool WaitsForPerson { get; init; }

    /// <summary>Gets the offer of a promise.</summary>
    public required SelfOffer Promise { get; init; }

    /// <summary>Gets the last day that a promise may name.</summary>
    public DateOnly PromiseLastDay { get; init; }

    /// <summary>Gets whether a promise gives access back.</summary>
    public bool PromiseRestores { get; init; }

    /// <summary>Gets the last day of the promise that holds; null when none does.</summary>
    public DateOnly? PromisedUntil { get; init; }

    /// <summary>Gets the offer of a grace pass.</summary>
    public required SelfOffer Grace { get; init; }

    /// <summary>Gets for how many hours a pass gives access back.</summary>
    public int GraceHours { get; init; }

    /// <summary>Gets when the pass that holds ends, UTC; null when none does.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>Gets the offer of an objection.</summary>
    public required SelfOffer Objection { get; init; }

    /// <summary>Gets when the learner objected, UTC; null when no objection waits.</summary>
    public DateTimeOffset? ObjectedAt { get; init; }

    /// <summary>Gets the sums by currency.</summary>
    public IReadOnlyList<Money> Totals =>
        [.. Items.GroupBy(x => x.Owed.Currency).Select(x => x.Select(i => i.Owed).Aggregate((a, b) => a + b))];

    /// <summary>Gets the payers of what is owed, each once.</summary>
    public IReadOnlyList<string> Payers => [.. Items.Select(x => x.PayerKey).Distinct()];

    /// <summary>The offer of an action.</summary>
    public SelfOffer OfferOf(SelfAction action) =>
        action switch
        {
            SelfAction.Promise => Promise,
            SelfAction.Grace => Grace,
            _ => Objection,
        };
}

/// <summary>One unpaid document on the page.</summary>
/// <param name="Reference">The receivable's reference.</param>
/// <param name="PayerKey">Who owes it; not shown.</param>
/// <param name="Description">What was bought.</param>
/// <param name="Number">The document's number; null when it has none.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="Owed">What is open at this instant.</param>
internal sealed record OwedItem(
    string Reference,
    string PayerKey,
    string Description,
    string? Number,
    DateOnly DueOn,
    Money Owed
);

/// <summary>A decision as it was recorded.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Arguments">Of its sentence.</param>
/// <param name="TakenOn">The day.</param>
/// <param name="Reference">What the school's staff asks for it by.</param>
internal sealed record RecordedReason(
    ReasonCode Code,
    IReadOnlyDictionary<string, string> Arguments,
    DateOnly TakenOn,
    string Reference
)
{
    /// <summary>The reason of a stored decision.</summary>
    public static RecordedReason Of(Decision decision) =>
        new(
            Enum.Parse<ReasonCode>(decision.Code),
            Newtonsoft.Json.JsonConvert.DeserializeObject<Dictionary<string, string>>(decision.Arguments)!,
            decision.TakenOn,
            decision.ReceivableRef
        );

    /// <summary>The sentence in es, en or pt.</summary>
    public string Sentence(string language) => Sentences.Render(Code, Arguments, language);
}
