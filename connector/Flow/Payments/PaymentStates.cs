using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Payments;

/// <summary>How a gateway's events change a payment. Pure; duplicates and any order of arrival end in the same state.</summary>
internal static class PaymentStates
{
    /// <summary>Applies an event.</summary>
    /// <returns>Whether it changed anything.</returns>
    public static bool Apply(Payment payment, GatewayEvent gatewayEvent)
    {
        var before = (payment.State, payment.StateAt, payment.AmountMinor, payment.RefundedMinor);
        if (gatewayEvent.State == PaymentState.Refunded)
        {
            // What has been given back in all only grows.
            payment.RefundedMinor = Math.Max(payment.RefundedMinor, gatewayEvent.Amount.MinorUnits);
        }
        else
        {
            TakeAmount(payment, gatewayEvent);
            TakeState(payment, gatewayEvent);
        }

        if (
            payment.State is PaymentState.Succeeded or PaymentState.Disputed
            && payment is { AmountMinor: > 0, RefundedMinor: > 0 }
            && payment.RefundedMinor >= payment.AmountMinor
        )
        {
            payment.State = PaymentState.Refunded;
            payment.StateAt = gatewayEvent.At;
        }

        return before != (payment.State, payment.StateAt, payment.AmountMinor, payment.RefundedMinor);
    }

    /// <summary>What is left of a payment: what was given back by hand stands in the ERP alone, and counts too.</summary>
    public static long KeptMinor(Payment payment) =>
        payment.State == PaymentState.Succeeded
            ? payment.AmountMinor - Math.Max(payment.RefundedMinor, payment.GivenBackMinor)
            : 0;

    // Only a success proves the amount; a dispute tells its own, and so does one that was won.
    private static void TakeAmount(Payment payment, GatewayEvent gatewayEvent)
    {
        var amount = gatewayEvent.Amount.MinorUnits;
        payment.AmountMinor = (gatewayEvent.State, IsSettled(payment.State)) switch
        {
            (PaymentState.Succeeded, true) => Math.Max(payment.AmountMinor, amount),
            (PaymentState.Succeeded, false) => amount,
            (PaymentState.Pending or PaymentState.Failed, false) => amount,
            _ => payment.AmountMinor,
        };
    }

    // Money that is there is not undone by a late "failed" or "pending". Within one kind the newest event tells.
    private static void TakeState(Payment payment, GatewayEvent gatewayEvent)
    {
        var settles = IsSettled(gatewayEvent.State).CompareTo(IsSettled(payment.State));
        var newer = gatewayEvent.At.CompareTo(payment.StateAt);
        if (
            payment.State != PaymentState.Refunded
            && (
                settles > 0
                || (settles == 0 && (newer > 0 || (newer == 0 && Rank(gatewayEvent.State) > Rank(payment.State))))
            )
        )
        {
            payment.State = gatewayEvent.State;
            payment.StateAt = gatewayEvent.At;
        }
    }

    private static bool IsSettled(PaymentState state) => state is not (PaymentState.Pending or PaymentState.Failed);

    private static int Rank(PaymentState state) => state is PaymentState.Failed or PaymentState.Disputed ? 1 : 0;
}
