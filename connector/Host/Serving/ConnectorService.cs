using System.Net;
using Collections.Connector.Host.Logging;
using Collections.Connector.Host.Serving.SelfPages;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Collections.Connector.Host.Serving;

/// <summary>The running service: scheduled cycles, webhooks, pay links and health, in one process.</summary>
internal sealed class ConnectorService : IAsyncDisposable
{
    private const string Ready = "ready";
    private const long LargestBodyBytes = 1024 * 1024;
    private const int MostConnections = 256;
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);
    private readonly WebApplication app;
    private readonly ServeOptions options;
    private SelfEndpoint? selfService;

    private ConnectorService(WebApplication app, ServeOptions options)
    {
        this.app = app;
        this.options = options;
    }

    /// <summary>Gets the address that it listens on.</summary>
    public Uri Url =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts: listens first, then begins the first cycle.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="parts">What it serves.</param>
    /// <param name="clock">The clock of the cycles. The schedule itself follows the machine's.</param>
    /// <param name="ct">Stops the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ConnectorService> StartAsync(
        ServeOptions options,
        ServeParts parts,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear(); // Only connector.json counts; ASPNETCORE_ variables could open other ports.
        ConsoleLogs.Configure(builder.Logging, options.LogLevel, options.LogsForPeople);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
        AddParts(builder.Services, options, parts, clock);
        Schedule.Add(builder.Services, options);

        var service = new ConnectorService(builder.Build(), options);
        service.MapRoutes(parts);
        var started = false;
        try
        {
            await service.app.StartAsync(ct);
            await Schedule.PutAsync(service.app.Services, options, ct);
            started = true;
        }
        finally
        {
            if (!started)
            {
                await service.DisposeAsync();
            }
        }

        Log.ServiceStarted(service.app.Logger, service.Url.Port, options.CycleEvery);
        return service;
    }

    /// <summary>Waits until somebody asks it to stop, then stops: no new cycle, the running one to its next safe place.</summary>
    public async Task RunUntilStoppedAsync(CancellationToken ct)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Token.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), asked))
        {
            await asked.Task;
        }

        Log.ServiceStopping(app.Logger);
        using var limit = new CancellationTokenSource(LongestStop);
        await app.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        selfService?.Dispose();
    }

    private static void AddParts(
        IServiceCollection services,
        ServeOptions options,
        ServeParts parts,
        TimeProvider clock
    )
    {
        services.AddSingleton(options);
        services.AddSingleton(parts.Cycles);
        services.AddSingleton(clock);
        services.AddSingleton<CycleState>();
        services.AddHealthChecks().AddCheck<CycleHealth>("cycle", tags: [Ready]);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
    }

    private void MapRoutes(ServeParts parts)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions
            {
                Predicate = static check => check.Tags.Contains(Ready),
                ResponseWriter = static (context, report) =>
                    context.Response.WriteAsync(
                        string.Join(
                            Environment.NewLine,
                            report.Entries.Select(e => $"{e.Key}: {e.Value.Status} {e.Value.Description}".TrimEnd())
                        )
                    ),
            }
        );
        if (parts.Status is { } status)
        {
            app.MapGet("/status", async (CancellationToken ct) => Results.Text(await status(ct), "application/json"));
        }

        new WebhookEndpoint(parts.Webhooks, app.Logger).Map(app);
        new PayEndpoint(parts.PayLinks, app.Logger).Map(app);
        if (parts.StopLinks is { } stops)
        {
            new StopEndpoint(stops).Map(app);
        }

        if (parts.SelfService is { } desk)
        {
            selfService = new SelfEndpoint(desk, app.Logger);
            selfService.Map(app);
        }
    }
}
