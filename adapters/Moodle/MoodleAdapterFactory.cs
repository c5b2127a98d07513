using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Makes the adapter for Moodle 5.1 and near it, over its REST web services with a token.</summary>
public sealed class MoodleAdapterFactory : IAdapterFactory
{
    /// <summary>Gets what tests change of the call's limits.</summary>
    internal Func<RemoteHostOptions, RemoteHostOptions> Tune { get; init; } = static options => options;

    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context)
    {
        var settings = MoodleSettings.Parse(context);
        return new MoodleAdapter(settings, context, Tune(settings.ToHostOptions(context)));
    }
}
