using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>What gateway, ledger and ERP have of one payment.</summary>
/// <param name="Reference">Our reference of it.</param>
/// <param name="Told">The payment as the gateway tells it now, on top of what the ledger knew; null when neither knows it.</param>
/// <param name="InLedger">Whether the ledger has it.</param>
/// <param name="Entered">What the ERP has under the reference, in all; null when nothing.</param>
/// <param name="Entries">How many entries that are.</param>
/// <param name="Intent">The wish to enter it; null before.</param>
/// <param name="NextRunSees">Whether the gateway's listing of the next run reaches back to it.</param>
internal sealed record PaymentFacts(
    string Reference,
    Payment? Told,
    bool InLedger,
    Money? Entered,
    int Entries = 1,
    Intent? Intent = null,
    bool NextRunSees = true
);

/// <summary>Money of a customer that no document has taken.</summary>
/// <param name="CustomerKey">The ERP's key.</param>
/// <param name="Credit">How much.</param>
/// <param name="SettledTwin">The number of a settled invoice of exactly that amount; null when there is none.</param>
internal sealed record CreditFacts(string CustomerKey, Money Credit, string? SettledTwin);

/// <summary>Why a payment is not the same in gateway and ERP. Pure.</summary>
internal static class PaymentCauses
{
    private const string NextRunEnters =
        "The next run enters that it went back, and the debt is open again. If `parked list` has it, its reason says what to do in the ERP.";

    /// <summary>Compares a gateway's payment with what the ERP has under its reference.</summary>
    public static Difference? Of(PaymentFacts facts)
    {
        if (facts.Told is not { } told)
        {
            return facts.Entered is { IsZero: false } unknown
                ? Difference.ByPerson(
                    DifferenceCause.UnknownInLedger,
                    facts.Reference,
                    unknown,
                    $"The ERP has a payment of {unknown} under this reference that neither gateway nor connector knows.",
                    "In the ERP: compare it with the gateway; cancel it, or take the reference off. After a backup was put back, run `sync` first."
                )
                : null;
        }

        var currency = Currency.Of(told.Currency);
        var kept = new Money(PaymentStates.KeptMinor(told), currency);
        var entered = facts.Entered ?? Money.Zero(currency);
        if (entered == kept || (entered.IsZero && kept.IsZero))
        {
            return null;
        }

        if (entered.Currency != currency)
        {
            return Differs(facts, entered, kept, entered);
        }

        var tooMuch = entered - kept;
        return entered.IsZero ? NotEntered(facts, kept)
            : told.State == PaymentState.Disputed && tooMuch.IsPositive
                ? Difference.BySync(
                    DifferenceCause.Chargeback,
                    facts.Reference,
                    tooMuch,
                    $"The payer's bank disputes it, and the ERP still counts {entered}.",
                    NextRunEnters
                )
            : told.RefundedMinor > 0 && tooMuch.IsPositive
                ? Difference.BySync(
                    DifferenceCause.GivenBack,
                    facts.Reference,
                    tooMuch,
                    $"The gateway has given back {new Money(told.RefundedMinor, currency)}, and the ERP still counts {entered}.",
                    NextRunEnters
                )
            : facts.Entries > 1 && tooMuch.IsPositive
                ? Difference.ByPerson(
                    DifferenceCause.PaidTwice,
                    facts.Reference,
                    tooMuch,
                    $"The ERP has it {facts.Entries} times: {entered}, and the gateway took {kept}.",
                    "In the ERP: cancel the payment that was entered by hand."
                )
            : Differs(facts, entered, kept, tooMuch);
    }

    /// <summary>Names money that no document has taken.</summary>
    public static Difference? Of(CreditFacts facts) =>
        !facts.Credit.IsPositive ? null
        : facts.SettledTwin is { } invoice
            ? Difference.ByPerson(
                DifferenceCause.PaidTwice,
                $"customer {facts.CustomerKey}",
                facts.Credit,
                $"{facts.Credit} is too much: exactly what {invoice} came to, which is settled.",
                "In the ERP: allocate it to another invoice, or give it back there and at the gateway."
            )
        : Difference.ByPerson(
            DifferenceCause.Overpaid,
            $"customer {facts.CustomerKey}",
            facts.Credit,
            $"{facts.Credit} has come that no document has taken.",
            "In the ERP: allocate it to an invoice, or give it back there and at the gateway."
        );

    private static Difference? NotEntered(PaymentFacts facts, Money kept) =>
        facts switch
        {
            { Intent.State: IntentState.Dismissed } => null, // A person has entered it otherwise, or said why not.
            { Intent: { State: IntentState.Parked } intent } => Difference.ByRetry(
                DifferenceCause.PaidNotInErp,
                facts.Reference,
                kept,
                $"The gateway has {kept}; the ERP has nothing. {intent.LastAnswer}",
                facts.Reference,
                "Mend what the reason says, then let the next run try again; or enter it by hand and `parked dismiss`."
            ),
            { InLedger: false, NextRunSees: false } => Difference.ByPerson(
                DifferenceCause.PaidNotInErp,
                facts.Reference,
                kept,
                $"The gateway has {kept}, and its webhook never came.",
                "In the gateway: send the payment's event again to the webhook of `serve`. Then `sync`."
            ),
            _ => Difference.BySync(
                DifferenceCause.PaidNotInErp,
                facts.Reference,
                kept,
                $"The gateway has {kept}; the ERP has nothing.",
                "The next run enters it."
            ),
        };

    private static Difference Differs(PaymentFacts facts, Money entered, Money kept, Money amount) =>
        Difference.ByPerson(
            DifferenceCause.PaymentDiffers,
            facts.Reference,
            amount,
            $"The gateway has kept {kept}; the ERP has {entered}.",
            "In the ERP: compare with the gateway and put the payment right."
        );
}
