using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Makes the adapter for Canvas, over its REST API with an access token.</summary>
/// <remarks>
/// Written from Instructure's public API documentation and from the open source of canvas-lms, not from recordings:
/// no Canvas was at hand. What a comment says of Canvas names which of the two it is from.
/// </remarks>
public sealed class CanvasAdapterFactory : IAdapterFactory
{
    /// <summary>Gets what tests change of the call's limits.</summary>
    internal Func<RemoteHostOptions, RemoteHostOptions> Tune { get; init; } = static options => options;

    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context)
    {
        var settings = CanvasSettings.Read(context);
        return new CanvasAdapter(settings, context, Tune(settings.ToHostOptions(context)));
    }
}
