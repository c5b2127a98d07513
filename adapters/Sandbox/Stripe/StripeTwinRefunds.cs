// From documentation, not recorded; see StripeTwin.cs.
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Stripe;

/// <content>Refunds that are asked for by the API.</content>
internal sealed partial class StripeTwinBook
{
    private readonly List<JObject> refunds = [];

    /// <summary>A refund asked for by the API: its object, and the charge's event.</summary>
    public JObject CreateRefund(StripeTwinForm form)
    {
        var intent = form.Needed("payment_intent");
        if (!charges.TryGetValue(intent, out var charge))
        {
            throw new StripeTwinRefusal(404, "resource_missing", $"No such payment_intent: '{intent}'");
        }

        var left = (long)charge["amount"]! - (long)charge["amount_refunded"]!;
        var amount = form.Number("amount") ?? left;
        var metadata = form.Metadata("metadata");
        form.RefuseUnknown();
        if (left == 0)
        {
            throw new StripeTwinRefusal(400, "charge_already_refunded", "The charge has already been refunded.");
        }

        if (disputes.TryGetValue(intent, out var dispute) && (string?)dispute["status"] is not "won")
        {
            throw new StripeTwinRefusal(400, "charge_disputed", "The charge has been charged back.");
        }

        if (amount < 1 || amount > left)
        {
            throw new StripeTwinRefusal(
                400,
                "",
                $"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            );
        }

        var refund = new JObject
        {
            ["id"] = NewId("re"),
            ["object"] = "refund",
            ["amount"] = amount,
            ["charge"] = charge["id"],
            ["created"] = Now,
            ["currency"] = charge["currency"],
            ["metadata"] = metadata,
            ["payment_intent"] = intent,
            ["reason"] = null,
            ["status"] = "succeeded",
        };
        refunds.Add(refund);
        Refund(intent, amount);
        return refund;
    }

    /// <summary>Refunds of a payment that were asked for by the API, newest first; of every payment when none is named.</summary>
    public IEnumerable<JObject> Refunds(string? intentId) =>
        refunds.Where(x => intentId is null || (string?)x["payment_intent"] == intentId).Reverse();
}
