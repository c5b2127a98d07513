// From documentation, not recorded: docs.stripe.com/api as of version 2024-06-20. No live account was at hand.
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Stripe;

/// <summary>A twin of Stripe: Checkout sessions, payment intents, charges, refunds, disputes, events, idempotency keys, webhooks.</summary>
/// <remarks>From documentation, not recorded. Thread-safe.</remarks>
/// <param name="clock">The clock that sessions expire by and events are stamped with.</param>
/// <param name="secretKey">The key that calls must carry.</param>
/// <param name="webhookSecret">The secret that deliveries are signed with.</param>
public sealed class StripeTwin(
    TimeProvider clock,
    string secretKey = "sk_test_twin",
    string webhookSecret = "whsec_twin"
) : ITwin
{
    private static readonly TimeSpan KeysLive = TimeSpan.FromHours(24);
    private readonly Lock gate = new();
    private readonly StripeTwinBook book = new(clock);
    private readonly Dictionary<string, KeptAnswer> answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> missingRights = new(StringComparer.Ordinal);

    /// <summary>Gets or sets a value indicating whether the account takes payments.</summary>
    public bool ChargesEnabled { get; set; } = true;

    /// <summary>Gets or sets the kinds of events that the webhook endpoint has; null when there is no endpoint.</summary>
    public IReadOnlyList<string>? EndpointEvents { get; set; } = ["*"];

    /// <summary>Takes a right from the key, as a restricted key lacks it: a path such as <c>/v1/events</c> answers 403 then.</summary>
    public void Forbid(string path)
    {
        lock (gate)
        {
            missingRights.Add(path);
        }
    }

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return $"{request.Method} {string.Join('/', parts.Select(part => part.StartsWith("cs_", StringComparison.Ordinal) ? "{id}" : part))}";
    }

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(Answer(request));
        }
    }

    /// <summary>The payer pays with a card: the money is there at once.</summary>
    /// <returns>The payment intent.</returns>
    public string Pay(string sessionKey) => Act(() => book.Pay(sessionKey, delayed: false));

    /// <summary>The payer's card is declined; the page stays open.</summary>
    /// <returns>The payment intent.</returns>
    public string Decline(string sessionKey) => Act(() => book.Decline(sessionKey));

    /// <summary>The payer pays by a method that settles later, such as a bank debit.</summary>
    /// <returns>The payment intent.</returns>
    public string PayDelayed(string sessionKey) => Act(() => book.Pay(sessionKey, delayed: true));

    /// <summary>The delayed payment settles.</summary>
    public void SettleDelayed(string sessionKey) => Act(() => book.EndDelayed(sessionKey, succeeded: true));

    /// <summary>The delayed payment fails.</summary>
    public void FailDelayed(string sessionKey) => Act(() => book.EndDelayed(sessionKey, succeeded: false));

    /// <summary>The school gives money back.</summary>
    /// <param name="paymentKey">The payment intent.</param>
    /// <param name="amount">In Stripe's units.</param>
    public void Refund(string paymentKey, long amount) => Act(() => book.Refund(paymentKey, amount));

    /// <summary>The payer's bank disputes the payment.</summary>
    /// <param name="paymentKey">The payment intent.</param>
    /// <param name="inquiry">It only asks first: no money goes.</param>
    public void Dispute(string paymentKey, bool inquiry = false) => Act(() => book.Dispute(paymentKey, inquiry));

    /// <summary>The bank makes a chargeback of its inquiry: the money goes.</summary>
    public void Withdraw(string paymentKey) => Act(() => book.Withdraw(paymentKey));

    /// <summary>The dispute ends.</summary>
    public void CloseDispute(string paymentKey, bool won) => Act(() => book.CloseDispute(paymentKey, won));

    /// <summary>Somebody pays in the same account for something that is not ours.</summary>
    /// <returns>The payment intent.</returns>
    public string PayElsewhere(long amount, string currency) => Act(() => book.PayElsewhere(amount, currency));

    /// <summary>Gets a session as Stripe has it now.</summary>
    public JObject Session(string sessionKey)
    {
        lock (gate)
        {
            book.ExpireDue();
            return (JObject)book.Sessions.Single(s => (string?)s["id"] == sessionKey).DeepClone();
        }
    }

    /// <summary>Gets every session as Stripe has it now, oldest first.</summary>
    public IReadOnlyList<JObject> Sessions()
    {
        lock (gate)
        {
            book.ExpireDue();
            return [.. book.Sessions.Select(s => (JObject)s.DeepClone())];
        }
    }

    /// <summary>Takes the webhooks that are to be delivered, signed now.</summary>
    /// <param name="twice">Each one comes twice, as Stripe may do.</param>
    /// <param name="reversed">The newest comes first, as Stripe may do.</param>
    public IReadOnlyList<StripeDelivery> TakeDeliveries(bool twice = false, bool reversed = false)
    {
        lock (gate)
        {
            book.ExpireDue();
            var bodies = book.TakeUndelivered().SelectMany(body => Enumerable.Repeat(body, twice ? 2 : 1)).ToList();
            if (reversed)
            {
                bodies.Reverse();
            }

            return [.. bodies.Select(body => Sign(body.ToString(Formatting.Indented)))];
        }
    }

    /// <summary>Signs a body as Stripe does, at this twin's time.</summary>
    public StripeDelivery Sign(string body) => StripeDelivery.Signed(body, clock.GetUtcNow(), webhookSecret);

    private T Act<T>(Func<T> act)
    {
        lock (gate)
        {
            book.ExpireDue();
            return act();
        }
    }

    private TwinAnswer Answer(TwinRequest request)
    {
        book.ExpireDue();
        if (request.Headers.GetValueOrDefault("authorization") != $"Bearer {secretKey}")
        {
            return Error(401, "invalid_request_error", null, "Invalid API Key provided");
        }

        if (missingRights.Contains(request.Path))
        {
            return Error(403, "invalid_request_error", null, "The provided key does not have the required permissions");
        }

        try
        {
            return request.Method == "POST" ? Once(request) : Get(request);
        }
        catch (StripeTwinRefusal refusal)
        {
            return Error(refusal.Status, "invalid_request_error", refusal.Code, refusal.Message);
        }
    }

    private TwinAnswer Once(TwinRequest request)
    {
        var key = request.Headers.GetValueOrDefault("idempotency-key");
        if (key is null)
        {
            return Post(request);
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}\n{request.Body}")));
        if (answers.TryGetValue(key, out var kept) && clock.GetUtcNow() - kept.At < KeysLive)
        {
            return kept.Hash == hash
                ? kept.Answer with
                {
                    Headers = new Dictionary<string, string> { ["Idempotent-Replayed"] = "true" },
                }
                : Error(
                    400,
                    "idempotency_error",
                    null,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                );
        }

        // A refused validation is not kept: Post throws before.
        var answer = Post(request);
        answers[key] = new KeptAnswer(hash, answer, clock.GetUtcNow());
        return answer;
    }

    private TwinAnswer Post(TwinRequest request)
    {
        var form = StripeTwinForm.Parse(request.Body);
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["v1", "checkout", "sessions"] => Json(book.CreateSession(form)),
            ["v1", "checkout", "sessions", var id, "expire"] => Json(book.ExpireSession(id)),
            ["v1", "refunds"] => Json(book.CreateRefund(form)),
            _ => throw new StripeTwinRefusal(404, "", "Unrecognized request URL"),
        };
    }

    private TwinAnswer Get(TwinRequest request)
    {
        var query = StripeTwinForm.Parse(request.Query);
        return request.Path switch
        {
            "/v1/checkout/sessions" => Json(
                StripeTwinList.Page(request.Path, book.Sessions.Select(StripeTwinBook.Shown).Reverse(), query, "status")
            ),
            "/v1/events" => Json(StripeTwinList.Page(request.Path, book.KeptEvents().Reverse(), query)),
            "/v1/refunds" => Json(StripeTwinList.Page(request.Path, book.Refunds(query.Text("payment_intent")), query)),
            "/v1/account" => Json(
                new JObject
                {
                    ["id"] = "acct_twin",
                    ["object"] = "account",
                    ["charges_enabled"] = ChargesEnabled,
                }
            ),
            "/v1/webhook_endpoints" => Json(StripeTwinList.Page(request.Path, Endpoints(), query)),
            _ => throw new StripeTwinRefusal(404, "", "Unrecognized request URL"),
        };
    }

    private IEnumerable<JObject> Endpoints() =>
        EndpointEvents is null
            ? []
            :
            [
                new JObject
                {
                    ["id"] = "we_twin",
                    ["object"] = "webhook_endpoint",
                    ["created"] = 0,
                    ["status"] = "enabled",
                    ["enabled_events"] = new JArray(EndpointEvents),
                },
            ];

    private static TwinAnswer Json(JObject body) => new(200, "application/json", body.ToString(Formatting.Indented));

    private static TwinAnswer Error(int status, string type, string? code, string message) =>
        new(
            status,
            "application/json",
            new JObject
            {
                ["error"] = new JObject
                {
                    ["type"] = type,
                    ["code"] = code,
                    ["message"] = message,
                },
            }.ToString(Formatting.Indented)
        );

    private sealed record KeptAnswer(string Hash, TwinAnswer Answer, DateTimeOffset At);
}
