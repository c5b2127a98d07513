using System.Globalization;
using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>A payment gateway: pages under an idempotency key, payments, and the events that tell of them.</summary>
internal sealed class GatewayWorld(SimulatedClock clock, Wire wire) : IPaymentGateway
{
    /// <summary>Its name, the source of its payments.</summary>
    public const string Name = "simpay";
    private const string System = "gateway";
    private static readonly Currency Euro = Currency.Of("EUR");

    private int next;

    public List<GatewayPage> Pages { get; } = [];
    public List<GatewayMoney> Payments { get; } = [];
    public List<Told> Events { get; } = [];

    public string Source => Name;

    public TimeSpan EventsKeptFor => TimeSpan.FromDays(30);

    /// <summary>Opens the page of an attempt: under the same key it is the same page for ever, also one that ended.</summary>
    public Task<PaymentPage> OpenPageAsync(PaymentRequest request, CancellationToken ct) =>
        wire.ReadAsync(
            System,
            "gateway.page",
            () =>
            {
                var key = $"{request.Reference}-{request.Attempt}";
                var page = Pages.Find(x => x.IdempotencyKey == key && x.Request.Amount == request.Amount);
                if (page is null)
                {
                    Pages.Where(x => x.Request.Reference == request.Reference).ToList().ForEach(x => x.Ended = true);
                    page = new GatewayPage($"page{++next}", key, request, clock.GetUtcNow().AddHours(20));
                    Pages.Add(page);
                }

                return new PaymentPage(page.Key, new Uri($"https://pay.example.org/{page.Key}"), page.ExpiresAt);
            }
        );

    /// <summary>Whether it gives money back when the connector asks.</summary>
    public bool GivesBack { get; init; }

    /// <summary>What it gave back because the connector asked, by our reference.</summary>
    public Dictionary<string, (GatewayMoney Payment, long AmountMinor)> GivenBack { get; } = [];

    public async Task<ItemOutcome<string>> RefundAsync(GatewayRefund refund, CancellationToken ct) =>
        GivesBack
            ? (await wire.WriteAsync(System, "gateway.refund", [refund], x => x.Reference, GiveBack))[0]
            : ItemOutcome<string>.Not(OutcomeKind.NotCapable, refund.Reference, "It is done in its own console.");

    private ItemOutcome<string> GiveBack(GatewayRefund refund)
    {
        var payment = Payments.Single(x => x.Key == refund.PaymentKey);
        if (!GivenBack.ContainsKey(refund.Reference))
        {
            if (
                payment.State != PaymentState.Succeeded
                || payment.RefundedMinor + refund.Amount.MinorUnits > payment.AmountMinor
            )
            {
                return ItemOutcome<string>.Not(
                    OutcomeKind.Rejected,
                    refund.Reference,
                    "So much of it is not there any more."
                );
            }

            GivenBack[refund.Reference] = (payment, refund.Amount.MinorUnits);
            payment.RefundedMinor += refund.Amount.MinorUnits;
            Tell(payment, PaymentState.Refunded, TimeSpan.Zero);
        }

        return ItemOutcome<string>.Done(refund.Reference, $"re-{refund.Reference}");
    }

    public GatewayPage PageAt(Uri url) =>
        Pages.Single(x => url.AbsoluteUri.EndsWith("/" + x.Key, StringComparison.Ordinal));

    /// <summary>A payment begins on a page, or without one.</summary>
    public GatewayMoney Begin(string payerKey, string request, IReadOnlyList<string> receivables, long amountMinor)
    {
        var payment = new GatewayMoney($"pi{++next}", payerKey, request, receivables, amountMinor);
        Payments.Add(payment);
        return payment;
    }

    /// <summary>Something becomes of a payment; the gateway tells it.</summary>
    public Told Tell(GatewayMoney payment, PaymentState state, TimeSpan listedAfter)
    {
        payment.State = state;
        payment.ChangedAt = clock.GetUtcNow();
        if (state == PaymentState.Refunded && payment.RefundedMinor < payment.AmountMinor)
        {
            payment.State = PaymentState.Succeeded;
        }

        var named = state != PaymentState.Disputed; // A dispute names nobody.
        var body = new Body(
            $"ev{++next}",
            clock.GetUtcNow(),
            payment.Key,
            state,
            state == PaymentState.Refunded ? payment.RefundedMinor : payment.AmountMinor,
            named ? payment.PayerKey : "",
            named ? payment.Request : "",
            named ? payment.Receivables : []
        );
        var told = new Told(ReadStored(JsonConvert.SerializeObject(body))!, clock.GetUtcNow() + listedAfter, payment);
        Events.Add(told);
        return told;
    }

    public GatewayEvent? ReadWebhook(WebhookDelivery delivery) =>
        ReadStored(global::System.Text.Encoding.UTF8.GetString(delivery.Body.Span));

    public GatewayEvent? ReadStored(string body)
    {
        var told = JsonConvert.DeserializeObject<Body>(body)!;
        return new GatewayEvent(
            told.Key,
            told.At,
            told.Payment,
            told.State,
            new Money(told.Minor, Euro),
            told.Payer,
            told.Request,
            told.Receivables,
            body
        );
    }

    public async IAsyncEnumerable<GatewayEvent> ListEventsAsync(
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var events = await wire.ReadAsync<IReadOnlyList<GatewayEvent>>(
            System,
            string.Create(CultureInfo.InvariantCulture, $"gateway.events since {since:MM-dd HH:mm}"),
            () =>
                [
                    .. Events
                        .Where(x => x.Event.At >= since && x.ListedFrom <= clock.GetUtcNow())
                        .OrderBy(x => x.Event.At)
                        .Select(x => x.Event),
                ]
        );
        foreach (var one in events)
        {
            yield return one;
        }
    }

    private sealed record Body(
        string Key,
        DateTimeOffset At,
        string Payment,
        PaymentState State,
        long Minor,
        string Payer,
        string Request,
        IReadOnlyList<string> Receivables
    );
}

/// <summary>A page to pay on.</summary>
internal sealed class GatewayPage(string key, string idempotencyKey, PaymentRequest request, DateTimeOffset expiresAt)
{
    public string Key => key;
    public string IdempotencyKey => idempotencyKey;
    public PaymentRequest Request => request;
    public DateTimeOffset ExpiresAt => expiresAt;

    /// <summary>Whether it was paid, declined for good, or closed.</summary>
    public bool Ended { get; set; }

    /// <summary>The event that tells of its end; null when there is none.</summary>
    public Told? EndedBy { get; set; }
}

/// <summary>A payment at the gateway.</summary>
internal sealed class GatewayMoney(
    string key,
    string payerKey,
    string request,
    IReadOnlyList<string> receivables,
    long amountMinor
)
{
    public string Key => key;
    public string PayerKey => payerKey;
    public string Request => request;
    public IReadOnlyList<string> Receivables => receivables;
    public long AmountMinor => amountMinor;
    public PaymentState State { get; set; }
    public long RefundedMinor { get; set; }

    /// <summary>What is not the school's any more: a dispute takes all of it as soon as it begins.</summary>
    public long TakenBackMinor => State == PaymentState.Disputed ? amountMinor : RefundedMinor;
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>An event with when the gateway's listing shows it, and when its webhook came.</summary>
internal sealed record Told(GatewayEvent Event, DateTimeOffset ListedFrom, GatewayMoney Payment)
{
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>From when on the connector could know it.</summary>
    public DateTimeOffset KnownFrom => DeliveredAt < ListedFrom ? DeliveredAt.Value : ListedFrom;
}
