using Collections.Connector.Ports;

namespace Collections.Adapters.Webhook;

/// <summary>Says what is set; the address is not called, since every call to it is a message.</summary>
internal static class WebhookCheck
{
    /// <summary>The findings. The address's path stays untold: with many receivers it is half a secret.</summary>
    public static IReadOnlyList<CheckFinding> Of(WebhookSettings settings) =>
        [
            new(
                CheckResult.Ok,
                "webhook.url",
                $"The address is {settings.Url.Scheme} to {settings.Url.Authority}, an allowed host.",
                "",
                ""
            ),
            new(CheckResult.Ok, "webhook.secret", "A secret to sign with is set.", "", ""),
            new(
                CheckResult.Note,
                "webhook.not-called",
                settings.Audience switch
                {
                    WebhookAudience.Payers => "The address was not called: every call to it is a message to a payer.",
                    WebhookAudience.Collector => "The address was not called: every call to it hands a debt off.",
                    _ => "The address was not called: every call to it is an alarm to the staff.",
                },
                "",
                ""
            ),
        ];
}
