using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Serving;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Collections.Host.Tests.Serving;

public sealed class CycleHealthTests
{
    private readonly MovableClock clock = new(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly CycleState state = new();

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(1, HealthStatus.Degraded)]
    [InlineData(2, HealthStatus.Degraded)]
    [InlineData(3, HealthStatus.Unhealthy)]
    public async Task Three_failed_cycles_in_a_row_are_unhealthy(int failures, HealthStatus expected)
    {
        for (var i = 0; i < failures; i++)
        {
            state.Ended(clock.GetUtcNow(), "unavailable");
        }

        Assert.Equal(expected, await ReadAsync());
    }

    [Fact]
    public async Task One_good_cycle_makes_it_healthy_again()
    {
        state.Ended(clock.GetUtcNow(), "unavailable");
        state.Ended(clock.GetUtcNow(), "unavailable");
        state.Ended(clock.GetUtcNow(), null);
        state.Ended(clock.GetUtcNow(), "unavailable");

        Assert.Equal(1, state.Read().FailuresInARow);
        Assert.Equal(HealthStatus.Degraded, await ReadAsync());
    }

    [Fact]
    public async Task A_cycle_that_runs_longer_than_two_hours_hangs()
    {
        state.Began(clock.GetUtcNow());

        clock.Advance(TimeSpan.FromHours(2));
        var within = await ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        var beyond = await ReadAsync();

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (within, beyond));
    }

    private async Task<HealthStatus> ReadAsync()
    {
        var health = new CycleHealth(state, new ServeOptions("127.0.0.1", 0, TimeSpan.FromMinutes(15)), clock);
        return (await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;
    }
}
