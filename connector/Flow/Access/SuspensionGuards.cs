using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Access;

/// <summary>What is looked at, live, right before a suspension. Facts only.</summary>
/// <param name="Owed">What the causing receivables owe after the last look, summed.</param>
/// <param name="DocumentsOpen">Whether the ERP, asked again just now, still shows each of their documents open.</param>
/// <param name="PendingPayment">Whether a payment of this payer has begun and is not settled.</param>
/// <param name="UnallocatedCredit">What the payer has paid and no document has taken; null when nothing.</param>
/// <param name="Standing">Whether a promise, hold, dispute or exemption holds today.</param>
/// <param name="Reading">What the LMS shows of access now.</param>
internal sealed record SuspensionFacts(
    Money Owed,
    bool DocumentsOpen,
    bool PendingPayment,
    Money? UnallocatedCredit,
    bool Standing,
    AccessReading Reading
);

/// <summary>A guard that does not hold: why nothing happened.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">The sentence.</param>
internal sealed record GuardFailure(string Code, string Message);

/// <summary>The guards of a suspension that are looked at here; all are evaluated, not only the first that fails. Pure.</summary>
internal static class SuspensionGuards
{
    /// <summary>Gets what speaks against it; nothing when every guard holds.</summary>
    public static IReadOnlyList<GuardFailure> Failures(SuspensionFacts facts)
    {
        var failures = new List<GuardFailure>();
        Require(
            facts.Owed.IsPositive && facts.DocumentsOpen,
            "guard.last-look",
            "Asked again just now, ERP and gateway do not show the debt any more."
        );
        Require(!facts.PendingPayment, "guard.pending-payment", "A payment of the payer has begun and is not settled.");
        Require(
            facts.UnallocatedCredit is null,
            "guard.credit",
            $"The payer has paid {facts.UnallocatedCredit} that no document has taken."
        );
        Require(!facts.Standing, "guard.standing", "A promise, hold, dispute or exemption holds today.");
        Require(
            facts.Reading.State == AccessState.Open,
            "guard.no-access",
            "The learner has no access to the course as it is."
        );
        Require(
            facts.Reading.CanSuspend,
            "guard.not-capable",
            facts.Reading.Reason ?? "The LMS cannot suspend this enrolment."
        );
        return failures;

        void Require(bool holds, string code, string message)
        {
            if (!holds)
            {
                failures.Add(new GuardFailure(code, message));
            }
        }
    }
}
