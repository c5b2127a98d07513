using System.Net;
using System.Net.Sockets;
using Collections.Adapters.Http;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Tests.Http;

public sealed class RemoteHostWriteTests
{
    [Theory]
    [InlineData(FaultKind.Reset, typeof(RemoteOutcomeUnknownException))]
    [InlineData(FaultKind.AnswerLost, typeof(RemoteOutcomeUnknownException))]
    [InlineData(FaultKind.ErrorAfterCommit, typeof(RemoteOutcomeUnknownException))]
    [InlineData(FaultKind.ServiceUnavailable, typeof(RemoteOutcomeUnknownException))]
    [InlineData(FaultKind.MaintenancePage, typeof(RemoteOutcomeUnknownException))]
    [InlineData(FaultKind.TooManyRequests, typeof(RemoteUnavailableException))]
    public async Task A_write_is_sent_once_whatever_goes_wrong(FaultKind kind, Type expected)
    {
        await using var echo = await EchoSetup.StartAsync();
        echo.Server.Faults.Add(new Fault(kind, "write", Times: 9));

        var error = await Record.ExceptionAsync(() => echo.WriteAsync());

        Assert.IsType(expected, error);
        Assert.Equal(1, echo.Server.Counts["write"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_over_a_connection_used_before_is_sent_once_when_it_breaks(bool withBody)
    {
        await using var echo = await EchoSetup.StartAsync();
        await echo.ReadAsync();
        echo.Server.Faults.Add(new Fault(FaultKind.Reset, "write", Times: 9));

        await Assert.ThrowsAsync<RemoteOutcomeUnknownException>(() => echo.WriteAsync(withBody: withBody));

        Assert.Equal(1, echo.Server.Counts["write"]);
    }

    [Fact]
    public async Task A_write_that_takes_too_long_is_unknown_and_sent_once()
    {
        await using var echo = await EchoSetup.StartAsync(o =>
            o with
            {
                AttemptTimeout = TimeSpan.FromMilliseconds(200),
            }
        );
        var release = new TaskCompletionSource();
        echo.Twin.Within = () => release.Task;

        var error = await Assert.ThrowsAsync<RemoteOutcomeUnknownException>(() => echo.WriteAsync());
        release.SetResult();

        Assert.Contains("may have been done", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, echo.Server.Counts["write"]);
    }

    [Fact]
    public async Task A_write_that_never_reached_anybody_is_unavailable()
    {
        await using var host = new RemoteHost(
            new RemoteHostOptions
            {
                Adapter = "echo",
                BaseUrl = new Uri($"http://127.0.0.1:{FreePort()}"),
                AllowedHosts = ["127.0.0.1"],
            },
            StatusVerdict.Judge,
            new CallLog()
        );

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            host.WriteAsync("write", new RestRequest("write", Method.Post), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_write_to_a_server_that_takes_no_connection_is_unavailable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux leaves connections waiting when nobody accepts them.");
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start(backlog: 0);
        var port = ((IPEndPoint)deaf.LocalEndpoint).Port;
        var crowd = Enumerable.Range(0, 4).Select(_ => new TcpClient()).ToList();
        var waiting = crowd
            .Select(c => c.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask())
            .ToList();
        await using var host = new RemoteHost(
            new RemoteHostOptions
            {
                Adapter = "echo",
                BaseUrl = new Uri($"http://127.0.0.1:{port}"),
                AllowedHosts = ["127.0.0.1"],
                AttemptTimeout = TimeSpan.FromSeconds(2),
            },
            StatusVerdict.Judge,
            new CallLog()
        );

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            host.WriteAsync("write", new RestRequest("write", Method.Post), TestContext.Current.CancellationToken)
        );

        crowd.ForEach(c => c.Dispose());
        await Task.WhenAll(waiting).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_write_that_waits_for_its_minute_in_vain_was_not_sent()
    {
        await using var echo = await EchoSetup.StartAsync(o =>
            o with
            {
                CallsPerMinute = 2,
                TotalTimeout = TimeSpan.FromMilliseconds(300),
            }
        );
        await echo.WriteAsync();
        await echo.ReadAsync();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.WriteAsync());

        Assert.Equal(2, echo.Server.Requests);
    }

    [Fact]
    public async Task When_too_many_calls_wait_the_next_is_refused_at_once()
    {
        await using var echo = await EchoSetup.StartAsync(o => o with { CallsPerMinute = 1, WaitingCalls = 0 });
        await echo.WriteAsync();

        var error = await Assert.ThrowsAsync<RemoteUnavailableException>(() => echo.WriteAsync());

        Assert.Contains("was not called", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, echo.Server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_cancelled_in_flight_ends_as_a_cancellation(bool isWrite)
    {
        await using var echo = await EchoSetup.StartAsync();
        using var stop = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        echo.Twin.Within = () =>
        {
            arrived.TrySetResult();
            return release.Task;
        };

        var call = isWrite
            ? echo.Host.WriteAsync("call", new RestRequest("call", Method.Post), stop.Token)
            : echo.Host.ReadAsync("call", new RestRequest("call"), stop.Token);
        await arrived.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        release.SetResult();
        Assert.Equal(1, echo.Server.Counts["call"]);
        Assert.Equal("cancelled", Assert.Single(echo.Log.Calls).Error);
    }

    [Fact]
    public async Task What_is_told_of_a_call_holds_neither_parameters_nor_body()
    {
        await using var echo = await EchoSetup.StartAsync();
        var request = new RestRequest("write", Method.Post)
            .AddQueryParameter("email", "ana@example.org")
            .AddStringBody("{\"secret\":\"s3cret\"}", ContentType.Json);
        echo.Twin.Answer = _ => new TwinAnswer(422, "application/json", "{\"echo\":\"ana@example.org\"}");

        var error = await Assert.ThrowsAsync<RemoteRejectedException>(() =>
            echo.Host.WriteAsync("contact.create", request, TestContext.Current.CancellationToken)
        );

        var told = Assert.Single(echo.Log.Calls);
        Assert.Equal(
            ("echo", "contact.create", true, 1, 422),
            (told.Adapter, told.Operation, told.IsWrite, told.Attempt, told.Status)
        );
        Assert.DoesNotContain("ana@", $"{told} {error}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{told} {error}", StringComparison.Ordinal);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
