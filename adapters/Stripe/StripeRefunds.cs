using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Stripe;

/// <summary>Asks Stripe to give money back, once per reference.</summary>
/// <remarks>
/// Looks before it writes: an idempotency key lives for a day, and the refund bears our reference in its metadata for ever.
/// That the money went is told by <c>charge.refunded</c>.
/// </remarks>
internal sealed class StripeRefunds(StripeApi api)
{
    /// <summary>Under which key of a refund's metadata our reference stands.</summary>
    public const string ReferenceKey = "collections_refund";

    private const int PagesAtMost = 10;

    /// <summary>Asks for a refund, or finds the one that was asked for under this reference.</summary>
    public async Task<ItemOutcome<string>> AskAsync(GatewayRefund refund, CancellationToken ct)
    {
        try
        {
            return ToOutcome(refund, await FindAsync(refund, ct) ?? await CreateAsync(refund, ct));
        }
        catch (RemoteRejectedException refused)
        {
            return Not(refund, $"{refused.Message} See payment {refund.PaymentKey} in Stripe's dashboard.");
        }
    }

    private async Task<JObject?> FindAsync(GatewayRefund refund, CancellationToken ct)
    {
        var (refunds, truncated) = await api.ListAsync(
            "refunds.list",
            "v1/refunds",
            [(Field(refund), refund.PaymentKey)],
            PagesAtMost,
            ct
        );
        return refunds.Find(x => (string?)x["metadata"]?[ReferenceKey] == refund.Reference)
            ?? (
                truncated
                    ? throw new RemoteRejectedException(
                        $"The payment has more than {PagesAtMost * StripeApi.PageSize} refunds."
                    )
                    : null
            );
    }

    private Task<JObject> CreateAsync(GatewayRefund refund, CancellationToken ct) =>
        api.PostAsync(
            "refunds.create",
            "v1/refunds",
            [
                (Field(refund), refund.PaymentKey),
                ("amount", StripeAmount.ToStripe(refund.Amount).ToString(CultureInfo.InvariantCulture)),
                ($"metadata[{ReferenceKey}]", refund.Reference),
            ],
            refund.Reference,
            ct
        );

    // A charge of the old API has no intent, and is its payment's key itself.
    private static string Field(GatewayRefund refund) =>
        refund.PaymentKey.StartsWith("pi_", StringComparison.Ordinal) ? "payment_intent" : "charge";

    private static ItemOutcome<string> ToOutcome(GatewayRefund refund, JObject made)
    {
        var (id, state) = ((string?)made["id"] ?? "", (string?)made["status"] ?? "");
        return id.Length == 0 || state is "failed" or "canceled"
                ? Not(refund, $"Stripe has refund {id} of it as {state}. Give the money back another way.")
            : (long?)made["amount"] != StripeAmount.ToStripe(refund.Amount)
                ? Not(refund, $"Stripe has refund {id} under this reference with another amount.")
            : ItemOutcome<string>.Done(refund.Reference, id);
    }

    private static ItemOutcome<string> Not(GatewayRefund refund, string reason) =>
        ItemOutcome<string>.Not(OutcomeKind.Rejected, refund.Reference, reason);
}
