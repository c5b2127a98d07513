using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Stripe;

/// <summary>Looks whether the key can do what is needed, without writing.</summary>
internal sealed class StripeCheck(StripeApi api, StripeSettings settings)
{
    /// <summary>Runs every check; one failure does not stop the next.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct) =>
        [
            Mode(),
            await SessionsAsync(ct),
            Writing(),
            await EventsAsync(ct),
            await RefundsAsync(ct),
            await AccountAsync(ct),
            .. await EndpointsAsync(ct),
        ];

    private CheckFinding Mode() =>
        settings.IsLive switch
        {
            true => new(CheckResult.Note, "stripe.mode", "Live mode: real money.", "", ""),
            false => new(
                CheckResult.Note,
                "stripe.mode",
                "Test mode: no real money.",
                "",
                "Put the live key and its webhook secret into the settings before going live."
            ),
            null => new(CheckResult.NotProven, "stripe.mode", "The key does not tell live from test mode.", "", ""),
        };

    private Task<CheckFinding> SessionsAsync(CancellationToken ct) =>
        ProbeAsync(
            "stripe.right.checkout_sessions",
            "Checkout Sessions: read",
            "v1/checkout/sessions",
            "Nobody can pay online: pages cannot be opened.",
            "Give the restricted key 'Checkout Sessions: write' (it includes reading).",
            ct
        );

    private CheckFinding Writing() =>
        settings.IsRestricted
            ? new(
                CheckResult.NotProven,
                "stripe.right.checkout_sessions_write",
                "Checkout Sessions: write",
                "Nobody can pay online if the right is missing.",
                "It cannot be proved without opening a page; see the restricted key's permissions in Stripe's dashboard."
            )
            : new(
                CheckResult.Note,
                "stripe.right.checkout_sessions_write",
                "A full secret key: it can do everything in the account.",
                "",
                "Use a restricted key with 'Checkout Sessions: write' and 'Events: read'; 'Webhook Endpoints: read' helps this check."
            );

    private Task<CheckFinding> EventsAsync(CancellationToken ct) =>
        ProbeAsync(
            "stripe.right.events",
            "Events: read",
            "v1/events",
            "Webhooks that never came are not repaired: a paid debt may be chased.",
            "Give the restricted key 'Events: read'.",
            ct
        );

    // A school may well want to give money back in Stripe's own dashboard only.
    private async Task<CheckFinding> RefundsAsync(CancellationToken ct)
    {
        const string Code = "stripe.right.refunds";
        var found = await ProbeAsync(
            Code,
            "Charges and Refunds: read",
            "v1/refunds",
            "The verb `refund` cannot ask Stripe. What is given back in Stripe's dashboard is seen all the same.",
            "Give the restricted key 'Charges and Refunds: write', if refunds shall be asked for from here.",
            ct
        );
        return found.Result == CheckResult.Missing ? found with { Result = CheckResult.Note } : found;
    }

    private async Task<CheckFinding> AccountAsync(CancellationToken ct)
    {
        try
        {
            var account = await api.GetAsync("account.get", new RestRequest("v1/account"), ct);
            return (bool?)account["charges_enabled"] is true
                ? new(CheckResult.Ok, "stripe.account", "The account takes payments.", "", "")
                : new(
                    CheckResult.Missing,
                    "stripe.account",
                    "The account does not take payments (charges_enabled is false).",
                    "Pages open and every payment is refused.",
                    "Finish the account's activation in Stripe's dashboard."
                );
        }
        catch (RemoteException failed)
        {
            return new(
                failed is RemoteUnavailableException ? CheckResult.Missing : CheckResult.NotProven,
                "stripe.account",
                "Whether the account takes payments.",
                "",
                failed.Message
            );
        }
    }

    private async Task<IReadOnlyList<CheckFinding>> EndpointsAsync(CancellationToken ct)
    {
        const string Code = "stripe.webhook";
        const string Late = "Payments are seen only when events are listed, not at once.";
        try
        {
            var (endpoints, _) = await api.ListAsync("webhook_endpoints.list", "v1/webhook_endpoints", [], 1, ct);
            var enabled = endpoints.Where(e => (string?)e["status"] == "enabled").ToList();
            var best = enabled.MinBy(endpoint => Lacking(endpoint).Count);
            if (best is null)
            {
                return
                [
                    new(
                        CheckResult.Missing,
                        Code,
                        "No enabled webhook endpoint.",
                        Late,
                        "Add one in Stripe's dashboard."
                    ),
                ];
            }

            var lacking = Lacking(best);
            return lacking.Count == 0
                ? [new(CheckResult.Ok, Code, $"Webhook endpoint {best["id"]} has every kind of event.", "", "")]
                :
                [
                    new(
                        CheckResult.Missing,
                        Code,
                        $"Webhook endpoint {best["id"]} lacks {string.Join(", ", lacking)}.",
                        Late,
                        "Add these kinds to the endpoint in Stripe's dashboard."
                    ),
                ];
        }
        catch (RemoteException failed)
        {
            return [new(CheckResult.NotProven, Code, "Whether a webhook endpoint exists.", Late, failed.Message)];
        }
    }

    private static List<string> Lacking(JObject endpoint)
    {
        var has = endpoint["enabled_events"]?.Values<string>().ToHashSet() ?? [];
        return has.Contains("*") ? [] : StripeEvent.Kinds.Where(kind => !has.Contains(kind)).ToList();
    }

    private async Task<CheckFinding> ProbeAsync(
        string code,
        string what,
        string path,
        string consequence,
        string remedy,
        CancellationToken ct
    )
    {
        try
        {
            await api.GetAsync(code, new RestRequest(path).AddQueryParameter("limit", 1), ct);
            return new(CheckResult.Ok, code, what, "", "");
        }
        catch (RemoteMisconfiguredException refused)
        {
            return new(CheckResult.Missing, code, what, consequence, $"{remedy} ({refused.Message})");
        }
        catch (RemoteUnavailableException away)
        {
            return new(CheckResult.Missing, code, what, consequence, away.Message);
        }
        catch (RemoteException failed)
        {
            return new(CheckResult.NotProven, code, what, consequence, failed.Message);
        }
    }
}
