namespace Collections.Connector.Flow.Compliance;

/// <summary>When may this message go out? What <see cref="ContactLaw"/> is asked.</summary>
/// <param name="Now">The instant from which on it could.</param>
/// <param name="Channel">The channel's name, such as <c>email</c>.</param>
/// <param name="Zones">Where the debtor lives, or every zone in which the debtor may live (<see cref="DebtorZones"/>): all of them must allow it. At least one.</param>
/// <param name="Rule">The law; null when none is known: then only the payer's own wish counts.</param>
internal sealed record ContactQuestion(
    DateTimeOffset Now,
    string Channel,
    IReadOnlyList<TimeZoneInfo> Zones,
    ContactRule? Rule
)
{
    /// <summary>Gets the contacts with this debtor, in any order; planned ones may lie in the future. What may have gone out counts as gone out.</summary>
    public IReadOnlyList<PastContact> Past { get; init; } = [];

    /// <summary>Gets the debts that the message is about; none counts as all of them.</summary>
    public IReadOnlyCollection<string> Debts { get; init; } = [];

    /// <summary>Gets what the payer said of the channel.</summary>
    public ConsentState Consent { get; init; }

    /// <summary>Gets whether the school collects for others, or debts that it bought.</summary>
    public bool Agency { get; init; }
}

/// <summary>A contact that was, or is planned.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="At">The instant.</param>
/// <param name="Debts">The debts that it was about; none counts as all of them.</param>
/// <param name="Conversation">Whether the two spoke with each other.</param>
internal sealed record PastContact(
    string Channel,
    DateTimeOffset At,
    IReadOnlyCollection<string> Debts,
    bool Conversation = false
);

/// <summary>What a payer said of a channel.</summary>
internal enum ConsentState
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>The payer consented, or the signed terms of enrolment did.</summary>
    Consented,

    /// <summary>The payer wishes no messages on it.</summary>
    OptedOut,
}

/// <summary>When a message may go out, and why not now.</summary>
/// <param name="Outcome">Whether there is such a moment.</param>
/// <param name="At">The first lawful moment, UTC: the question's own when nothing moved it; null when there is none.</param>
/// <param name="Reasons">What moved or stopped it, in the order in which it was met; empty when now is lawful.</param>
/// <param name="Looked">How many instants were looked at.</param>
internal sealed record ContactAnswer(
    ContactOutcome Outcome,
    DateTimeOffset? At,
    IReadOnlyList<ContactReason> Reasons,
    int Looked
);

/// <summary>Whether there is a lawful moment.</summary>
internal enum ContactOutcome
{
    /// <summary>There is.</summary>
    Lawful,

    /// <summary>Not on this channel, whenever.</summary>
    NeverOnThisChannel,

    /// <summary>Not within <see cref="ContactLaw.HorizonDays"/> days.</summary>
    NothingSoon,
}

/// <summary>What moved or stopped a message.</summary>
/// <param name="Code">Why.</param>
/// <param name="Arguments">The facts that its sentence names; days as yyyy-MM-dd.</param>
internal sealed record ContactReason(ContactCode Code, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>A reason with its facts.</summary>
    public static ContactReason Of(ContactCode code, params (string Name, string Value)[] arguments) =>
        new(code, arguments.ToDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal));
}

/// <summary>Codes of <see cref="ContactReason"/>.</summary>
internal enum ContactCode
{
    /// <summary>Outside the hours of contact.</summary>
    Window,

    /// <summary>A holiday.</summary>
    Holiday,

    /// <summary>As many contacts as the law allows.</summary>
    Cap,

    /// <summary>Too soon after the contact before.</summary>
    Gap,

    /// <summary>Another channel was used within the week.</summary>
    OneChannel,

    /// <summary>Too soon after a conversation.</summary>
    CoolOff,

    /// <summary>The payer wishes no messages on this channel.</summary>
    OptedOut,

    /// <summary>The law asks for a consent that is not there.</summary>
    NoConsent,

    /// <summary>No lawful moment within the days that were looked at.</summary>
    NoMoment,
}
