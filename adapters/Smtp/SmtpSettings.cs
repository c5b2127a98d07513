using System.Net;
using System.Net.Mail;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>The adapter's settings.</summary>
/// <param name="Host">The mail server.</param>
/// <param name="Port">Its submission port.</param>
/// <param name="UseStartTls">Whether the conversation is encrypted before anything is said.</param>
/// <param name="User">Who signs in; empty for nobody.</param>
/// <param name="Password">The user's password.</param>
/// <param name="From">The writer that recipients see.</param>
/// <param name="ReplyTo">Where answers go; null for the writer.</param>
/// <param name="BounceAddress">Where bounces go; null for the writer.</param>
/// <param name="Timeout">How long one message may take.</param>
internal sealed record SmtpSettings(
    string Host,
    int Port,
    bool UseStartTls,
    string User,
    string Password,
    MailAddress From,
    MailAddress? ReplyTo,
    MailAddress? BounceAddress,
    TimeSpan Timeout
)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static SmtpSettings Read(string adapter, string json, IReadOnlyCollection<string> allowedHosts)
    {
        var reader = new SettingsReader(adapter, json);
        var host = reader.Text("host");
        var security = reader.OptionalText("security", "starttls");
        var allowPlain = reader.Flag("allowPlain", otherwise: false);
        var user = reader.OptionalText("user");
        var password = reader.OptionalText("password");
        if (host.Length > 0 && !allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            reader.Fault("host", $"'{host}' is not in allowedHosts of the manifest or the configuration");
        }

        if (security is not ("starttls" or "none"))
        {
            reader.Fault(
                "security",
                "must be \"starttls\" or \"none\"; TLS from the first byte (port 465) is not supported"
            );
        }
        else if (security == "none" && !allowPlain && !IsLoopback(host))
        {
            reader.Fault(
                "security",
                "may be \"none\" only to this machine, or with allowPlain if the network is yours"
            );
        }

        if (user.Length == 0 != (password.Length == 0))
        {
            reader.Fault("user", "and 'password' belong together: set both or none");
        }

        var settings = new SmtpSettings(
            host,
            reader.Number("port", 587, 1, 65535),
            security == "starttls",
            user,
            password,
            Address(reader, "from", reader.Text("from"), reader.OptionalText("fromName"))
                ?? new("invalid@invalid.invalid"),
            Address(reader, "replyTo", reader.OptionalText("replyTo")),
            Address(reader, "bounceAddress", reader.OptionalText("bounceAddress")),
            TimeSpan.FromSeconds(reader.Number("timeoutSeconds", 60, 1, 600))
        );
        reader.Finish();
        return settings;
    }

    private static MailAddress? Address(SettingsReader reader, string key, string text, string name = "")
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (MailAddress.TryCreate(text, name, System.Text.Encoding.UTF8, out var address))
        {
            return address;
        }

        reader.Fault(key, "must be an e-mail address");
        return null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
