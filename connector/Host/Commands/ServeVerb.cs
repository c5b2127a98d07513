using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Serving;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Runs the service until it is told to stop.</summary>
/// <param name="partsFor">Makes what is served; disposed of when the service has stopped.</param>
internal sealed class ServeVerb(Func<VerbContext, ConnectorConfiguration, CancellationToken, Task<ServeParts>> partsFor)
    : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "serve";

    /// <inheritdoc/>
    public string Description =>
        "Run cycles on schedule, take webhooks, open pay links and answer health checks, until Ctrl+C.";

    /// <inheritdoc/>
    public string Example => "serve --config /etc/collections/connector.json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var configuration = context.LoadConfiguration(context.LoadManifest());
        await using var parts = await partsFor(context, configuration, ct);
        var options = new ServeOptions(
            configuration.ServeAddress,
            configuration.ServePort,
            configuration.CycleEvery,
            context.LogLevelFor(LogLevel.Information),
            context.Host.OutIsTerminal,
            SharedBy(configuration)
        );
        await using var service = await ConnectorService.StartAsync(options, parts, context.Host.Clock, ct);
        context.Output.Tell(page => page.Line($"Serving on {service.Url}. Ctrl+C stops."));
        await service.RunUntilStoppedAsync(ct);
        context.Output.Write(new { Stopped = true }, page => page.Line("Stopped."));
        return ExitCode.Done;
    }

    // A silent node's cycles wait for its turn to end anyway.
    private static SharedSchedule? SharedBy(ConnectorConfiguration configuration) =>
        configuration.Database.Postgres is { } connection
            ? new SharedSchedule(
                connection,
                [.. SchoolSelection.Load(configuration, null).Select(x => x.Mapping.School.Key)],
                configuration.Nodes.RemoteRun
            )
            : null;
}
