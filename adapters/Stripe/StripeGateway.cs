using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Stripe as a payment gateway.</summary>
internal sealed class StripeGateway(
    CheckoutPages pages,
    StripeEventLog log,
    StripeRefunds refunds,
    WebhookSignature signature,
    string adapter,
    bool? isLive
) : IPaymentGateway
{
    /// <inheritdoc/>
    public string Source => "stripe";

    /// <inheritdoc/>
    public TimeSpan EventsKeptFor => StripeEventLog.Kept;

    /// <inheritdoc/>
    public Task<PaymentPage> OpenPageAsync(PaymentRequest request, CancellationToken ct) =>
        pages.OpenAsync(request, ct);

    /// <inheritdoc/>
    public GatewayEvent? ReadWebhook(WebhookDelivery delivery)
    {
        signature.Verify(delivery);
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return StripeEvent.Read(strict.GetString(delivery.Body.Span), isLive);
        }
        catch (DecoderFallbackException broken)
        {
            throw new RemoteRejectedException($"{adapter}: a signed webhook is not UTF-8.", broken);
        }
    }

    /// <inheritdoc/>
    public GatewayEvent? ReadStored(string body) => StripeEvent.Read(body);

    /// <inheritdoc/>
    public IAsyncEnumerable<GatewayEvent> ListEventsAsync(DateTimeOffset since, CancellationToken ct) =>
        log.ListAsync(since, ct);

    /// <inheritdoc/>
    public Task<ItemOutcome<string>> RefundAsync(GatewayRefund refund, CancellationToken ct) =>
        refunds.AskAsync(refund, ct);
}
