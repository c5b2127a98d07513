using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Makes the adapter for Stripe: Checkout pages and payment events over its REST API.</summary>
public sealed class StripeAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context)
    {
        var settings = StripeSettings.Read(context.Name, context.SettingsJson);
        var host = new RemoteHost(
            new RemoteHostOptions
            {
                Adapter = context.Name,
                BaseUrl = settings.BaseUrl,
                AllowedHosts = context.AllowedHosts,
                ParallelCalls = 4,
                AttemptTimeout = TimeSpan.FromSeconds(80), // Stripe's own libraries wait as long.
                TotalTimeout = TimeSpan.FromSeconds(240),
                ResponseLimitBytes = 16L * 1024 * 1024,
            },
            StripeVerdict.Judge,
            context.Observer
        );
        return new StripeAdapter(context, settings, host);
    }
}
