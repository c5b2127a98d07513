using System.Text;
using Collections.Connector.Host.Serving;
using Collections.Connector.Host.Terminal;
using Collections.Host.Tests.Support;
using Microsoft.Extensions.Logging;
using RestSharp;

namespace Collections.Host.Tests.Serving;

public sealed class ServingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_cycle_begins_at_once_and_the_service_is_alive_and_ready()
    {
        var flow = new ServedFlow();
        await using var service = await StartAsync(flow);

        await flow.Ran.Task.WaitAsync(Ct);
        var live = await GetAsync(service, "health/live");
        var ready = await GetAsync(service, "health/ready");

        Assert.Equal((200, 200), ((int)live.StatusCode, (int)ready.StatusCode));
    }

    [Fact]
    public async Task A_stop_asks_the_running_cycle_to_end_and_waits_for_it()
    {
        var flow = new ServedFlow { Work = UntilStoppedAsync };
        await using var service = await StartAsync(flow);
        await flow.Ran.Task.WaitAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var running = service.RunUntilStoppedAsync(stop.Token);
        await stop.CancelAsync();
        await running;

        Assert.True(flow.Ended.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_cycle_that_takes_longer_than_the_pause_is_not_overlapped_by_the_next()
    {
        var started = new TaskCompletionSource<ConnectorService>();
        var flow = new ServedFlow { CyclesWanted = 3, Work = _ => AskManyTimesAsync(started.Task) };

        await using var service = await StartAsync(flow, every: TimeSpan.FromMilliseconds(1));
        started.SetResult(service);
        await flow.Enough.Task.WaitAsync(Ct);

        Assert.Equal(1, flow.MostAtOnce);
    }

    [Fact]
    public async Task A_webhook_is_stored_byte_by_byte_before_it_is_answered()
    {
        var flow = new ServedFlow();
        await using var service = await StartAsync(flow);
        var body = Encoding.UTF8.GetBytes("{ \"ñ\":  1 }\r\n");

        var answer = await PostAsync(service, "webhooks/demo/stripe", body);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(("demo", "stripe"), (flow.School, flow.Gateway));
        Assert.Equal(body, flow.Delivery!.Body.ToArray());
        Assert.Equal("t=1,v1=abc", flow.Delivery.Headers["stripe-signature"]);
    }

    [Theory]
    [InlineData("webhooks/demo/forged", 400)]
    [InlineData("webhooks/demo/unknown", 404)]
    [InlineData("webhooks/demo/full-disk", 500)]
    [InlineData("webhooks/demo", 404)]
    public async Task A_webhook_that_is_not_stored_is_never_answered_with_success(string path, int status)
    {
        var flow = new ServedFlow();
        await using var service = await StartAsync(flow);

        var answer = await PostAsync(service, path, "{}"u8.ToArray());

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(1024 * 1024, 200)]
    [InlineData((1024 * 1024) + 1, 413)]
    public async Task A_webhook_has_at_most_a_mebibyte(int bytes, int status)
    {
        var flow = new ServedFlow();
        await using var service = await StartAsync(flow);

        var answer = await PostAsync(service, "webhooks/demo/stripe", new byte[bytes]);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_pay_link_goes_on_to_the_gateway_and_is_not_kept_by_anybody()
    {
        await using var service = await StartAsync(new ServedFlow());

        var answer = await GetAsync(service, "pay/good");

        Assert.Equal(302, (int)answer.StatusCode);
        Assert.Equal("https://pay.example/session", Header(answer, "Location"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
    }

    [Theory]
    [InlineData("pay/settled", "es-MX,en;q=0.5", 404, "No hay nada que pagar")]
    [InlineData("pay/settled", "pt-BR", 404, "Não há nada a pagar")]
    [InlineData("pay/away", "de,en;q=0.8,es;q=0.2", 503, "Please try again")]
    [InlineData("pay/refused", "fr", 502, "cannot be made online")]
    [InlineData("paid", "es", 200, "Gracias")]
    public async Task A_payer_is_told_what_happened_in_his_language(
        string path,
        string languages,
        int status,
        string text
    )
    {
        await using var service = await StartAsync(new ServedFlow());

        var answer = await GetAsync(service, path, languages);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(text, System.Net.WebUtility.HtmlDecode(answer.Content)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es-AR,es;q=0.9")]
    public async Task A_payer_whose_payment_is_on_its_way_is_told_not_to_pay_again_in_his_own_language(string browser)
    {
        await using var service = await StartAsync(new ServedFlow());

        var answer = await GetAsync(service, "pay/pending", browser);

        Assert.Equal(200, (int)answer.StatusCode);
        var page = System.Net.WebUtility.HtmlDecode(answer.Content)!;
        Assert.Contains("O seu pagamento está a caminho", page, StringComparison.Ordinal);
        Assert.Contains("não pague novamente", page, StringComparison.Ordinal);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Null(Header(answer, "Location"));
    }

    [Fact]
    public async Task A_token_longer_than_any_of_ours_is_not_even_looked_at()
    {
        await using var service = await StartAsync(new ServedFlow());

        var longest = await GetAsync(service, "pay/" + new string('g', 512));
        var tooLong = await GetAsync(service, "pay/" + new string('g', 513));

        Assert.Equal((302, 404), ((int)longest.StatusCode, (int)tooLong.StatusCode));
    }

    // Real work that takes many times the pause between two cycles.
    private static async Task AskManyTimesAsync(Task<ConnectorService> started)
    {
        var service = await started;
        for (var i = 0; i < 50; i++)
        {
            await GetAsync(service, "health/live");
        }
    }

    private static async Task UntilStoppedAsync(CancellationToken ct)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = ct.Register(() => stopped.TrySetCanceled(ct));
        await stopped.Task;
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_fault_of_the_configuration()
    {
        await using var first = await StartAsync(new ServedFlow());
        var flow = new ServedFlow();
        var options = new ServeOptions("127.0.0.1", first.Url.Port, TimeSpan.FromHours(1), LogLevel.None);

        var thrown = await Assert.ThrowsAnyAsync<IOException>(() =>
            ConnectorService.StartAsync(options, new ServeParts(flow, flow, flow), TimeProvider.System, Ct)
        );

        Assert.Equal(ExitCode.Configuration, Failure.Of(thrown).Exit);
        Assert.False(flow.Ran.Task.IsCompleted);
    }

    private static Task<ConnectorService> StartAsync(ServedFlow flow, TimeSpan? every = null) =>
        ConnectorService.StartAsync(
            new ServeOptions("127.0.0.1", 0, every ?? TimeSpan.FromHours(1), LogLevel.None),
            new ServeParts(flow, flow, flow),
            TimeProvider.System,
            Ct
        );

    private static async Task<RestResponse> GetAsync(ConnectorService service, string path, string languages = "en")
    {
        using var client = new RestClient(new RestClientOptions(service.Url) { FollowRedirects = false });
        return await client.ExecuteAsync(new RestRequest(path).AddHeader("Accept-Language", languages), Ct);
    }

    private static async Task<RestResponse> PostAsync(ConnectorService service, string path, byte[] body)
    {
        using var client = new RestClient(service.Url);
        var request = new RestRequest(path, Method.Post).AddHeader("Stripe-Signature", "t=1,v1=abc");
        return await client.ExecuteAsync(request.AddBody(body, ContentType.Binary), Ct);
    }

    private static string? Header(RestResponse answer, string name) =>
        answer.Headers?.FirstOrDefault(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
}
