namespace Collections.Connector.Flow.Escalation;

/// <summary>Why the policy answers as it does.</summary>
internal enum ReasonCode
{
    /// <summary>Nothing is owed.</summary>
    NothingOwed,

    /// <summary>What is owed is below the policy's minimum.</summary>
    BelowMinimum,

    /// <summary>A promise to pay holds.</summary>
    PromiseHolds,

    /// <summary>The school put it on hold.</summary>
    OnHold,

    /// <summary>All of it is contested.</summary>
    Disputed,

    /// <summary>The learner objected to the suspension, and nobody has answered.</summary>
    Objected,

    /// <summary>The learner uses a grace pass.</summary>
    GracePass,

    /// <summary>The payer is exempt.</summary>
    Exempt,

    /// <summary>An outside collector has it.</summary>
    HandedOff,

    /// <summary>Access is suspended already.</summary>
    AccessTaken,

    /// <summary>Somebody gave access back by hand.</summary>
    RestoredByHand,

    /// <summary>Every rung was climbed.</summary>
    NoRungLeft,

    /// <summary>The rung's message is planned and waits for its moment.</summary>
    RungPlanned,

    /// <summary>A person is to finish the rung, such as a call.</summary>
    RungWithPerson,

    /// <summary>Nobody knows whether the rung before went out: a person says.</summary>
    RungUnproved,

    /// <summary>No channel took the message right before a suspension, and a person let it be.</summary>
    NoticeNotGiven,

    /// <summary>The next rung's day has not come.</summary>
    NextRungNotDue,

    /// <summary>The payer is exempt from suspensions.</summary>
    ExemptFromSuspension,

    /// <summary>A part is contested: nothing but messages about the rest.</summary>
    PartlyDisputed,

    /// <summary>The notice days of the rung before are running.</summary>
    NoticeRunning,

    /// <summary>The rung asks for a person's approval.</summary>
    WaitsForApproval,

    /// <summary>The rung is to be taken.</summary>
    RungDue,
}
