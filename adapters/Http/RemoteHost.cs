using System.Diagnostics;
using System.Threading.RateLimiting;
using Collections.Connector.Ports;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RestSharp;

namespace Collections.Adapters.Http;

/// <summary>One remote system: every call goes through here, in this order.</summary>
/// <remarks>
/// (1) calls at once, (2) total timeout, (3) retry, for reads only, (4) circuit breaker, one for reads and writes,
/// (5) calls per minute, (6) attempt timeout, (7) the call, (8) the verdict. Thread-safe. Time here is the machine's own, never the movable clock: a wait is a real wait.
/// </remarks>
public sealed class RemoteHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);
    private readonly RemoteHostOptions options;
    private readonly AnswerVerdict verdict;
    private readonly IRemoteCallObserver observer;
    private readonly RestClient client;
    private readonly ConcurrencyLimiter parallel;
    private readonly SlidingWindowRateLimiter? pace;
    private readonly ResiliencePipeline<Attempt> reads;
    private readonly ResiliencePipeline<Attempt> writes;

    /// <summary>Initializes a new instance of the <see cref="RemoteHost"/> class.</summary>
    /// <exception cref="AdapterSettingsException">The address is not allowed.</exception>
    public RemoteHost(RemoteHostOptions options, AnswerVerdict verdict, IRemoteCallObserver observer)
    {
        options.Validate();
        this.options = options;
        this.verdict = verdict;
        this.observer = observer;
        client = Client(options);
        parallel = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = options.ParallelCalls, QueueLimit = options.WaitingCalls }
        );
        pace = options.CallsPerMinute is { } calls
            ? new SlidingWindowRateLimiter(
                new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = calls,
                    Window = TimeSpan.FromMinutes(1),
                    SegmentsPerWindow = 60,
                    QueueLimit = options.WaitingCalls,
                }
            )
            : null;
        // One circuit for reads and writes: a remote that is down is down for both.
        var circuit = RemotePipeline.Circuit(options);
        reads = RemotePipeline.Build(options, circuit, pace, options.ReadRetries);
        writes = RemotePipeline.Build(options, circuit, pace, retries: 0);
    }

    /// <summary>Calls without changing anything; tried again while the answer is "unavailable".</summary>
    /// <param name="operation">Name for messages and counts; no parameters in it.</param>
    /// <param name="request">The request; it may be sent several times.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RemoteUnavailableException">No usable answer within the tries and times.</exception>
    /// <exception cref="RemoteRejectedException">The verdict says so.</exception>
    /// <exception cref="RemoteMisconfiguredException">The verdict says so.</exception>
    public Task<RemoteAnswer> ReadAsync(string operation, RestRequest request, CancellationToken ct) =>
        CallAsync(reads, operation, request, isWrite: false, ct);

    /// <summary>Calls to change something; sent at most once.</summary>
    /// <param name="operation">Name for messages and counts; no parameters in it.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RemoteUnavailableException">Nothing was sent, or the remote says that it did nothing.</exception>
    /// <exception cref="RemoteOutcomeUnknownException">It was sent, and no trustworthy answer came.</exception>
    /// <exception cref="RemoteRejectedException">The verdict says so.</exception>
    /// <exception cref="RemoteMisconfiguredException">The verdict says so.</exception>
    public Task<RemoteAnswer> WriteAsync(string operation, RestRequest request, CancellationToken ct) =>
        CallAsync(writes, operation, request, isWrite: true, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await parallel.DisposeAsync();
        if (pace is not null)
        {
            await pace.DisposeAsync();
        }
    }

    private async Task<RemoteAnswer> CallAsync(
        ResiliencePipeline<Attempt> pipeline,
        string operation,
        RestRequest request,
        bool isWrite,
        CancellationToken ct
    )
    {
        RefuseOtherHosts(operation, request);
        var tries = 0;
        Attempt outcome;
        try
        {
            using var place = await TurnAsync(parallel, operation, ct);
            outcome = await pipeline.ExecuteAsync(
                async token => await TryAsync(operation, request, isWrite, ++tries, token),
                ct
            );
        }
        catch (PaceExceededException full)
        {
            throw new RemoteUnavailableException(
                $"{options.Adapter}: {operation} was not called. {full.Message}",
                full
            );
        }
        catch (BrokenCircuitException open)
        {
            throw new RemoteUnavailableException(
                $"{options.Adapter}: {operation} was not called, too many calls failed just before. It is tried again in the next cycle.",
                open
            );
        }
        catch (TimeoutRejectedException late)
        {
            throw NoAnswer(
                operation,
                isWrite && tries > 0,
                $"gave no answer within {late.Timeout.TotalSeconds:0} s",
                late
            );
        }

        return outcome.Error is null ? outcome.Answer! : throw outcome.Error;
    }

    private async ValueTask<Attempt> TryAsync(
        string operation,
        RestRequest request,
        bool isWrite,
        int attempt,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var gate = isWrite ? options.Gate : null;
        limit.CancelAfter(gate?.Pass() ?? Timeout.InfiniteTimeSpan);
        var began = Stopwatch.GetTimestamp();
        var response = await client.ExecuteAsync(request, limit.Token);
        if (response.StatusCode == 0 && ct.IsCancellationRequested)
        {
            // RestSharp 114 reports a cancellation as a response, not as an exception. An answer that came first stands.
            Report(0, "cancelled", 0);
            ct.ThrowIfCancellationRequested();
        }

        if (response.StatusCode == 0 || response.ErrorException is ResponseTooLargeException)
        {
            var error = Unanswered(operation, isWrite, response.ErrorException);
            Report(0, error.GetType().Name, 0);
            TellGate(error);
            return new Attempt(null, error, null);
        }

        var answer = ToAnswer(operation, response);
        var judged = verdict(answer, isWrite);
        Report(answer.Status, judged?.GetType().Name, answer.Body.Length);
        TellGate(judged);
        return new Attempt(answer, judged, RetryAfterHeader.Read(answer));

        void TellGate(RemoteException? error)
        {
            if (error is not RemoteOutcomeUnknownException)
            {
                gate?.Answered();
            }
        }

        void Report(int status, string? error, int bytes) =>
            observer.Completed(
                new RemoteCall(
                    options.Adapter,
                    operation,
                    isWrite,
                    attempt,
                    status,
                    error,
                    Stopwatch.GetElapsedTime(began),
                    bytes
                )
            );
    }

    private void RefuseOtherHosts(string operation, RestRequest request)
    {
        // An absolute resource would win over the base address in RestSharp.
        var target = client.BuildUri(request);
        if (target.Scheme != options.BaseUrl.Scheme || target.Authority != options.BaseUrl.Authority)
        {
            throw new RemoteMisconfiguredException(
                $"{options.Adapter}: {operation} would call '{target.Host}', which is not the address of baseUrl."
            );
        }
    }

    private async ValueTask<RateLimitLease> TurnAsync(RateLimiter limiter, string operation, CancellationToken ct)
    {
        var lease = await limiter.AcquireAsync(1, ct);
        return lease.IsAcquired
            ? lease
            : throw new RemoteUnavailableException(
                $"{options.Adapter}: {operation} was not called, {options.WaitingCalls} calls are waiting already."
            );
    }

    private RemoteException Unanswered(string operation, bool isWrite, Exception? cause)
    {
        if (cause is ResponseTooLargeException)
        {
            return isWrite
                ? new RemoteOutcomeUnknownException($"{options.Adapter}: {operation}: {cause.Message}", cause)
                : new RemoteRejectedException($"{options.Adapter}: {operation}: {cause.Message}", cause);
        }

        // A timeout while connecting is told as a cancellation, and nobody cancelled: nothing was sent then.
        var neverSent =
            cause is OperationCanceledException { InnerException: TimeoutException }
            || cause
                is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                };
        return NoAnswer(
            operation,
            isWrite && !neverSent,
            neverSent
                ? $"could not be reached at {options.BaseUrl.Host}: check the address, the network and whether it runs"
                : "broke off without an answer",
            cause
        );
    }

    private RemoteException NoAnswer(string operation, bool mayHaveHappened, string what, Exception? cause) =>
        mayHaveHappened
            ? new RemoteOutcomeUnknownException($"{options.Adapter}: {operation} {what}; it may have been done.", cause)
            : new RemoteUnavailableException($"{options.Adapter}: {operation} {what}.", cause);

    private static RemoteAnswer ToAnswer(string operation, RestResponse response)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in (response.Headers ?? []).Concat(response.ContentHeaders ?? []))
        {
            var name = header.Name.ToLowerInvariant();
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{header.Value}" : header.Value;
        }

        var contentType = (response.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return new RemoteAnswer(operation, (int)response.StatusCode, contentType, response.Content ?? "", headers);
    }

    private static RestClient Client(RemoteHostOptions options) =>
        new(
            new RestClientOptions(options.BaseUrl)
            {
                FollowRedirects = false,
                Timeout = Timeout.InfiniteTimeSpan,
                ConfigureMessageHandler = _ => new ResponseLimit(
                    new SocketsHttpHandler
                    {
                        AllowAutoRedirect = false,
                        UseCookies = false,
                        AutomaticDecompression = options.CompressedAnswers
                            ? System.Net.DecompressionMethods.All
                            : System.Net.DecompressionMethods.None,
                        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                        ConnectTimeout = ConnectTimeout(options),
                    },
                    options.ResponseLimitBytes
                ),
            }
        );

    private static TimeSpan ConnectTimeout(RemoteHostOptions options) =>
        options.AttemptTimeout / 2 < LongestConnect ? options.AttemptTimeout / 2 : LongestConnect;
}
