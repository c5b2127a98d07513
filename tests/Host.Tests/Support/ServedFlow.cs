using Collections.Connector.Host.Serving;
using Collections.Connector.Ports;

namespace Collections.Host.Tests.Support;

/// <summary>The flow's side, played.</summary>
internal sealed class ServedFlow : ICycleRunner, IWebhookInbox, IPayLinks
{
    private int cycles;
    private int atOnce;

    public TaskCompletionSource Ran { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<CancellationToken, Task> Work { get; init; } = _ => Task.CompletedTask;

    public int CyclesWanted { get; init; } = 1;

    public int MostAtOnce { get; private set; }

    public string? School { get; private set; }

    public string? Gateway { get; private set; }

    public WebhookDelivery? Delivery { get; private set; }

    public async Task RunAsync(string? school, CancellationToken ct)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref atOnce));
        Ran.TrySetResult();
        try
        {
            await Work(ct);
        }
        finally
        {
            Interlocked.Decrement(ref atOnce);
            Ended.TrySetResult();
        }

        if (Interlocked.Increment(ref cycles) >= CyclesWanted)
        {
            Enough.TrySetResult();
        }
    }

    public Task<bool> StoreAsync(string school, string gateway, WebhookDelivery delivery, CancellationToken ct)
    {
        (School, Gateway, Delivery) = (school, gateway, delivery);
        return gateway switch
        {
            "forged" => throw new RemoteRejectedException("The signature is wrong."),
            "full-disk" => throw new IOException("No space left on device"),
            var known => Task.FromResult(known == "stripe"),
        };
    }

    public Task<OpenedPayLink> OpenAsync(string token, CancellationToken ct) =>
        token switch
        {
            "settled" => Task.FromResult(new OpenedPayLink(null, PayNotice.NothingToPay, null)),
            "pending" => Task.FromResult(new OpenedPayLink(null, PayNotice.Pending, "pt")),
            "away" => throw new RemoteUnavailableException("No answer."),
            "refused" => throw new RemoteRejectedException("Refused."),
            _ => Task.FromResult(
                new OpenedPayLink(new Uri("https://pay.example/session"), PayNotice.NothingToPay, "es")
            ),
        };
}
