using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>What payers were asked to pay on a gateway's page.</summary>
internal static class PayPages
{
    /// <summary>A declined attempt is over: the next one has its own idempotency key, or the gateway would repeat its refusal for ever.</summary>
    public static async Task AttemptEndedAsync(
        LedgerContext ledger,
        string school,
        GatewayEvent gatewayEvent,
        CancellationToken ct
    )
    {
        if (gatewayEvent.State == PaymentState.Failed)
        {
            await ledger
                .PayPages.Where(x => x.School == school && x.Reference == gatewayEvent.RequestReference)
                .ExecuteUpdateAsync(
                    x => x.SetProperty(p => p.Attempt, p => p.Attempt + 1).SetProperty(p => p.Url, ""),
                    ct
                );
        }
    }
}
