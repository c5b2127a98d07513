using Collections.Adapters.Http;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Tests.Http;

public sealed class RemoteHostReadTests
{
    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ServiceUnavailable)]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.MaintenancePage)]
    public async Task A_read_is_tried_again_until_the_remote_is_back(FaultKind kind)
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ReadRetries = 2 });
        echo.Server.Faults.Add(new Fault(kind, "read", Times: 2));

        var answer = await echo.ReadAsync();

        Assert.Equal(200, answer.Status);
        Assert.Equal([1, 2, 3], echo.Log.Calls.Select(c => c.Attempt));
    }

    [Fact]
    public async Task A_read_gives_up_after_its_retries()
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ReadRetries = 2 });
        echo.Twin.Answer = _ => new TwinAnswer(503, "text/html", "");

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.ReadAsync());

        Assert.Equal(3, echo.Server.Counts["read"]);
    }

    [Theory]
    [InlineData(400, typeof(RemoteRejectedException))]
    [InlineData(404, typeof(RemoteRejectedException))]
    [InlineData(401, typeof(RemoteMisconfiguredException))]
    [InlineData(403, typeof(RemoteMisconfiguredException))]
    public async Task What_will_not_change_is_not_asked_again(int status, Type expected)
    {
        await using var echo = await EchoSetup.StartAsync();
        echo.Twin.Answer = _ => new TwinAnswer(status, "application/json", "{}");

        var error = await Record.ExceptionAsync(() => echo.ReadAsync());

        Assert.IsType(expected, error);
        Assert.Equal(1, echo.Server.Counts["read"]);
    }

    [Theory]
    [InlineData("30", 1)]
    [InlineData("29", 1)]
    [InlineData("0", 3)]
    public async Task A_pause_longer_than_allowed_is_left_to_the_next_cycle(string retryAfter, int calls)
    {
        await using var echo = await EchoSetup.StartAsync(o =>
            o with
            {
                ReadRetries = 2,
                LongestRetryAfter = TimeSpan.FromSeconds(28),
            }
        );
        echo.Twin.Answer = _ => new TwinAnswer(
            429,
            "application/json",
            "{}",
            new Dictionary<string, string> { ["Retry-After"] = retryAfter }
        );

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.ReadAsync());

        Assert.Equal(calls, echo.Server.Counts["read"]);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 21 Nov 2026 10:01:00 GMT", 60)]
    [InlineData("Sat, 21 Nov 2026 09:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public void A_pause_is_read_in_both_forms_and_against_the_servers_clock(string header, int? seconds)
    {
        var answer = new RemoteAnswer(
            "read",
            503,
            "",
            "",
            new Dictionary<string, string> { ["retry-after"] = header, ["date"] = "Sat, 21 Nov 2026 10:00:00 GMT" }
        );

        var pause = RetryAfterHeader.Read(answer);

        Assert.Equal(seconds, (int?)pause?.TotalSeconds);
    }

    [Fact]
    public async Task Failed_reads_and_writes_open_one_circuit_for_both()
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ReadRetries = 0, CircuitFailures = 4 });
        echo.Twin.Answer = _ => new TwinAnswer(503, "text/html", "");

        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.ReadAsync());
            await Assert.ThrowsAsync<RemoteOutcomeUnknownException>(() => echo.WriteAsync());
        }

        var write = await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.WriteAsync());
        await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.ReadAsync());
        Assert.Contains("was not called", write.Message, StringComparison.Ordinal);
        Assert.Equal(4, echo.Server.Requests);
    }

    [Fact]
    public async Task One_answer_in_between_keeps_the_circuit_closed()
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ReadRetries = 0, CircuitFailures = 3 });
        echo.Server.Faults.Add(new Fault(FaultKind.Reset, Times: 2));
        echo.Server.Faults.Add(new Fault(FaultKind.Reset, "late", Times: 2));

        foreach (var path in new[] { "read", "read", "read", "late", "late", "read" })
        {
            await Record.ExceptionAsync(() => echo.ReadAsync(path));
        }

        Assert.Equal(6, echo.Server.Requests);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_allowed_and_as_many_do()
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ParallelCalls = 3 });
        var three = new TaskCompletionSource();
        var inside = 0;
        echo.Twin.Within = () =>
        {
            if (Interlocked.Increment(ref inside) == 3)
            {
                three.SetResult();
            }

            return three.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? echo.ReadAsync() : echo.WriteAsync()));

        Assert.Equal(3, echo.Twin.MostAtOnce);
        Assert.Equal(12, echo.Server.Requests);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task An_answer_larger_than_the_limit_is_refused(int size, bool fits)
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { ResponseLimitBytes = 1000 });
        echo.Twin.Answer = _ => new TwinAnswer(200, "application/json", new string('1', size));

        var read = await Record.ExceptionAsync(() => echo.ReadAsync());
        var write = await Record.ExceptionAsync(() => echo.WriteAsync());

        Assert.Equal(fits ? null : typeof(RemoteRejectedException), read?.GetType());
        Assert.Equal(fits ? null : typeof(RemoteOutcomeUnknownException), write?.GetType());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_never_followed(int status)
    {
        await using var echo = await EchoSetup.StartAsync();
        echo.Twin.Answer = _ => new TwinAnswer(
            status,
            "text/html",
            "",
            new Dictionary<string, string> { ["Location"] = new Uri(echo.Server.Url, "elsewhere").ToString() }
        );

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => echo.ReadAsync());
        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => echo.WriteAsync());

        Assert.False(echo.Server.Counts.ContainsKey("elsewhere"));
    }

    [Fact]
    public async Task A_request_with_its_own_address_is_refused_before_it_is_sent()
    {
        await using var echo = await EchoSetup.StartAsync();
        await using var other = await EchoSetup.StartAsync();

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            echo.Host.ReadAsync(
                "read",
                new RestRequest(new Uri(other.Server.Url, "read").ToString()),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(0, other.Server.Requests);
    }

    [Theory]
    [InlineData("https://moodle.school.example", "moodle.school.example", false, true)]
    [InlineData("https://moodle.school.example", "other.example", false, false)]
    [InlineData("http://moodle.school.example", "moodle.school.example", false, false)]
    [InlineData("http://moodle.school.example", "moodle.school.example", true, true)]
    [InlineData("http://localhost:8080", "localhost", false, true)]
    [InlineData("ftp://moodle.school.example", "moodle.school.example", true, false)]
    public void Only_named_hosts_are_called_and_in_plain_text_only_where_allowed(
        string url,
        string allowedHost,
        bool allowPlainHttp,
        bool accepted
    )
    {
        var options = new RemoteHostOptions
        {
            Adapter = "echo",
            BaseUrl = new Uri(url),
            AllowedHosts = [allowedHost],
            AllowPlainHttp = allowPlainHttp,
        };

        var error = Record.Exception(options.Validate);

        Assert.Equal(accepted ? null : typeof(AdapterSettingsException), error?.GetType());
    }
}
