using Collections.Connector.Host.Serving.SelfPages;

namespace Collections.Connector.Host.Serving;

/// <summary>How the service runs.</summary>
/// <param name="Address">The network address to listen on.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="CycleEvery">Pause between the beginnings of two cycles.</param>
/// <param name="LogLevel">The lowest level of our own messages.</param>
/// <param name="LogsForPeople">One line per log message instead of one JSON object.</param>
/// <param name="Shared">The schedule that several nodes share; null where this process is the only one.</param>
internal sealed record ServeOptions(
    string Address,
    int Port,
    TimeSpan CycleEvery,
    LogLevel LogLevel = LogLevel.Information,
    bool LogsForPeople = false,
    SharedSchedule? Shared = null
);

/// <summary>A schedule in a PostgreSQL database: each node fires what is due, and each trigger fires once among all nodes.</summary>
/// <param name="Connection">Npgsql's connection string. A secret.</param>
/// <param name="Schools">The schools, one job each.</param>
/// <param name="NoticeAfter">How long a node may be silent before the others take its cycles over.</param>
internal sealed record SharedSchedule(string Connection, IReadOnlyList<string> Schools, TimeSpan NoticeAfter)
{
    /// <summary>Names what it is, never what it holds: a secret is in it.</summary>
    public override string ToString() => nameof(SharedSchedule);
}

/// <summary>What the service serves, with what must be let go of afterwards.</summary>
/// <param name="Cycles">Runs the cycles.</param>
/// <param name="Webhooks">Takes webhooks in.</param>
/// <param name="PayLinks">Opens pay links.</param>
/// <param name="Owned">Let go of after the service has stopped, the last first.</param>
internal sealed record ServeParts(
    ICycleRunner Cycles,
    IWebhookInbox Webhooks,
    IPayLinks PayLinks,
    params IReadOnlyList<IAsyncDisposable> Owned
) : IAsyncDisposable
{
    /// <summary>Gets what <c>/status</c> shows as JSON; null leaves the page out: sums are not for everybody who reaches the port.</summary>
    public Func<CancellationToken, Task<string>>? Status { get; init; }

    /// <summary>Gets what opens self-service links; null without a signing key and a public address.</summary>
    public ISelfService? SelfService { get; init; }

    /// <summary>Gets what opens the links by which payers end a channel; null without a signing key.</summary>
    public IStopLinks? StopLinks { get; init; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned.Reverse())
        {
            await owned.DisposeAsync();
        }
    }
}
