using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>An active enrolment that the rules bill and that has no document.</summary>
/// <param name="Subject">The receivable's reference, or <c>course/learner</c> before there is one.</param>
/// <param name="Amount">What is not billed; null when the rules cannot say.</param>
/// <param name="State">How far it is.</param>
/// <param name="Parked">What is parked of it, by the reference that <c>parked</c> takes; null when nothing.</param>
/// <param name="Reason">Why it waits; null when nothing is known.</param>
internal sealed record UnbilledFacts(
    string Subject,
    Money? Amount,
    UnbilledState State,
    string? Parked = null,
    string? Reason = null
);

/// <summary>How far an enrolment without a document is.</summary>
internal enum UnbilledState
{
    /// <summary>The ledger does not have it yet, or not as the LMS has it now.</summary>
    NotRead,

    /// <summary>Its data is at fault.</summary>
    DataFault,

    /// <summary>A person must act.</summary>
    Parked,

    /// <summary>A person said that it is not to be billed.</summary>
    Dismissed,

    /// <summary>The school's switch only proposes.</summary>
    SwitchedOff,

    /// <summary>The next run makes it.</summary>
    Waiting,
}

/// <summary>A suspension of ours, what is owed of its cause, and what the LMS shows.</summary>
/// <param name="Subject"><c>course/learner</c>.</param>
/// <param name="Owed">Whether what caused it is still asked for, by the ERP's amounts of now.</param>
/// <param name="Amount">What is owed of it; null when nothing was ever billed.</param>
/// <param name="Stage">What the ledger says.</param>
/// <param name="Shown">What the LMS shows.</param>
/// <param name="Problem">Why giving it back failed; null when it did not.</param>
internal sealed record SuspendedFacts(
    string Subject,
    bool Owed,
    Money? Amount,
    AccessStage Stage,
    AccessState Shown,
    string? Problem = null
);

/// <summary>Why LMS and ledger do not say the same. Pure.</summary>
internal static class LearningCauses
{
    /// <summary>Names an enrolment that is not billed.</summary>
    public static Difference? Of(UnbilledFacts facts)
    {
        const DifferenceCause Cause = DifferenceCause.EnrolledNotBilled;
        return facts.State switch
        {
            UnbilledState.Dismissed => null,
            UnbilledState.Parked => Difference.ByRetry(
                Cause,
                facts.Subject,
                facts.Amount,
                $"It is enrolled and not billed: {facts.Reason}",
                facts.Parked!,
                "Mend what the reason says, then let the next run try again; or `parked dismiss`."
            ),
            UnbilledState.DataFault => Difference.BySync(
                Cause,
                facts.Subject,
                facts.Amount,
                $"It is enrolled and not billed: {facts.Reason}",
                "Mend the data in the LMS first; the next run takes it up."
            ),
            UnbilledState.SwitchedOff => Difference.ByPerson(
                Cause,
                facts.Subject,
                facts.Amount,
                "It is enrolled and not billed: the school's switch for invoices does not say act.",
                "Set switches.invoices in school.json to act when the school is ready; then `sync`."
            ),
            UnbilledState.NotRead => Difference.BySync(
                Cause,
                facts.Subject,
                facts.Amount,
                "It is enrolled, and the connector has not read that yet.",
                "The next run bills it."
            ),
            _ => Difference.BySync(
                Cause,
                facts.Subject,
                facts.Amount,
                "It is enrolled, and its invoice is due and not made.",
                "The next run makes it, as far as the limit of a run allows."
            ),
        };
    }

    /// <summary>Compares a suspension with what is owed and with what the LMS shows.</summary>
    public static Difference? Of(SuspendedFacts facts) =>
        facts switch
        {
            { Owed: false, Shown: AccessState.Closed } => Difference.BySync(
                DifferenceCause.SuspendedThoughPaid,
                facts.Subject,
                null,
                $"Nothing of what it was suspended for is owed, and the LMS shows no access.{(facts.Problem is null ? "" : " " + facts.Problem)}",
                "The next run gives access back. Where it has failed before, give it back in the LMS by hand now."
            ),
            { Owed: true, Stage: AccessStage.Suspended, Shown: AccessState.Open } => Difference.BySync(
                DifferenceCause.AccessAlthoughSuspended,
                facts.Subject,
                facts.Amount,
                "The connector has suspended it, and the LMS shows access: somebody let the learner in there.",
                "The next run takes note and respects it. If it was a mistake, suspend in the LMS."
            ),
            _ => null,
        };
}
