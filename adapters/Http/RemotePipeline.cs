using System.Threading.RateLimiting;
using Collections.Connector.Ports;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Collections.Adapters.Http;

/// <summary>One try: its answer, and what the verdict made of it.</summary>
internal readonly record struct Attempt(RemoteAnswer? Answer, RemoteException? Error, TimeSpan? RetryAfter);

/// <summary>Composes what stands between a caller and a remote, outermost first.</summary>
internal static class RemotePipeline
{
    /// <summary>The circuit: opens after so many failures in a row, whoever made them.</summary>
    public static ResiliencePipeline<Attempt> Circuit(RemoteHostOptions options)
    {
        var failuresInARow = 0;
        return new ResiliencePipelineBuilder<Attempt>()
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Attempt>
                {
                    // Polly counts ratios in a window: slow failures would fall out of it one by one. So failures are
                    // counted here, and Polly hears only of the one that fills the row.
                    FailureRatio = 0,
                    MinimumThroughput = 2,
                    SamplingDuration = TimeSpan.FromDays(1),
                    BreakDuration = options.CircuitBreak,
                    ShouldHandle = args => ValueTask.FromResult(FillsTheRow(args.Outcome)),
                }
            )
            .Build();

        bool FillsTheRow(Outcome<Attempt> outcome)
        {
            // A cancellation, or no turn within the pace: nothing was learnt of the remote.
            if (outcome.Exception is not (null or TimeoutRejectedException))
            {
                return false;
            }

            var failed =
                outcome.Exception is TimeoutRejectedException
                || outcome.Result.Error is RemoteUnavailableException or RemoteOutcomeUnknownException;
            if (!failed)
            {
                Interlocked.Exchange(ref failuresInARow, 0);
                return false;
            }

            return Interlocked.Increment(ref failuresInARow) >= Math.Max(2, options.CircuitFailures);
        }
    }

    /// <summary>The whole pipeline around the shared circuit.</summary>
    public static ResiliencePipeline<Attempt> Build(
        RemoteHostOptions options,
        ResiliencePipeline<Attempt> circuit,
        RateLimiter? pace,
        int retries
    )
    {
        var builder = new ResiliencePipelineBuilder<Attempt>();
        builder.AddTimeout(options.TotalTimeout);
        if (retries > 0)
        {
            builder.AddRetry(Retry(options, retries));
        }

        builder.AddPipeline(circuit);
        if (pace is not null)
        {
            // Before the attempt's timeout: waiting for one's turn is not the remote being slow.
            builder.AddStrategy(_ => new Pace(pace, options.WaitingCalls), new PaceOptions());
        }

        return builder.AddTimeout(options.AttemptTimeout).Build();
    }

    private static RetryStrategyOptions<Attempt> Retry(RemoteHostOptions options, int retries) =>
        new()
        {
            MaxRetryAttempts = retries,
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    args.Outcome.Exception is TimeoutRejectedException
                        || (
                            args.Outcome.Result.Error is RemoteUnavailableException
                            && !(args.Outcome.Result.RetryAfter > options.LongestRetryAfter)
                        )
                ),
            DelayGenerator = static args => ValueTask.FromResult(args.Outcome.Result.RetryAfter),
        };

    private sealed class PaceOptions : ResilienceStrategyOptions;

    private sealed class Pace(RateLimiter limiter, int waitingCalls) : ResilienceStrategy<Attempt>
    {
        protected override async ValueTask<Outcome<Attempt>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<Attempt>>> callback,
            ResilienceContext context,
            TState state
        )
        {
            using var turn = await limiter.AcquireAsync(1, context.CancellationToken);
            return turn.IsAcquired
                ? await callback(context, state)
                : Outcome.FromException<Attempt>(new PaceExceededException(waitingCalls));
        }
    }
}

/// <summary>Too many calls wait for their minute already.</summary>
internal sealed class PaceExceededException(int waitingCalls)
    : Exception($"{waitingCalls} calls are waiting for their turn already.");
