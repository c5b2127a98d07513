using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Collections.Connector.Host.Serving;

/// <summary>Healthy while cycles end well: degraded after a failed one, unhealthy after three or when one hangs.</summary>
internal sealed class CycleHealth(CycleState state, ServeOptions options, TimeProvider clock) : IHealthCheck
{
    private const int TooManyFailures = 3;
    private static readonly TimeSpan LongestCycle = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var cycles = state.Read();
        var limit = LongestCycle > options.CycleEvery * 2 ? LongestCycle : options.CycleEvery * 2;
        return Task.FromResult(
            cycles.RunningSince is { } since && clock.GetUtcNow() - since > limit
                ? HealthCheckResult.Unhealthy("cycle.hangs")
            : cycles.FailuresInARow >= TooManyFailures ? HealthCheckResult.Unhealthy($"cycle.failed.{cycles.Failure}")
            : cycles.Failure is { } failure ? HealthCheckResult.Degraded($"cycle.failed.{failure}")
            : HealthCheckResult.Healthy()
        );
    }
}
