using Collections.Connector.Host.Logging;
using Collections.Connector.Host.Terminal;
using Quartz;

namespace Collections.Connector.Host.Serving;

/// <summary>The scheduled cycle: thin, never two at once, and a failed one only waits for the next.</summary>
[DisallowConcurrentExecution]
internal sealed class CycleJob(
    ICycleRunner runner,
    CycleState state,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<CycleJob> logger
) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        // Quartz waits for a running job when it stops; the job itself hears of it only through the lifetime.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        var began = clock.GetUtcNow();
        state.Began(began);
        Log.CycleBegan(logger);
        try
        {
            await runner.RunAsync(Schedule.SchoolOf(context.JobDetail.Key), stop.Token);
            state.Ended(clock.GetUtcNow(), null);
            Log.CycleEnded(logger, Elapsed());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            state.Ended(clock.GetUtcNow(), null);
            Log.CycleEnded(logger, Elapsed());
        }
        catch (Exception exception) // The job's outermost boundary: whatever it was, the next cycle begins anew.
        {
            var failure = Failure.Of(exception);
            state.Ended(clock.GetUtcNow(), failure.Code);
            Log.CycleFailed(logger, Elapsed(), failure.Code);
        }

        long Elapsed() => (long)(clock.GetUtcNow() - began).TotalMilliseconds;
    }
}
