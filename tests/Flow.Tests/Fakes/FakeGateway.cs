using System.Globalization;
using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <summary>A gateway whose events the test writes; an event's body is its own fields.</summary>
internal sealed class FakeGateway : IPaymentGateway
{
    public List<GatewayEvent> Events { get; } = [];
    public bool Down { get; set; }
    public string Source => "fakepay";
    public TimeSpan EventsKeptFor { get; set; } = TimeSpan.FromDays(3650);

    /// <summary>Which request the events answer.</summary>
    public string RequestReference { get; set; } = "request";

    /// <summary>The pages that were asked for.</summary>
    public List<PaymentRequest> Opened { get; } = [];

    /// <summary>When a page that is opened now expires.</summary>
    public DateTimeOffset PagesExpireAt { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>A page is given only once this is done.</summary>
    public Task PagesWaitFor { get; set; } = Task.CompletedTask;

    /// <summary>From when on events were asked for, each time.</summary>
    public List<DateTimeOffset> AskedSince { get; } = [];

    public GatewayEvent Tell(
        string eventKey,
        DateTimeOffset at,
        string paymentKey,
        PaymentState state,
        decimal amount,
        string payer,
        params string[] receivables
    )
    {
        var body = string.Join(
            '|',
            eventKey,
            at.ToString("O", CultureInfo.InvariantCulture),
            paymentKey,
            state,
            amount.ToString(CultureInfo.InvariantCulture),
            payer,
            string.Join(',', receivables)
        );
        var told = ReadStored(body)!;
        Events.Add(told);
        return told;
    }

    public async Task<PaymentPage> OpenPageAsync(PaymentRequest request, CancellationToken ct)
    {
        if (Down)
        {
            throw new RemoteUnavailableException("gateway: no answer.");
        }

        Opened.Add(request);
        var key = $"page{Opened.Count}";
        await PagesWaitFor;
        return new PaymentPage(key, new Uri($"https://pay.example.org/{key}"), PagesExpireAt);
    }

    /// <summary>The refunds that were asked for, each once.</summary>
    public List<GatewayRefund> Refunds { get; } = [];

    /// <summary>The next refund is made, and its answer is lost.</summary>
    public bool LoseRefundAnswer { get; set; }

    /// <summary>Why no refund is made; null makes them.</summary>
    public string? RefusesRefunds { get; set; }

    public Task<ItemOutcome<string>> RefundAsync(GatewayRefund refund, CancellationToken ct)
    {
        if (Down)
        {
            throw new RemoteUnavailableException("gateway: no answer.");
        }

        if (RefusesRefunds is { } reason)
        {
            return Task.FromResult(ItemOutcome<string>.Not(OutcomeKind.Rejected, refund.Reference, reason));
        }

        if (!Refunds.Exists(x => x.Reference == refund.Reference))
        {
            Refunds.Add(refund);
        }

        if (LoseRefundAnswer)
        {
            LoseRefundAnswer = false;
            throw new RemoteUnavailableException("gateway: the answer was lost.");
        }

        return Task.FromResult(ItemOutcome<string>.Done(refund.Reference, $"re_{refund.Reference}"));
    }

    public GatewayEvent? ReadWebhook(WebhookDelivery delivery) =>
        ReadStored(System.Text.Encoding.UTF8.GetString(delivery.Body.Span));

    public GatewayEvent? ReadStored(string body)
    {
        var part = body.Split('|');
        return new GatewayEvent(
            part[0],
            DateTimeOffset.Parse(part[1], CultureInfo.InvariantCulture),
            part[2],
            Enum.Parse<PaymentState>(part[3]),
            Money.Exactly(decimal.Parse(part[4], CultureInfo.InvariantCulture), Currency.Of("EUR")),
            part[5],
            RequestReference,
            part[6].Split(',', StringSplitOptions.RemoveEmptyEntries),
            body
        );
    }

    public async IAsyncEnumerable<GatewayEvent> ListEventsAsync(
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await Task.Yield();
        AskedSince.Add(since);
        if (Down)
        {
            throw new RemoteUnavailableException("gateway: no answer.");
        }

        foreach (var told in Events.Where(x => x.At >= since))
        {
            yield return told;
        }
    }
}
