namespace Collections.Connector.Ports;

/// <summary>A payment gateway: pages where a payer pays, and events that tell what became of the money.</summary>
public interface IPaymentGateway
{
    /// <summary>Gets the gateway's short name, the source of its payments, such as <c>stripe</c>.</summary>
    string Source { get; }

    /// <summary>Gets how far back <see cref="ListEventsAsync"/> can go: the gateway forgets older events.</summary>
    TimeSpan EventsKeptFor { get; }

    /// <summary>Opens, or reuses, the one page on which this amount can be paid, and expires older ones of the same request.</summary>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat, the idempotency key is the same.</exception>
    /// <exception cref="RemoteRejectedException">The gateway refuses amount, currency or account.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong.</exception>
    Task<PaymentPage> OpenPageAsync(PaymentRequest request, CancellationToken ct);

    /// <summary>Checks a webhook's signature and age, and reads its event.</summary>
    /// <param name="delivery">The request as it came, bytes unchanged.</param>
    /// <returns>The event; or null when it is genuine and of a kind that does not concern payments.</returns>
    /// <exception cref="RemoteRejectedException">The signature is wrong or too old: answer 400 and store nothing.</exception>
    GatewayEvent? ReadWebhook(WebhookDelivery delivery);

    /// <summary>Reads a stored event body again, without checking its signature (it was checked before it was stored).</summary>
    /// <returns>The event; or null when it does not concern payments.</returns>
    /// <exception cref="RemoteRejectedException">The body is not an event of this gateway.</exception>
    GatewayEvent? ReadStored(string body);

    /// <summary>Lists events since an instant, oldest first, to repair webhooks that never came.</summary>
    /// <param name="since">UTC; no older than <see cref="EventsKeptFor"/>.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteRejectedException">It was asked for older events than the gateway keeps.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong.</exception>
    IAsyncEnumerable<GatewayEvent> ListEventsAsync(DateTimeOffset since, CancellationToken ct);

    /// <summary>Asks the gateway to give money back; repeated with the same reference it is the same refund. That it went is told by an event.</summary>
    /// <returns>Done when the gateway took it; rejected with its reason, also by a gateway whose adapter cannot.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat, the idempotency key is the reference.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks the right.</exception>
    Task<ItemOutcome<string>> RefundAsync(GatewayRefund refund, CancellationToken ct) =>
        Task.FromResult(
            ItemOutcome<string>.Not(
                OutcomeKind.NotCapable,
                refund.Reference,
                $"Refunds by {Source} are made in its own console: payment {refund.PaymentKey}, {refund.Amount}."
            )
        );
}

/// <summary>Money to give back by the gateway that it came by.</summary>
/// <param name="Reference">Our reference of the refund: the idempotency key.</param>
/// <param name="PaymentKey">The gateway's key of the payment.</param>
/// <param name="Amount">Above zero, at most what is left of the payment.</param>
public sealed record GatewayRefund(string Reference, string PaymentKey, Money Amount);

/// <summary>What a payer is asked to pay now.</summary>
/// <param name="Reference">Our key of the request: payer and receivables; stable while they are.</param>
/// <param name="Amount">What is owed at this instant.</param>
/// <param name="Description">One line for the payer, without personal data.</param>
/// <param name="ReceivableRefs">The receivables that it pays, in order.</param>
/// <param name="PayerKey">Our payer key.</param>
/// <param name="Language">Language code such as <c>es</c>.</param>
/// <param name="Attempt">Counts the declined or expired attempts before this one: the idempotency key changes with it.</param>
/// <param name="ReturnUrl">Where the payer comes back to.</param>
public sealed record PaymentRequest(
    string Reference,
    Money Amount,
    string Description,
    IReadOnlyList<string> ReceivableRefs,
    string PayerKey,
    string Language,
    int Attempt,
    Uri ReturnUrl
);

/// <summary>A page to pay on.</summary>
/// <param name="Key">The gateway's key of the page.</param>
/// <param name="Url">Where the payer goes.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record PaymentPage(string Key, Uri Url, DateTimeOffset ExpiresAt);

/// <summary>What became of a gateway payment.</summary>
public enum PaymentState
{
    /// <summary>Begun and not settled, as with bank debits: blocks suspension, pays nothing yet.</summary>
    Pending,

    /// <summary>The money is there.</summary>
    Succeeded,

    /// <summary>Declined or failed.</summary>
    Failed,

    /// <summary>Given back, in part or whole.</summary>
    Refunded,

    /// <summary>Charged back or disputed.</summary>
    Disputed,
}

/// <summary>An event of a gateway, in the words of this product.</summary>
/// <param name="EventKey">The gateway's key of the event; a repeated one is the same event.</param>
/// <param name="At">When it happened there, UTC.</param>
/// <param name="PaymentKey">The gateway's key of the payment.</param>
/// <param name="State">What became of the payment.</param>
/// <param name="Amount">The payment's amount; for <see cref="PaymentState.Refunded"/> what has been given back in all.</param>
/// <param name="PayerKey">Our payer key from the request; empty when the payment is not ours.</param>
/// <param name="RequestReference">The reference of the <see cref="PaymentRequest"/>; empty when the payment is not ours.</param>
/// <param name="ReceivableRefs">Receivables named in the request, in order.</param>
/// <param name="Body">The event as the gateway sent it, for storing; personal data the product does not need is left out.</param>
public sealed record GatewayEvent(
    string EventKey,
    DateTimeOffset At,
    string PaymentKey,
    PaymentState State,
    Money Amount,
    string PayerKey,
    string RequestReference,
    IReadOnlyList<string> ReceivableRefs,
    string Body
);

/// <summary>A webhook as it came in.</summary>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The body's exact bytes.</param>
public sealed record WebhookDelivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
