using Collections.Adapters.Http;

namespace Collections.Adapters.Stripe;

/// <summary>The adapter's settings.</summary>
/// <param name="SecretKey">A secret (<c>sk_</c>) or, better, a restricted (<c>rk_</c>) key.</param>
/// <param name="WebhookSecrets">The endpoint's signing secrets; two while one is being rotated.</param>
/// <param name="BaseUrl">Where the API is.</param>
/// <param name="Tolerance">How far a webhook's time may be from ours.</param>
/// <param name="PageLifetime">How long a page to pay on stays open, at the longest.</param>
internal sealed record StripeSettings(
    string SecretKey,
    IReadOnlyList<string> WebhookSecrets,
    Uri BaseUrl,
    TimeSpan Tolerance,
    TimeSpan PageLifetime
)
{
    /// <summary>Gets a value indicating whether the key moves real money; null when the key's form does not tell.</summary>
    public bool? IsLive =>
        SecretKey.Contains("_live_", StringComparison.Ordinal) ? true
        : SecretKey.Contains("_test_", StringComparison.Ordinal) ? false
        : null;

    /// <summary>Gets a value indicating whether the key has only the rights that were ticked for it.</summary>
    public bool IsRestricted => SecretKey.StartsWith("rk_", StringComparison.Ordinal);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="Connector.Ports.AdapterSettingsException">Every fault at once.</exception>
    public static StripeSettings Read(string adapter, string json)
    {
        var reader = new SettingsReader(adapter, json);
        var key = reader.Text("secretKey");
        if (
            key.Length > 0
            && !key.StartsWith("sk_", StringComparison.Ordinal)
            && !key.StartsWith("rk_", StringComparison.Ordinal)
        )
        {
            reader.Fault(
                "secretKey",
                "must be a secret key (sk_...) or a restricted key (rk_...), not a publishable one"
            );
        }

        var secrets = reader.Texts("webhookSecret");
        if (secrets.Any(s => !s.StartsWith("whsec_", StringComparison.Ordinal)))
        {
            reader.Fault(
                "webhookSecret",
                "must begin with whsec_; it is shown at the webhook endpoint in Stripe's dashboard"
            );
        }

        var settings = new StripeSettings(
            key,
            secrets,
            reader.Address("baseUrl", "https://api.stripe.com"),
            TimeSpan.FromSeconds(reader.Number("toleranceSeconds", 300, 1, 3600)),
            // Stripe allows 30 minutes to 24 hours from now; the end is rounded down to a half hour, hence 60.
            TimeSpan.FromMinutes(reader.Number("pageMinutes", 1440, 60, 1440))
        );
        reader.Finish();
        return settings;
    }
}
