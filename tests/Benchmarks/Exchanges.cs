using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Collections.Adapters.Sandbox;

namespace Collections.Benchmarks;

/// <summary>One request as a twin saw it.</summary>
internal sealed record Exchange(string System, TwinRequest Request, long Began, long Ended);

/// <summary>Writes down what a twin is asked, and when.</summary>
internal sealed class RecordingTwin(string system, ITwin twin, ConcurrentQueue<Exchange> exchanges) : ITwin
{
    public string OperationOf(TwinRequest request) => twin.OperationOf(request);

    public async Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await twin.AnswerAsync(request, ct);
        exchanges.Enqueue(new Exchange(system, request, began, Stopwatch.GetTimestamp()));
        return answer;
    }
}

/// <summary>The floor: the same requests, bare, each as soon as all those are answered that were answered before it was sent.</summary>
internal static class Replay
{
    public static async Task<TimeSpan> RunAsync(
        IEnumerable<Exchange> exchanges,
        IReadOnlyDictionary<string, Uri> systems
    )
    {
        using var http = new HttpMessageInvoker(
            new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.All }
        );
        var began = Stopwatch.GetTimestamp();
        var running = new List<(long Ended, Task Task)>();
        foreach (var exchange in exchanges.OrderBy(x => x.Began))
        {
            var before = running.Where(x => x.Ended <= exchange.Began).ToList();
            await Task.WhenAll(before.Select(x => x.Task));
            running.RemoveAll(x => x.Ended <= exchange.Began);
            running.Add((exchange.Ended, SendAsync(http, systems[exchange.System], exchange.Request)));
        }

        await Task.WhenAll(running.Select(x => x.Task));
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task SendAsync(HttpMessageInvoker http, Uri system, TwinRequest request)
    {
        var address = new UriBuilder(system) { Path = request.Path, Query = request.Query }.Uri;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
        }

        // What the connection itself writes is left to it; what belongs to the content goes there.
        foreach (
            var (name, value) in request.Headers.Where(x => x.Key is not ("host" or "connection" or "content-length"))
        )
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await http.SendAsync(message, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }
}
