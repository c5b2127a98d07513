using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Webhook;

/// <summary>Makes the adapter that posts signed messages to an address of the school's: for its staff, or for payers.</summary>
public sealed class WebhookAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) => new WebhookAdapter(WebhookSettings.Read(context), context);
}

/// <summary>A webhook, by its one port.</summary>
internal sealed class WebhookAdapter : IAdapter
{
    private readonly RemoteHost host;
    private readonly WebhookSettings settings;

    /// <summary>Initializes a new instance of the <see cref="WebhookAdapter"/> class.</summary>
    public WebhookAdapter(WebhookSettings settings, AdapterContext context)
    {
        this.settings = settings;
        host = new RemoteHost(
            settings.ToHostOptions(context),
            new WebhookVerdict(context.Name).Judge,
            context.Observer
        );
        Messages = new WebhookChannel(host, settings, context.ReferencePrefix, context.Clock);
    }

    /// <inheritdoc/>
    public IMessageChannel Messages { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) =>
        Task.FromResult(WebhookCheck.Of(settings));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}
