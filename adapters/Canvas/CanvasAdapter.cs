using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>A Canvas by its ports.</summary>
internal sealed class CanvasAdapter : IAdapter
{
    private readonly RemoteHost host;
    private readonly CanvasCheck check;

    /// <summary>Initializes a new instance of the <see cref="CanvasAdapter"/> class.</summary>
    public CanvasAdapter(CanvasSettings settings, AdapterContext context, RemoteHostOptions options)
    {
        host = new RemoteHost(options, new CanvasVerdict(context.Name).Judge, context.Observer);
        var client = new CanvasClient(host, new CanvasPace(), settings, context.Name);
        var courses = new CourseCatalogue(settings, client);
        Enrolments = new CanvasEnrolments(settings, context.Clock, client, courses);
        Access = new CanvasAccess(context.Clock, client, courses);
        Messages = new CanvasMessages(client);
        check = new CanvasCheck(settings, client, courses);
    }

    /// <inheritdoc/>
    public IEnrolmentSource Enrolments { get; }

    /// <inheritdoc/>
    public IAccessControl Access { get; }

    /// <inheritdoc/>
    public IMessageChannel Messages { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => check.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();
}
