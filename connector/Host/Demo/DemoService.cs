using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Serving;
using Collections.Connector.Host.Terminal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Collections.Connector.Host.Demo;

/// <summary>The town's <c>serve</c>, in this process.</summary>
internal sealed class DemoService : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly ServeParts parts;
    private readonly ConnectorService service;

    private DemoService(Installation installation, ServeParts parts, ConnectorService service)
    {
        this.installation = installation;
        this.parts = parts;
        this.service = service;
    }

    /// <summary>Gets the address that it listens on.</summary>
    public Uri Url => service.Url;

    /// <summary>Starts it on the town's port.</summary>
    public static async Task<DemoService> StartAsync(TwinTown town, CancellationToken ct)
    {
        var installation = await town.OpenAsync(ct);
        var cycles = new SchoolCycles(installation, town.Clock, NullLogger.Instance);
        DemoService? made = null;
        var parts = new ServeParts(cycles, cycles, cycles, installation, cycles)
        {
            Status = async stop => JsonDocuments.Write(await made!.StatusAsync(stop)),
        };
        var options = new ServeOptions("127.0.0.1", town.ServePort, TimeSpan.FromHours(12), LogLevel.Error);
        return made = new DemoService(
            installation,
            parts,
            await ConnectorService.StartAsync(options, parts, town.Clock, ct)
        );
    }

    /// <summary>How the school stands.</summary>
    public async Task<StatusReport> StatusAsync(CancellationToken ct)
    {
        await using var ledger = installation.Ledger.CreateDbContext();
        return await StatusReport.OfAsync(ledger, installation.Schools[0].Mapping.School.Key, ct);
    }

    /// <summary>Waits for Ctrl+C.</summary>
    public Task RunUntilStoppedAsync(CancellationToken ct) => service.RunUntilStoppedAsync(ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await parts.DisposeAsync();
    }
}
