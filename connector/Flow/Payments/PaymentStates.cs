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
        if (gatewayEvent.State == PaymentState.Refunded)
        {
            return Refund(payment, gatewayEvent);
        }

        // Money that is there is not undone by a late "failed" or "pending"; only a dispute takes it away.
        var newer = gatewayEvent.At > payment.StateAt;
        var stronger = Rank(gatewayEvent.State) > Rank(payment.State);
        var takesBack = payment.State == PaymentState.Disputed && gatewayEvent.State == PaymentState.Succeeded;
        var retried = payment.State == PaymentState.Failed && gatewayEvent.State == PaymentState.Pending;
        if (!(stronger || (newer && (takesBack || retried))))
        {
            return false;
        }

        if (payment.State is PaymentState.Pending or PaymentState.Failed)
        {
            // A dispute tells its own amount, not the payment's.
            payment.AmountMinor = gatewayEvent.Amount.MinorUnits;
        }

        payment.State = gatewayEvent.State;
        payment.StateAt = gatewayEvent.At;
        return true;
    }

    private static bool Refund(Payment payment, GatewayEvent gatewayEvent)
    {
        if (gatewayEvent.Amount.MinorUnits <= payment.RefundedMinor)
        {
            return false;
        }

        payment.RefundedMinor = gatewayEvent.Amount.MinorUnits;
        if (payment.RefundedMinor >= payment.AmountMinor)
        {
            payment.State = PaymentState.Refunded;
            payment.StateAt = gatewayEvent.At;
        }

        return true;
    }

    private static int Rank(PaymentState state) =>
        state switch
        {
            PaymentState.Pending => 0,
            PaymentState.Failed => 1,
            PaymentState.Succeeded => 2,
            PaymentState.Disputed => 3,
            _ => 4,
        };
}
