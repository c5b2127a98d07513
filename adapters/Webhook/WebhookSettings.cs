using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Webhook;

/// <summary>The adapter's settings, checked whole.</summary>
/// <param name="Url">Where messages are posted, with path and query as they were given.</param>
/// <param name="Secret">The key of the signature; the receiver has the same.</param>
/// <param name="Timeout">How long one message may take.</param>
/// <param name="Audience">Whom messages are for.</param>
internal sealed record WebhookSettings(Uri Url, string Secret, TimeSpan Timeout, WebhookAudience Audience)
{
    private const int SecretLengthMin = 16;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static WebhookSettings Read(AdapterContext context)
    {
        var reader = new SettingsReader(context.Name, context.SettingsJson);
        var named = reader.OptionalText("audience", "staff");
        var known =
            Enum.TryParse<WebhookAudience>(named, ignoreCase: true, out var audience) && !char.IsDigit(named[0]);
        var settings = new WebhookSettings(
            reader.Address("url", ""),
            reader.Text("secret"),
            TimeSpan.FromSeconds(reader.Number("timeoutSeconds", 30, 1, 120)),
            audience
        );
        if (!known)
        {
            reader.Fault("audience", "must be \"staff\", \"payers\" or \"collector\"");
        }

        if (settings.Secret.Length is > 0 and < SecretLengthMin)
        {
            reader.Fault("secret", $"must have {SecretLengthMin} characters or more, random ones");
        }

        settings.CheckUrl(reader, context.AllowedHosts);
        reader.Finish();
        return settings;
    }

    /// <summary>Gives how the address is called: rarely, one message at a time, and its answer is hardly read.</summary>
    /// <remarks>
    /// Without the gate of writes: an alarm that waits for a turn may harm, and the receiver takes each reference once.
    /// </remarks>
    public RemoteHostOptions ToHostOptions(AdapterContext context) =>
        new()
        {
            Adapter = context.Name,
            BaseUrl = Url,
            AllowedHosts = context.AllowedHosts,
            ParallelCalls = 1,
            AttemptTimeout = Timeout,
            ResponseLimitBytes = 1024 * 1024,
        };

    private void CheckUrl(SettingsReader reader, IReadOnlyCollection<string> allowedHosts)
    {
        if (Url.Host == "invalid.invalid")
        {
            return; // The reader has said so.
        }

        if (Url.Scheme == "http" && !Url.IsLoopback)
        {
            reader.Fault("url", "must be https; plain http only to this machine");
        }

        if (Url.UserInfo.Length > 0 || Url.Fragment.Length > 0)
        {
            reader.Fault("url", "must have no user, password or fragment; the signature proves who posts");
        }

        if (!allowedHosts.Contains(Url.Host, StringComparer.OrdinalIgnoreCase))
        {
            reader.Fault(
                "url",
                $"names '{Url.Host}', which is not in allowedHosts of the manifest or the configuration"
            );
        }
    }
}

/// <summary>Whom a webhook's messages are for.</summary>
internal enum WebhookAudience
{
    /// <summary>The school's staff: alarms.</summary>
    Staff,

    /// <summary>Payers, by a system of the school's.</summary>
    Payers,

    /// <summary>An outside collector: what is handed off, with its evidence.</summary>
    Collector,
}
