using System.Threading.Channels;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Stores webhooks by groups: what arrives while a group is being written goes into the next. One write to the disk serves them all.</summary>
internal sealed class InboxWriter : IAsyncDisposable
{
    private const int GroupMax = 200;
    private const int WaitingMax = 2_000;
    private readonly IDbContextFactory<LedgerContext> ledgers;
    private readonly TimeProvider clock;
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(WaitingMax);
    private readonly Task writing;

    /// <summary>Initializes a new instance of the <see cref="InboxWriter"/> class.</summary>
    public InboxWriter(IDbContextFactory<LedgerContext> ledgers, TimeProvider clock)
    {
        this.ledgers = ledgers;
        this.clock = clock;
        writing = WriteAsync();
    }

    /// <summary>Stores an event once; comes back when it is on the disk, or fails with what kept it from there.</summary>
    /// <param name="school">The school's key.</param>
    /// <param name="source">The gateway's source name.</param>
    /// <param name="gatewayEvent">The event.</param>
    /// <param name="ct">Stops the waiting; the event may be stored all the same, and is then known when it comes again.</param>
    public Task StoreAsync(string school, string source, GatewayEvent gatewayEvent, CancellationToken ct) =>
        StoreAsync(InboxRows.ToRow(school, source, gatewayEvent, clock.GetUtcNow()), ct);

    /// <summary>Stores what came back from a message channel, once.</summary>
    /// <param name="school">The school's key.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="told">What was told.</param>
    /// <param name="ct">Stops the waiting; the event may be stored all the same.</param>
    public Task StoreAsync(string school, string channel, MessageEvent told, CancellationToken ct) =>
        StoreAsync(
            new InboxEvent
            {
                School = school,
                Source = channel,
                EventKey = told.EventKey,
                At = told.At,
                Body = told.Body,
                ReceivedAt = clock.GetUtcNow(),
            },
            ct
        );

    private async Task StoreAsync(InboxEvent row, CancellationToken ct)
    {
        var one = new Waiting(row);
        await waiting.Writer.WriteAsync(one, ct);
        await one.Stored.Task.WaitAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<Waiting>();
            while (group.Count < GroupMax && waiting.Reader.TryRead(out var one))
            {
                group.Add(one);
            }

            await WriteAsync(group);
        }
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            await using var ledger = ledgers.CreateDbContext();
            await InboxRows.StoreAsync(ledger, [.. group.Select(x => x.Row)], CancellationToken.None);
            group.ForEach(x => x.Stored.TrySetResult());
        }
        catch (Exception problem) // The group's boundary: each of its senders is told, and delivers again.
        {
            group.ForEach(x => x.Stored.TrySetException(problem));
        }
    }

    private sealed record Waiting(InboxEvent Row)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
