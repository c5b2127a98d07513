using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>What payers were asked to pay on a gateway's page.</summary>
internal static class PayPages
{
    /// <summary>A declined attempt is over, and so is a paid one: the next has its own idempotency key, or the gateway would answer with the old page for ever.</summary>
    public static async Task AttemptEndedAsync(
        LedgerContext ledger,
        string school,
        GatewayEvent gatewayEvent,
        CancellationToken ct
    )
    {
        if (gatewayEvent.State is PaymentState.Failed or PaymentState.Succeeded)
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
