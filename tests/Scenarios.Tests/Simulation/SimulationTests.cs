namespace Collections.Scenarios.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Seeds = 60;

    [Fact]
    public async Task Every_invariant_holds_in_every_seed()
    {
        var (failed, _, steps) = await SimulateVerb.PlayManyAsync(1, Seeds, stopAtFirst: true, cores: 1);

        Assert.True(failed.Count == 0, failed.Count == 0 ? "" : SimulateVerb.Describe(failed[0]));
        Assert.True(steps > Seeds * 20);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(46)]
    public async Task The_same_seed_gives_the_same_trace_twice(int seed)
    {
        var first = await Simulator.PlayAsync((ulong)seed);
        var second = await Simulator.PlayAsync((ulong)seed);

        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.Digest, second.Digest);
    }
}
