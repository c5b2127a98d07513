using Collections.Scenarios.Tests.Crashes;

namespace Collections.Scenarios.Tests.Nodes;

/// <summary>Several <c>serve</c> processes.</summary>
internal sealed class ServedNodes(IReadOnlyList<ConnectorProcess> nodes) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(80);

    public IReadOnlyList<int> Ids => [.. nodes.Select(x => x.Id)];

    /// <summary>Kills one at a moment that must come.</summary>
    public Task KillAsync(int id, Task moment, CancellationToken ct) =>
        nodes.Single(x => x.Id == id).KillAtAsync(moment, ct).WaitAsync(Longest, ct);

    /// <summary>Looks again and again until something is so; what the nodes said is told when it does not come.</summary>
    public async Task UntilAsync(Func<Task<bool>> so, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (!await so())
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await Task.WhenAll(nodes.Select(x => x.KillAsync()));
            Assert.Fail(string.Join("\n\n", await Task.WhenAll(nodes.Select(x => x.SaidAsync()))));
        }
    }

    /// <summary>Asks those that are left to stop, as a service manager does, and waits until they have ended their cycles.</summary>
    public Task StopAsync(CancellationToken ct) => Task.WhenAll(nodes.Select(x => x.StopAsync(ct)));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }
}
