using System.Threading.Channels;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Logging;
using Collections.Connector.Host.Serving;
using Collections.Connector.Host.Serving.SelfPages;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Runtime;

/// <summary>What <c>serve</c> runs: whole cycles on schedule, and money at once when a webhook brings some.</summary>
internal sealed class SchoolCycles : ICycleRunner, IWebhookInbox, IPayLinks, IAsyncDisposable
{
    /// <summary>A payment is taken in, access given back, and the payment, or what was taken back of it, entered in the ERP, without waiting for the schedule.</summary>
    private static readonly HashSet<string> MoneySteps = ["gateway", "restore", "payments", "refunds", "close"];

    /// <summary>The first payment is taken in at once; those that come in a flood share a run, and leave the processor to the webhooks.</summary>
    private static readonly TimeSpan PauseBetweenMoneyRuns = TimeSpan.FromMilliseconds(500);

    private readonly Installation installation;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly PayLinkSigner? signer;
    private readonly Channel<string> money = Channel.CreateUnbounded<string>();
    private readonly InboxWriter inbox;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task moneyLoop;

    /// <summary>Initializes a new instance of the <see cref="SchoolCycles"/> class.</summary>
    public SchoolCycles(Installation installation, TimeProvider clock, ILogger logger)
    {
        this.installation = installation;
        this.clock = clock;
        this.logger = logger;
        inbox = new InboxWriter(installation.Ledger, clock);
        signer = installation.Configuration.SigningKey is { } key
            ? new PayLinkSigner(System.Text.Encoding.UTF8.GetBytes(key))
            : null;
        SelfService = installation.Configuration is { SigningKey: { } selfKey, PublicUrl: { } url }
            ? new SelfServiceDoor(
                installation.Schools,
                new SelfLinkSigner(System.Text.Encoding.UTF8.GetBytes(selfKey)),
                url,
                clock,
                money.Writer.WriteAsync
            )
            : null;
        StopLinks = installation.Configuration.SigningKey is { } stopKey
            ? new StopDoor(
                new StopDesk(installation.Ledger, clock),
                new StopLinkSigner(System.Text.Encoding.UTF8.GetBytes(stopKey))
            )
            : null;
        moneyLoop = RunMoneyAsync(stopping.Token);
    }

    /// <summary>Gets what opens the links by which payers end a channel; null without a signing key.</summary>
    public IStopLinks? StopLinks { get; }

    /// <summary>Gets what opens self-service links; null without a signing key and a public address.</summary>
    public ISelfService? SelfService { get; }

    /// <inheritdoc/>
    public async Task RunAsync(string? school, CancellationToken ct)
    {
        Exception? problem = null;
        foreach (var one in installation.Schools.Where(x => school is null || x.Mapping.School.Key == school))
        {
            var report = await RunAsync(one, null, ct);
            problem ??= Problem(report);
        }

        if (problem is not null)
        {
            throw problem;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> StoreAsync(string school, string gateway, WebhookDelivery delivery, CancellationToken ct)
    {
        var ports = Find(school)?.Ports;
        if (ports?.Replies.GetValueOrDefault(gateway) is { } replies)
        {
            if (replies.ReadWebhook(delivery) is { } told)
            {
                await inbox.StoreAsync(school, gateway, told, ct);
            }

            return true;
        }

        if (ports?.Gateways.GetValueOrDefault(gateway) is not { } source)
        {
            return false;
        }

        if (source.ReadWebhook(delivery) is { } gatewayEvent)
        {
            await inbox.StoreAsync(school, gateway, gatewayEvent, ct);
            await money.Writer.WriteAsync(school, ct);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task<OpenedPayLink> OpenAsync(string token, CancellationToken ct)
    {
        if (signer?.Read(token) is not var (school, payerKey) || Find(school)?.PayDesk is not { } desk)
        {
            return OpenedPayLink.Unknown;
        }

        return await desk.OpenAsync(payerKey, ct) switch
        {
            null => OpenedPayLink.Unknown,
            { Kind: PayLinkKind.Later } => throw new RemoteUnavailableException("The gateway does not answer."),
            { Kind: PayLinkKind.Pending } answer => new OpenedPayLink(null, PayNotice.Pending, answer.Language),
            var answer => new OpenedPayLink(answer.Url, PayNotice.NothingToPay, answer.Language),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await inbox.DisposeAsync();
        await stopping.CancelAsync();
        await moneyLoop;
        stopping.Dispose();
        oneAtATime.Dispose();
    }

    private async Task RunMoneyAsync(CancellationToken ct)
    {
        try
        {
            // A run takes in all that is stored: what was told meanwhile is one more run, not one for each event.
            while (await money.Reader.WaitToReadAsync(ct))
            {
                var told = new HashSet<string>();
                while (money.Reader.TryRead(out var key))
                {
                    told.Add(key);
                }

                foreach (var key in told)
                {
                    await RunMoneyAsync(Find(key)!, ct);
                }

                await Task.Delay(PauseBetweenMoneyRuns, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The events are stored; the next cycle takes them in.
        }
    }

    private async Task RunMoneyAsync(SchoolInstallation school, CancellationToken ct)
    {
        try
        {
            await RunAsync(school, MoneySteps, ct);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // The loop's outermost boundary: whatever it was, the next payment must find the loop alive.
            // The events are stored; the scheduled cycle takes them in, and reports what is wrong if it still is.
            Log.MoneyRunFailed(logger, school.Mapping.School.Key, Failure.Of(problem).Code);
        }
    }

    private async Task<CycleReport> RunAsync(SchoolInstallation school, HashSet<string>? steps, CancellationToken ct)
    {
        // First the turn, then a place in this process: who waits for another node must not keep the other schools waiting.
        await using var turn = await school.TakeTurnAsync(Timeout.InfiniteTimeSpan, ct);
        await oneAtATime.WaitAsync(ct);
        try
        {
            var report = await school.RunAsync(turn, new CycleOptions("schedule", Steps: steps), ct);
            Tell(report);
            return report;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private void Tell(CycleReport report)
    {
        foreach (var step in report.Steps.Where(x => x.Problem is not null))
        {
            Log.StepFailed(logger, report.School, step.Name, step.Problem!);
        }

        foreach (var remark in report.Remarks.Where(x => x.NeedsPerson))
        {
            Log.PersonNeeded(logger, report.School, remark.Code, remark.Where);
        }
    }

    private SchoolInstallation? Find(string key) =>
        installation.Schools.FirstOrDefault(x => x.Mapping.School.Key == key);

    private static Exception? Problem(CycleReport report) =>
        report.Steps.Find(x => x.Failure is not (null or StepFailure.StaleFacts)) is not { } failed ? null
        : failed.Failure == StepFailure.Unavailable ? new RemoteUnavailableException(failed.Problem!)
        : failed.Failure == StepFailure.Misconfigured ? new RemoteMisconfiguredException(failed.Problem!)
        : new InvalidOperationException(failed.Problem);
}
