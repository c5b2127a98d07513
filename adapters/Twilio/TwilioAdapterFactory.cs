using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Twilio;

/// <summary>Makes the adapter for Twilio: text messages or WhatsApp, over its REST API of 2010-04-01.</summary>
/// <remarks>From Twilio's documentation, not recorded: no account was at hand.</remarks>
public sealed class TwilioAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) => new TwilioAdapter(TwilioSettings.Read(context), context);
}

/// <summary>One sender at Twilio on one channel, by its two ports.</summary>
internal sealed class TwilioAdapter : IAdapter
{
    private readonly RemoteHost host;
    private readonly TwilioCheck check;

    /// <summary>Initializes a new instance of the <see cref="TwilioAdapter"/> class.</summary>
    public TwilioAdapter(TwilioSettings settings, AdapterContext context)
    {
        host = new RemoteHost(settings.ToHostOptions(context), TwilioVerdict.Judge, context.Observer);
        var api = new TwilioApi(host, settings);
        check = new TwilioCheck(api, settings);
        Messages = new TwilioChannel(api, settings, context.Clock);
        Replies = new TwilioReplies(settings, context.Clock, context.Name);
    }

    /// <inheritdoc/>
    public IMessageChannel Messages { get; }

    /// <inheritdoc/>
    public IMessageReplies Replies { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => check.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}
