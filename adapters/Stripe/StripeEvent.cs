using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Stripe;

/// <summary>Reads Stripe's events into the product's words. One payment has one key: its payment intent's.</summary>
/// <remarks>
/// Money is told by the Checkout session's events, which carry our metadata; <c>payment_intent.succeeded</c> tells the same money
/// again and is left out. A decline inside a page is told by <c>payment_intent.payment_failed</c> only. A dispute carries no
/// metadata of its payment: its payer is empty, and the payment is found by its key.
/// </remarks>
internal static class StripeEvent
{
    /// <summary>The kinds that concern payments; also what a webhook endpoint must subscribe to. Stripe lists at most 20.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "payment_intent.payment_failed",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ];

    private static readonly string[] EventFields = ["id", "object", "api_version", "created", "livemode", "type"];
    private static readonly string[] ObjectFields =
    [
        "id",
        "object",
        "payment_intent",
        "payment_status",
        "charge",
        "status",
        "currency",
        "amount",
        "amount_total",
        "amount_refunded",
    ];

    /// <summary>Reads an event's JSON.</summary>
    /// <returns>The event; null when it does not concern payments.</returns>
    /// <exception cref="RemoteRejectedException">It is not an event of Stripe.</exception>
    public static GatewayEvent? Read(string body, bool? mustBeLive = null)
    {
        try
        {
            return Read(StripeJson.Parse(body), mustBeLive);
        }
        catch (JsonException broken)
        {
            throw new RemoteRejectedException("The body is not a JSON object as Stripe sends events.", broken);
        }
    }

    /// <summary>Reads an event.</summary>
    /// <inheritdoc cref="Read(string, bool?)"/>
    public static GatewayEvent? Read(JObject source, bool? mustBeLive = null)
    {
        var key = Text(source["id"]);
        var type = Text(source["type"]);
        if (Text(source["object"]) != "event" || key.Length == 0 || Number(source["created"]) is not { } created)
        {
            throw new RemoteRejectedException("The body is not an event of Stripe: object, id or created is missing.");
        }

        if (!Kinds.Contains(type))
        {
            return null;
        }

        if (mustBeLive is { } live && (bool?)source["livemode"] != live)
        {
            throw new RemoteRejectedException(
                $"Event {key} is of Stripe's {(live ? "test" : "live")} mode and the secret key of the other. Use one mode's key and webhook secret."
            );
        }

        if (source["data"]?["object"] is not JObject item)
        {
            throw new RemoteRejectedException($"Event {key} has no data.object.");
        }

        return State(type, item) is { } told ? ToEvent(source, item, key, created, told) : null;
    }

    private static GatewayEvent ToEvent(
        JObject source,
        JObject item,
        string key,
        long created,
        (PaymentState State, string AmountField) told
    )
    {
        var payment = PaymentKey(item);
        if (payment.Length == 0 || Number(item[told.AmountField]) is not { } units)
        {
            throw new RemoteRejectedException($"Event {key} names no payment, or has no {told.AmountField}.");
        }

        var metadata = StripeMetadata.Of(item);
        return new GatewayEvent(
            key,
            DateTimeOffset.FromUnixTimeSeconds(created),
            payment,
            told.State,
            StripeAmount.FromStripe(units, Text(item["currency"])),
            metadata.Payer,
            metadata.Request,
            metadata.Receivables,
            Minimal(source, item)
        );
    }

    private static (PaymentState State, string AmountField)? State(string type, JObject item) =>
        (type, Text(item["payment_status"]), Text(item["status"])) switch
        {
            ("checkout.session.completed", "paid", _) => (PaymentState.Succeeded, "amount_total"),
            ("checkout.session.completed", "unpaid", _) => (PaymentState.Pending, "amount_total"),
            ("checkout.session.async_payment_succeeded", _, _) => (PaymentState.Succeeded, "amount_total"),
            ("checkout.session.async_payment_failed", _, _) => (PaymentState.Failed, "amount_total"),
            ("payment_intent.payment_failed", _, _) => (PaymentState.Failed, "amount"),
            ("charge.refunded", _, _) => (PaymentState.Refunded, "amount_refunded"),
            // An inquiry takes no money yet; when it becomes a chargeback, only the withdrawal tells.
            ("charge.dispute.created", _, "warning_needs_response" or "warning_under_review") => null,
            ("charge.dispute.created" or "charge.dispute.funds_withdrawn", _, _) => (PaymentState.Disputed, "amount"),
            // warning_closed: an inquiry that never became a chargeback.
            ("charge.dispute.closed", _, "won" or "warning_closed") => (PaymentState.Succeeded, "amount"),
            ("charge.dispute.closed", _, _) => (PaymentState.Disputed, "amount"),

            // Setup-only and free sessions move no money.
            _ => null,
        };

    private static string PaymentKey(JObject item)
    {
        if (Text(item["object"]) == "payment_intent")
        {
            return Text(item["id"]);
        }

        // Charges of the old API have no intent; disputes name their charge then.
        var fallback = Text(item["object"]) switch
        {
            "charge" => Text(item["id"]),
            "dispute" => Text(item["charge"]),
            _ => "",
        };
        return Text(item["payment_intent"]) is { Length: > 0 } intent ? intent : fallback;
    }

    // What is stored: no name, e-mail, address, card or error text. Reading it again gives the same event.
    private static string Minimal(JObject source, JObject item)
    {
        var kept = Only(item, ObjectFields);
        if (item["metadata"] is JObject metadata)
        {
            kept["metadata"] = new JObject(metadata.Properties().Where(p => StripeMetadata.IsOurs(p.Name)));
        }

        var body = Only(source, EventFields);
        body["data"] = new JObject { ["object"] = kept };
        return body.ToString(Formatting.None);
    }

    private static JObject Only(JObject item, string[] names) =>
        new(item.Properties().Where(p => names.Contains(p.Name) && p.Value is JValue));

    private static string Text(JToken? token) => token is { Type: JTokenType.String } ? token.Value<string>()! : "";

    private static long? Number(JToken? token) => token is { Type: JTokenType.Integer } ? token.Value<long>() : null;
}
