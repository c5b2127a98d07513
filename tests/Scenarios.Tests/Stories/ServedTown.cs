using System.Text.RegularExpressions;
using Collections.Adapters.Sandbox.Stripe;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Demo;
using RestSharp;

namespace Collections.Scenarios.Tests.Stories;

/// <summary><c>serve</c>, typed in a town, with its real endpoints on a loopback port.</summary>
internal sealed partial class ServedTown : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Task<int> running;
    private readonly RestClient client;

    private ServedTown(CancellationTokenSource stop, Task<int> running, Uri url)
    {
        this.stop = stop;
        this.running = running;
        client = new RestClient(new RestClientOptions(url) { FollowRedirects = false });
    }

    public static async Task<ServedTown> StartAsync(TwinTown town, CancellationToken ct)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var output = new UrlWaiter();
        var line = new CommandLine(town.Environment(output, output), Verbs.All());
        var running = line.RunAsync(["serve", "--config", town.ConfigurationFile], stop.Token);
        await Task.WhenAny(running, output.Url);
        Assert.False(running.IsCompleted, output.ToString());
        return new ServedTown(stop, running, await output.Url);
    }

    /// <summary>Opens a pay link, as a browser does that stops at the gateway's door.</summary>
    /// <returns>The gateway's session; null when the link does not lead there.</returns>
    public async Task<string?> OpenAsync(string payLink, CancellationToken ct)
    {
        var answer = await client.ExecuteAsync(new RestRequest(new Uri(payLink).AbsolutePath), ct);
        var location = answer.Headers?.FirstOrDefault(x => x.Name == "Location")?.Value;
        return location is null ? null : SessionIn().Match(location).Value;
    }

    /// <summary>Delivers a webhook to the real endpoint.</summary>
    /// <returns>The HTTP status.</returns>
    public async Task<int> DeliverAsync(StripeDelivery delivery, CancellationToken ct)
    {
        var request = new RestRequest("webhooks/demo/stripe", Method.Post);
        request.AddHeader("stripe-signature", delivery.Headers["stripe-signature"]);
        request.AddParameter("application/json", delivery.Body, ParameterType.RequestBody);
        return (int)(await client.ExecuteAsync(request, ct)).StatusCode;
    }

    /// <summary>Reads a page.</summary>
    public async Task<string> ReadAsync(string path, CancellationToken ct)
    {
        var answer = await client.ExecuteAsync(new RestRequest(path), ct);
        Assert.Equal(200, (int)answer.StatusCode);
        return System.Net.WebUtility.HtmlDecode(answer.Content!);
    }

    /// <summary>Asks for a page.</summary>
    /// <returns>The HTTP status.</returns>
    public async Task<int> StatusAsync(string path, CancellationToken ct) =>
        (int)(await client.ExecuteAsync(new RestRequest(path), ct)).StatusCode;

    /// <summary>Sends the form of a self-service page that ends in an action, as a browser does.</summary>
    /// <returns>The HTTP status.</returns>
    public async Task<int> SendFormAsync(
        string path,
        string page,
        string action,
        CancellationToken ct,
        string text = ""
    )
    {
        var form = Regex.Match(page, $"<form [^>]*/{action}\\?.*?</form>", RegexOptions.Singleline).Value;
        var request = new RestRequest($"{path}/{action}", Method.Post).AddHeader("Sec-Fetch-Site", "same-origin");
        foreach (Match field in HiddenIn().Matches(form))
        {
            request.AddParameter(field.Groups[1].Value, field.Groups[2].Value);
        }

        request.AddParameter("text", text);
        return (int)(await client.ExecuteAsync(request, ct)).StatusCode;
    }

    /// <summary>Ctrl+C.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        var code = await running;
        client.Dispose();
        stop.Dispose();
        Assert.Equal(0, code);
    }

    [GeneratedRegex("type=\"hidden\" name=\"([a-z]+)\" value=\"([^\"]+)\"")]
    private static partial Regex HiddenIn();

    [GeneratedRegex("cs_[A-Za-z0-9_]+")]
    private static partial Regex SessionIn();

    private sealed partial class UrlWaiter : StringWriter
    {
        private readonly TaskCompletionSource<Uri> url = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Url => url.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (ServingOn().Match(value ?? "") is { Success: true } match)
            {
                url.TrySetResult(new Uri(match.Groups[1].Value));
            }
        }

        [GeneratedRegex(@"Serving on (http://[0-9.:]+)")]
        private static partial Regex ServingOn();
    }
}
