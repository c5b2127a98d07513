using System.Text.RegularExpressions;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Twilio;

/// <summary>The adapter's settings, checked whole.</summary>
/// <param name="Channel"><c>sms</c> or <c>whatsapp</c>.</param>
/// <param name="AccountSid">The account, <c>AC...</c>.</param>
/// <param name="AuthTokens">The account's auth tokens, which sign what Twilio delivers; two while one is being rotated.</param>
/// <param name="ApiKeySid">The API key that calls are made with, <c>SK...</c>; empty for the account and its auth token.</param>
/// <param name="ApiKeySecret">The API key's secret; empty without one.</param>
/// <param name="From">Who writes, without the channel's prefix; empty where a messaging service chooses.</param>
/// <param name="MessagingServiceSid">The messaging service that chooses who writes, <c>MG...</c>; empty where From is set.</param>
/// <param name="CallbackUrl">The public address at which Twilio delivers, exactly as Twilio has it.</param>
/// <param name="BaseUrl">Where the API is.</param>
/// <param name="Timeout">How long one call may take.</param>
internal sealed partial record TwilioSettings(
    string Channel,
    string AccountSid,
    IReadOnlyList<string> AuthTokens,
    string ApiKeySid,
    string ApiKeySecret,
    string From,
    string MessagingServiceSid,
    Uri CallbackUrl,
    Uri BaseUrl,
    TimeSpan Timeout
)
{
    /// <summary>Text messages.</summary>
    public const string Sms = "sms";

    /// <summary>WhatsApp.</summary>
    public const string WhatsApp = "whatsapp";

    /// <summary>Gets a value indicating whether the channel is WhatsApp.</summary>
    public bool IsWhatsApp => Channel == WhatsApp;

    /// <summary>Gets what stands before a number on this channel; empty for text messages.</summary>
    public string Prefix => IsWhatsApp ? "whatsapp:" : "";

    /// <summary>Gets a value indicating whether nobody can answer the sender: it is a name, not a number.</summary>
    public bool IsNamedSender => From.Length > 0 && !Number().IsMatch(From) && !ShortCode().IsMatch(From);

    /// <summary>Says whether a text is a number in the form of E.164.</summary>
    public static bool IsNumber(string text) => Number().IsMatch(text);

    /// <summary>Reads and checks.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static TwilioSettings Read(AdapterContext context)
    {
        var reader = new SettingsReader(context.Name, context.SettingsJson);
        var settings = new TwilioSettings(
            reader.Text("channel"),
            reader.Text("accountSid"),
            reader.Texts("authToken"),
            reader.OptionalText("apiKeySid"),
            reader.OptionalText("apiKeySecret"),
            reader.OptionalText("from"),
            reader.OptionalText("messagingServiceSid"),
            reader.Address("callbackUrl", ""),
            reader.Address("baseUrl", "https://api.twilio.com"),
            TimeSpan.FromSeconds(reader.Number("timeoutSeconds", 30, 1, 120))
        );
        settings.CheckKeys(reader);
        settings.CheckSender(reader);
        settings.CheckCallback(reader);
        reader.Finish();
        return settings;
    }

    /// <summary>Gives how Twilio is called: one message at a time, so that an outage leaves at most one of them unknown.</summary>
    public RemoteHostOptions ToHostOptions(AdapterContext context) =>
        new()
        {
            Adapter = context.Name,
            BaseUrl = BaseUrl,
            AllowedHosts = context.AllowedHosts,
            Gate = context.Gate,
            ParallelCalls = 1,
            AttemptTimeout = Timeout,
            ResponseLimitBytes = 1024 * 1024,
        };

    private void CheckKeys(SettingsReader reader)
    {
        if (Channel is not ("" or Sms or WhatsApp))
        {
            reader.Fault("channel", $"must be \"{Sms}\" or \"{WhatsApp}\"");
        }

        if (AccountSid.Length > 0 && !Account().IsMatch(AccountSid))
        {
            reader.Fault("accountSid", "must be AC and 32 hexadecimal digits, as Twilio's console shows it");
        }

        if (ApiKeySid.Length > 0 != ApiKeySecret.Length > 0)
        {
            reader.Fault("apiKeySid", "and 'apiKeySecret' belong together: set both or none");
        }

        if (ApiKeySid.Length > 0 && !Key().IsMatch(ApiKeySid))
        {
            reader.Fault("apiKeySid", "must be SK and 32 hexadecimal digits, as Twilio's console shows it");
        }
    }

    private void CheckSender(SettingsReader reader)
    {
        if (From.Length > 0 == MessagingServiceSid.Length > 0)
        {
            reader.Fault("from", "or 'messagingServiceSid' must be set, one of them");
        }

        if (MessagingServiceSid.Length > 0 && !Service().IsMatch(MessagingServiceSid))
        {
            reader.Fault("messagingServiceSid", "must be MG and 32 hexadecimal digits, as Twilio's console shows it");
        }

        if (From.Length == 0 || IsNumber(From))
        {
            return;
        }

        if (IsWhatsApp)
        {
            reader.Fault("from", "must be a number such as +34600111222, without whatsapp: before it");
        }
        else if (!ShortCode().IsMatch(From) && !SenderName().IsMatch(From))
        {
            reader.Fault(
                "from",
                "must be a number such as +34600111222, a short code, or a name of at most 11 letters, digits and spaces"
            );
        }
    }

    private void CheckCallback(SettingsReader reader)
    {
        if (CallbackUrl.Scheme == "http" && !CallbackUrl.IsLoopback)
        {
            reader.Fault("callbackUrl", "must be https; plain http only to this machine");
        }

        if (CallbackUrl.UserInfo.Length > 0 || CallbackUrl.Fragment.Length > 0)
        {
            reader.Fault("callbackUrl", "must have no user, password or fragment; the signature proves who delivers");
        }
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{3,8}\z")]
    private static partial Regex ShortCode();

    [GeneratedRegex(@"^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}\z")]
    private static partial Regex SenderName();

    [GeneratedRegex(@"^AC[0-9a-fA-F]{32}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"^SK[0-9a-fA-F]{32}\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"^MG[0-9a-fA-F]{32}\z")]
    private static partial Regex Service();
}
