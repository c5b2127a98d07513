namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What can go wrong, one by one. A new one goes here, and into the place that rolls for it.</summary>
internal enum FaultKind
{
    /// <summary>No answer, and nothing was sent.</summary>
    Unavailable,

    /// <summary>A system does not answer for days.</summary>
    Outage,

    /// <summary>The whole batch was done, and its answer was lost.</summary>
    AnswerLost,

    /// <summary>The batch was done, and part of its answer was lost.</summary>
    AnswerLostInPart,

    /// <summary>The request was lost on its way, and nobody knows.</summary>
    NeverArrived,

    /// <summary>No answer, and it is done minutes later.</summary>
    DoneLate,

    /// <summary>One item of a batch is refused.</summary>
    ItemRefused,

    /// <summary>One item of a batch is put off.</summary>
    ItemPutOff,

    /// <summary>The process dies before a call.</summary>
    CrashBeforeCall,

    /// <summary>The process dies after a call was done, before its answer is stored.</summary>
    CrashAfterCall,

    /// <summary>The process dies before a commit.</summary>
    CrashBeforeCommit,

    /// <summary>The process dies right after a commit.</summary>
    CrashAfterCommit,

    /// <summary>A listing of enrolments is cut short, and says so.</summary>
    ListingCutShort,

    /// <summary>The LMS refuses to give an access back.</summary>
    RestoreRefused,

    /// <summary>Records change between two calls or pages of one run.</summary>
    ChangeDuringRun,

    /// <summary>A webhook never comes.</summary>
    WebhookLost,

    /// <summary>A webhook comes hours later, after others that happened later.</summary>
    WebhookLate,

    /// <summary>A webhook comes twice.</summary>
    WebhookTwice,

    /// <summary>The gateway's listing shows an event only minutes after it happened.</summary>
    EventListedLate,

    /// <summary>The clock is set back a little.</summary>
    ClockBack,
}

/// <summary>How rough a seed is: which faults it knows, and how often they come.</summary>
/// <param name="Kinds">The faults that may come.</param>
/// <param name="CallPermille">How often a call meets one.</param>
/// <param name="CommitPermille">How often a run dies at one of its commits.</param>
internal sealed record Weather(IReadOnlyList<FaultKind> Kinds, int CallPermille, int CommitPermille)
{
    public static readonly Weather Fair = new([], 0, 0);

    /// <summary>Draws the weather of a seed: some are fair throughout, each rough one has its own few faults.</summary>
    public static Weather Draw(Dice dice)
    {
        if (dice.Chance(150))
        {
            return Fair;
        }

        var share = dice.Pick([300, 600, 1000]);
        var kinds = Enum.GetValues<FaultKind>().Where(_ => dice.Chance(share)).ToList();
        return new Weather(kinds, dice.Pick([10, 30, 80]), dice.Pick([0, 50, 200]));
    }

    public bool Has(FaultKind kind) => Kinds.Contains(kind);
}
