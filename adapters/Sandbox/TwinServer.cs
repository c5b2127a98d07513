using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Collections.Adapters.Sandbox;

/// <summary>A request to a twin, read whole.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without query.</param>
/// <param name="Query">Query string without the question mark.</param>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The body as text.</param>
public sealed record TwinRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body
);

/// <summary>A twin's answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Content type; empty for none.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Further headers; null for none.</param>
public sealed record TwinAnswer(
    int Status,
    string ContentType,
    string Body,
    IReadOnlyDictionary<string, string>? Headers = null
);

/// <summary>What a twin of a system does: names the operation of a request, and answers it.</summary>
public interface ITwin
{
    /// <summary>Names the operation, for faults and counts, such as <c>account.move/load</c>.</summary>
    string OperationOf(TwinRequest request);

    /// <summary>Answers, changing the twin's state. Called for several requests at once.</summary>
    Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct);
}

/// <summary>Serves a twin over real HTTP on a loopback port, with faults on demand and counts.</summary>
public sealed class TwinServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ITwin twin;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    private TwinServer(WebApplication app, ITwin twin, TimeProvider clock)
    {
        this.app = app;
        this.twin = twin;
        this.clock = clock;
    }

    /// <summary>Gets the faults to come.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Gets the address, with the port that was free.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Gets how many requests came, by operation.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Gets how many requests came in all.</summary>
    public int Requests => counts.Values.Sum();

    /// <summary>Starts serving.</summary>
    /// <param name="twin">The system to play.</param>
    /// <param name="clock">The clock whose time the Date header tells.</param>
    /// <param name="port">A port on loopback; 0 for a free one.</param>
    public static async Task<TwinServer> StartAsync(ITwin twin, TimeProvider clock, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256L * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        var server = new TwinServer(app, twin, clock);
        app.Run(server.ServeAsync);
        await app.StartAsync();
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        server.Url = new Uri(address);
        return server;
    }

    /// <summary>Sets every count to zero.</summary>
    public void ResetCounts() => counts.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new TwinRequest(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.Value?.TrimStart('?') ?? "",
            context.Request.Headers.ToDictionary(
                h => h.Key.ToLowerInvariant(),
                h => h.Value.ToString(),
                StringComparer.Ordinal
            ),
            await reader.ReadToEndAsync(context.RequestAborted)
        );
        var operation = twin.OperationOf(request);
        counts.AddOrUpdate(operation, 1, static (_, count) => count + 1);
        var fault = Faults.Take(operation);
        if (fault?.Kind is not (FaultKind.AnswerLost or FaultKind.ErrorAfterCommit or FaultKind.SlowAfterCommit))
        {
            fault?.Struck?.Invoke();
        }

        switch (fault?.Kind)
        {
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, context.RequestAborted);
                break;
            case FaultKind.TooManyRequests:
                await WriteAsync(context, new TwinAnswer(429, "text/plain", "Too Many Requests", RetryAfter("0")));
                return;
            case FaultKind.ServiceUnavailable:
                await WriteAsync(
                    context,
                    new TwinAnswer(503, "text/html; charset=utf-8", "<h1>503</h1>", RetryAfter("0"))
                );
                return;
            case FaultKind.MaintenancePage:
                await WriteAsync(context, new TwinAnswer(200, "text/html; charset=utf-8", "<h1>Maintenance</h1>"));
                return;
            case FaultKind.Reset:
                context.Abort();
                return;
        }

        // What the twin does, it does to the end: a caller that hangs up does not undo it.
        var answer = await twin.AnswerAsync(request, CancellationToken.None);
        switch (fault?.Kind)
        {
            case FaultKind.AnswerLost:
                fault.Struck?.Invoke();
                context.Abort();
                return;
            case FaultKind.ErrorAfterCommit:
                fault.Struck?.Invoke();
                await WriteAsync(context, new TwinAnswer(500, "text/html; charset=utf-8", "<h1>500</h1>"));
                return;
            case FaultKind.SlowAfterCommit:
                fault.Struck?.Invoke();
                await Task.Delay(fault.Delay, context.RequestAborted);
                await WriteAsync(context, answer);
                return;
            default:
                await WriteAsync(context, answer);
                return;
        }
    }

    private async Task WriteAsync(HttpContext context, TwinAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Date = clock.GetUtcNow().ToString("R");
        if (answer.ContentType.Length > 0)
        {
            context.Response.ContentType = answer.ContentType;
        }

        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body, Encoding.UTF8);
    }

    private static Dictionary<string, string> RetryAfter(string seconds) => new() { ["Retry-After"] = seconds };
}
