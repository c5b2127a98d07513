using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Demo;

namespace Collections.Scenarios.Tests.Nodes;

/// <summary>Three real <c>serve</c> processes on one PostgreSQL and three schools, each with an ERP company of its own.</summary>
public sealed class ThreeNodesTests
{
    private const int Learners = 60;

    private static readonly Fault[] Moments =
    [
        new(FaultKind.Slow, "res.partner/load"),
        new(FaultKind.SlowAfterCommit, "res.partner/load"),
        new(FaultKind.Slow, "account.move/load"),
        new(FaultKind.SlowAfterCommit, "account.move/load"),
        new(FaultKind.SlowAfterCommit, "account.move/action_post"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_node_killed_in_the_middle_loses_nothing_doubles_nothing_and_the_others_take_its_work_over(
        int seed
    )
    {
        var random = new Random(seed);
        await using var towns = await SharedTowns.StartAsync(3, Learners);
        var victim = towns.Towns[random.Next(3)];
        var moment = Moments[random.Next(Moments.Length)];
        using var barrier = new Barrier(towns.Towns);
        await using var nodes = towns.Serve(3);

        // Each node is in the middle of another school's cycle: the work is shared.
        await barrier.AllArrivedAsync(nodes, Ct);
        Assert.Equal(3, (await towns.OwnersAsync()).Values.Distinct().Count());

        var struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fault = moment with { Delay = TimeSpan.FromMinutes(5), Struck = () => struck.TrySetResult() };
        victim.OdooServer.Faults.Add(fault);
        var pid = (await towns.OwnersAsync())[SharedTowns.CompanyOf(victim)];
        barrier.Release();
        await nodes.KillAsync(pid, struck.Task, Ct);
        victim.OdooServer.Faults.Clear();

        await nodes.UntilAsync(async () => (await towns.RunsAsync()).Count(x => x.Value.Ended > 0) == 3, Ct);
        await nodes.StopAsync(Ct);
        Assert.All(towns.Towns, AssertWhole);

        // A trigger fired once for each school; the one whose node was killed was begun again, and ended then.
        var runs = await towns.RunsAsync();
        Assert.All(towns.Towns, town => Assert.Equal(1, runs[SharedTowns.KeyOf(town)].Ended));
        Assert.Equal(
            towns.Towns.Select(town => town == victim ? 2 : 1),
            towns.Towns.Select(town => runs[SharedTowns.KeyOf(town)].Begun)
        );
        Assert.Equal(
            0,
            await towns.CountAsync(
                "SELECT count(*) FROM \"Intents\" WHERE \"State\" <> 'Done' OR \"LeaseOwner\" IS NOT NULL"
            )
        );
    }

    [Fact]
    public async Task A_sync_beside_a_node_that_is_at_work_is_refused_with_the_node_that_has_the_turn()
    {
        await using var towns = await SharedTowns.StartAsync(1, 1);
        using var barrier = new Barrier(towns.Towns);
        await using var nodes = towns.Serve(1);
        await barrier.AllArrivedAsync(nodes, Ct);

        var (code, said) = await towns.SyncAsync(Ct);
        barrier.Release();
        await nodes.UntilAsync(async () => (await towns.RunsAsync()).Values.Single().Ended == 1, Ct);

        Assert.Equal(2, code);
        Assert.Contains($"/{nodes.Ids[0]}/", said);
        Assert.Contains("is running a cycle for this ERP company", said);
        Assert.Contains("Wait until it is done", said);
    }

    private static void AssertWhole(TwinTown town)
    {
        var invoices = town.Odoo.Invoices;
        Assert.Equal(Learners, invoices.Count);
        Assert.All(invoices, x => Assert.Equal(("posted", 121m), (x.State, x.Total)));
        Assert.Equal(Learners, invoices.Select(x => x.Reference).Distinct().Count());
        Assert.Equal(Learners, invoices.Select(x => x.Number).Distinct().Count());
        Assert.Equal(Learners, invoices.Select(x => x.CustomerKey).Distinct().Count());
    }

    /// <summary>Holds the first question that each town's LMS is asked.</summary>
    private sealed class Barrier : IDisposable
    {
        private readonly List<TaskCompletionSource> arrivals = [];
        private readonly ManualResetEventSlim released = new();

        public Barrier(IReadOnlyList<TwinTown> towns)
        {
            foreach (var town in towns)
            {
                var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrivals.Add(arrived);
                town.MoodleServer.Faults.Add(
                    new Fault(
                        FaultKind.Slow,
                        Struck: () =>
                        {
                            arrived.TrySetResult();
                            released.Wait(TimeSpan.FromMinutes(1));
                        }
                    )
                );
            }
        }

        public Task AllArrivedAsync(ServedNodes nodes, CancellationToken ct) =>
            nodes.UntilAsync(() => Task.FromResult(arrivals.TrueForAll(x => x.Task.IsCompleted)), ct);

        public void Release() => released.Set();

        public void Dispose() => released.Set();
    }
}
