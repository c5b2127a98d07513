// From documentation, not recorded; see StripeTwin.cs.
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Stripe;

/// <summary>What the twin of Stripe knows, and what happens to it. Not thread-safe: the twin locks.</summary>
internal sealed partial class StripeTwinBook(TimeProvider clock)
{
    private const string ThreeDecimal = "bhd jod kwd omr tnd";
    private readonly List<JObject> sessions = [];
    private readonly Dictionary<string, JObject> intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JObject> charges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JObject> disputes = new(StringComparer.Ordinal);
    private readonly List<JObject> events = [];
    private readonly Queue<JObject> undelivered = new();
    private int lastNumber;

    public IEnumerable<JObject> Sessions => sessions;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Events of the last 30 days, oldest first.</summary>
    public IEnumerable<JObject> KeptEvents() => events.Where(e => (long?)e["created"] >= Now - (30L * 24 * 3600));

    public IReadOnlyList<JObject> TakeUndelivered()
    {
        var taken = undelivered.ToList();
        undelivered.Clear();
        return taken;
    }

    public void ExpireDue()
    {
        foreach (var session in sessions.Where(s => (string?)s["status"] == "open" && (long?)s["expires_at"] <= Now))
        {
            Expire(session);
        }
    }

    public JObject CreateSession(StripeTwinForm form)
    {
        var currency = form.Needed("line_items[0][price_data][currency]");
        var amount = form.Number("line_items[0][price_data][unit_amount]") ?? 0;
        var expiresAt = form.Number("expires_at") ?? Now + (24 * 3600);
        RefuseBadAmount(currency, amount);
        if (expiresAt < Now + 1800 || expiresAt > Now + (24 * 3600))
        {
            throw new StripeTwinRefusal(
                400,
                "",
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."
            );
        }

        if (form.Needed("mode") != "payment" || form.Needed("line_items[0][quantity]") != "1")
        {
            throw new StripeTwinRefusal(400, "", "This twin sells one thing once.");
        }

        form.Needed("line_items[0][price_data][product_data][name]");
        var id = NewId("cs_test");
        var session = new JObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["amount_total"] = amount,
            ["cancel_url"] = form.Text("cancel_url"),
            ["client_reference_id"] = form.Text("client_reference_id"),
            ["created"] = Now,
            ["currency"] = currency,
            ["customer_details"] = null,
            ["expires_at"] = expiresAt,
            ["livemode"] = false,
            ["locale"] = form.Text("locale"),
            ["metadata"] = form.Metadata("metadata"),
            ["mode"] = "payment",
            ["payment_intent"] = null, // Made when the payer confirms (since 2022-08-01).
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["success_url"] = form.Needed("success_url"),
            ["url"] = $"https://checkout.stripe.com/c/pay/{id}",
            ["_intent_metadata"] = form.Metadata("payment_intent_data[metadata]"),
        };
        form.Text("payment_intent_data[description]");
        form.RefuseUnknown();
        sessions.Add(session);
        return Shown(session);
    }

    public JObject ExpireSession(string id)
    {
        var session =
            sessions.FirstOrDefault(s => (string?)s["id"] == id)
            ?? throw new StripeTwinRefusal(404, "resource_missing", $"No such checkout.session: '{id}'");
        if ((string?)session["status"] != "open")
        {
            throw new StripeTwinRefusal(
                400,
                "",
                $"Only Checkout Sessions with a status in [\"open\"] can be expired. This one has a status of `{session["status"]}`."
            );
        }

        Expire(session);
        return Shown(session);
    }

    public string Pay(string sessionId, bool delayed)
    {
        var session = Open(sessionId);
        var intent = IntentOf(session);
        session["status"] = "complete";
        session["url"] = null;
        session["customer_details"] = new JObject { ["email"] = "payer@example.org", ["name"] = "Pat Payer" };
        if (delayed)
        {
            intent["status"] = "processing";
            Emit("checkout.session.completed", Shown(session));
            Emit("payment_intent.processing", intent);
        }
        else
        {
            session["payment_status"] = "paid";
            Charge(intent);
            Emit("payment_intent.succeeded", intent);
            Emit("checkout.session.completed", Shown(session));
        }

        return (string)intent["id"]!;
    }

    public string Decline(string sessionId)
    {
        var intent = IntentOf(Open(sessionId));
        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = new JObject
        {
            ["code"] = "card_declined",
            ["decline_code"] = "insufficient_funds",
            ["payment_method"] = new JObject { ["billing_details"] = new JObject { ["name"] = "Pat Payer" } },
        };
        Emit("payment_intent.payment_failed", intent);
        return (string)intent["id"]!;
    }

    public string EndDelayed(string sessionId, bool succeeded)
    {
        var session = sessions.Single(s => (string?)s["id"] == sessionId);
        var intent = intents[(string)session["payment_intent"]!];
        if ((string?)intent["status"] != "processing")
        {
            throw new InvalidOperationException($"Session {sessionId} has no payment under way.");
        }

        if (succeeded)
        {
            session["payment_status"] = "paid";
            Charge(intent);
            Emit("payment_intent.succeeded", intent);
            Emit("checkout.session.async_payment_succeeded", Shown(session));
        }
        else
        {
            intent["status"] = "requires_payment_method";
            Emit("payment_intent.payment_failed", intent);
            Emit("checkout.session.async_payment_failed", Shown(session));
        }

        return (string)intent["id"]!;
    }

    public string Refund(string intentId, long amount)
    {
        var charge = charges[intentId];
        var refunded = (long)charge["amount_refunded"]! + amount;
        if (amount <= 0 || refunded > (long)charge["amount"]!)
        {
            throw new InvalidOperationException($"{intentId} cannot give back {amount}.");
        }

        charge["amount_refunded"] = refunded;
        charge["refunded"] = refunded == (long)charge["amount"]!;
        Emit("charge.refunded", charge);
        return intentId;
    }

    public string Dispute(string intentId, bool inquiry)
    {
        var charge = charges[intentId];
        var dispute = new JObject
        {
            ["id"] = NewId("dp"),
            ["object"] = "dispute",
            ["amount"] = charge["amount"],
            ["charge"] = charge["id"],
            ["currency"] = charge["currency"],
            ["metadata"] = new JObject(), // A dispute's own: the payment's metadata is not on it.
            ["payment_intent"] = intentId,
            ["reason"] = "fraudulent",
            ["status"] = inquiry ? "warning_needs_response" : "needs_response",
        };
        disputes[intentId] = dispute;
        Emit("charge.dispute.created", dispute);
        return intentId;
    }

    public string Withdraw(string intentId)
    {
        disputes[intentId]["status"] = "needs_response";
        Emit("charge.dispute.funds_withdrawn", disputes[intentId]);
        return intentId;
    }

    public string CloseDispute(string intentId, bool won)
    {
        disputes[intentId]["status"] = won ? "won" : "lost";
        Emit("charge.dispute.closed", disputes[intentId]);
        return intentId;
    }

    public string PayElsewhere(long amount, string currency)
    {
        var session = new JObject
        {
            ["id"] = NewId("cs_test"),
            ["object"] = "checkout.session",
            ["amount_total"] = amount,
            ["created"] = Now,
            ["currency"] = currency,
            ["expires_at"] = Now + 3600,
            ["livemode"] = false,
            ["metadata"] = new JObject { ["shop_order"] = "88" },
            ["mode"] = "payment",
            ["payment_intent"] = null,
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["_intent_metadata"] = new JObject(),
        };
        sessions.Add(session);
        return Pay((string)session["id"]!, delayed: false);
    }

    private static void RefuseBadAmount(string currency, long amount)
    {
        if (amount is < 1 or > 99_999_999)
        {
            throw new StripeTwinRefusal(400, "parameter_invalid_integer", "unit_amount must be between 1 and 99999999");
        }

        if (
            (ThreeDecimal.Contains(currency, StringComparison.Ordinal) && amount % 10 != 0)
            || (currency is "isk" or "ugx" && amount % 100 != 0)
        )
        {
            throw new StripeTwinRefusal(400, "", $"Invalid amount for {currency}: its last digits must be 0.");
        }
    }

    private JObject Open(string sessionId)
    {
        var session = sessions.Single(s => (string?)s["id"] == sessionId);
        return (string?)session["status"] == "open"
            ? session
            : throw new InvalidOperationException($"Nobody can pay on session {sessionId}: it is {session["status"]}.");
    }

    private JObject IntentOf(JObject session)
    {
        if ((string?)session["payment_intent"] is { } known)
        {
            return intents[known];
        }

        var intent = new JObject
        {
            ["id"] = NewId("pi"),
            ["object"] = "payment_intent",
            ["amount"] = session["amount_total"],
            ["amount_received"] = 0,
            ["created"] = Now,
            ["currency"] = session["currency"],
            ["livemode"] = false,
            ["metadata"] = session["_intent_metadata"]!.DeepClone(),
            ["status"] = "requires_payment_method",
        };
        intents.Add((string)intent["id"]!, intent);
        session["payment_intent"] = intent["id"];
        return intent;
    }

    private void Charge(JObject intent)
    {
        intent["status"] = "succeeded";
        intent["amount_received"] = intent["amount"];
        charges[(string)intent["id"]!] = new JObject
        {
            ["id"] = NewId("ch"),
            ["object"] = "charge",
            ["amount"] = intent["amount"],
            ["amount_refunded"] = 0,
            ["billing_details"] = new JObject { ["email"] = "payer@example.org", ["name"] = "Pat Payer" },
            ["created"] = Now,
            ["currency"] = intent["currency"],
            ["metadata"] = intent["metadata"]!.DeepClone(), // Copied from the intent when the charge is made.
            ["payment_intent"] = intent["id"],
            ["payment_method_details"] = new JObject { ["card"] = new JObject { ["last4"] = "4242" } },
            ["refunded"] = false,
            ["status"] = "succeeded",
        };
    }

    private void Expire(JObject session)
    {
        session["status"] = "expired";
        session["url"] = null;
        Emit("checkout.session.expired", Shown(session));
    }

    private void Emit(string type, JObject item)
    {
        var told = new JObject
        {
            ["id"] = NewId("evt"),
            ["object"] = "event",
            ["api_version"] = "2024-06-20",
            ["created"] = Now,
            ["data"] = new JObject { ["object"] = item.DeepClone() },
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        };
        events.Add(told);
        undelivered.Enqueue(told);
    }

    public static JObject Shown(JObject session)
    {
        var shown = (JObject)session.DeepClone();
        shown.Remove("_intent_metadata");
        return shown;
    }

    private string NewId(string prefix) => $"{prefix}_{(++lastNumber).ToString("D6", CultureInfo.InvariantCulture)}";
}
