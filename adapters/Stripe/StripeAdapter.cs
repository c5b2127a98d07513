using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Stripe, by its one port.</summary>
internal sealed class StripeAdapter : IAdapter
{
    private readonly RemoteHost host;
    private readonly StripeCheck check;

    public StripeAdapter(AdapterContext context, StripeSettings settings, RemoteHost host)
    {
        this.host = host;
        var api = new StripeApi(host, settings);
        check = new StripeCheck(api, settings);
        Gateway = new StripeGateway(
            new CheckoutPages(api, settings, context.Clock, context.Name),
            new StripeEventLog(api, context.Clock, context.Name),
            new StripeRefunds(api),
            new WebhookSignature(settings, context.Clock, context.Name),
            context.Name,
            settings.IsLive
        );
    }

    /// <inheritdoc/>
    public IPaymentGateway Gateway { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => check.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}
