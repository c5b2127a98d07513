// From documentation, not recorded; see TwilioTwin.cs.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Collections.Adapters.Sandbox.Twilio;

/// <summary>A form that waits to be delivered.</summary>
/// <param name="Address">Where it goes.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record TwilioTwinForm(Uri Address, IReadOnlyCollection<KeyValuePair<string, string>> Fields);

/// <summary>What the twin knows. Not thread-safe: the twin locks.</summary>
internal sealed partial class TwilioTwinBook(TimeProvider clock)
{
    private const int LongestText = 1_600;
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private readonly List<TwilioTwinForm> undelivered = [];
    private readonly Dictionary<string, DateTimeOffset> lastAnswers = new(StringComparer.Ordinal);
    private readonly HashSet<string> stopped = new(StringComparer.Ordinal);
    private int keys;

    public List<TwilioTwinMessage> Messages { get; } = [];

    public Dictionary<string, (string AnswersTo, bool CanText)> Numbers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The error that a message gets; null when it is taken.</summary>
    public int? WhyNot(IReadOnlyDictionary<string, string> form)
    {
        var to = form.GetValueOrDefault("To", "");
        var from = form.GetValueOrDefault("From", "");
        var text = form.GetValueOrDefault("Body", "");
        var byTemplate = form.ContainsKey("ContentSid");
        return to.Length == 0 ? 21604
            : from.Length == 0 && !form.ContainsKey("MessagingServiceSid") ? 21603
            : from.Length > 0 && !MayWrite(from)
                ? IsWhatsApp(to) ? 63007
                    : 21606
            : !Number().IsMatch(Bare(to)) ? 21211
            : stopped.Contains(to) ? 21610
            : Refused.TryGetValue(Bare(to), out var code) ? code
            : text.Length == 0 && !byTemplate ? 21602
            : text.Length > LongestText ? 21617
            : null;
    }

    /// <summary>Takes a message. WhatsApp's window is looked at afterwards: a free text outside it is taken, and fails.</summary>
    public TwilioTwinMessage Take(IReadOnlyDictionary<string, string> form)
    {
        var message = new TwilioTwinMessage(
            NewKey("SM"),
            form["To"],
            form.GetValueOrDefault("From", ""),
            form.GetValueOrDefault("MessagingServiceSid", ""),
            form.GetValueOrDefault("Body", ""),
            form.GetValueOrDefault("ContentSid", ""),
            form.GetValueOrDefault("ContentVariables", ""),
            form.TryGetValue("StatusCallback", out var callback) ? new Uri(callback) : null,
            "queued",
            null
        );
        Messages.Add(message);
        return message;
    }

    /// <summary>Changes where a message stands, and tells it.</summary>
    public void Become(string account, string key, string status, int? code)
    {
        var at = Messages.FindIndex(message => message.Key == key);
        var message = Messages[at];
        if (IsWhatsApp(message.To) && message.Template.Length == 0 && !IsOpen(message.To) && status != "read")
        {
            (status, code) = ("undelivered", 63016);
        }

        Tell(account, message, "sent", null);
        Tell(account, message, status, code);
        Messages[at] = message with { Status = status, ErrorCode = code };
    }

    /// <summary>A person writes.</summary>
    public void Answer(string account, string from, string text, Uri address, string? optOutType, string? repliedTo)
    {
        lastAnswers[from] = clock.GetUtcNow();
        if (!IsWhatsApp(from))
        {
            _ = text.Trim().ToUpperInvariant() switch
            {
                "STOP" => stopped.Add(from),
                "START" => stopped.Remove(from),
                _ => false,
            };
        }

        var key = NewKey("SM");
        List<KeyValuePair<string, string>> fields =
        [
            new("ToCountry", "ES"),
            new("SmsMessageSid", key),
            new("NumMedia", "0"),
            new("SmsSid", key),
            new("SmsStatus", "received"),
            new("Body", text),
            new("To", IsWhatsApp(from) ? "whatsapp:+34900000001" : "+34900000001"),
            new("NumSegments", "1"),
            new("MessageSid", key),
            new("AccountSid", account),
            new("From", from),
            new("ApiVersion", "2010-04-01"),
        ];
        if (IsWhatsApp(from))
        {
            fields.Add(new("ProfileName", "Ana Pérez"));
            fields.Add(new("WaId", Bare(from).TrimStart('+')));
        }

        if (optOutType is not null)
        {
            fields.Add(new("OptOutType", optOutType));
        }

        if (repliedTo is not null)
        {
            fields.Add(new("OriginalRepliedMessageSid", repliedTo));
        }

        undelivered.Add(new TwilioTwinForm(address, fields));
    }

    /// <summary>Takes the forms that wait, oldest first.</summary>
    public IReadOnlyList<TwilioTwinForm> TakeUndelivered()
    {
        var taken = undelivered.ToList();
        undelivered.Clear();
        return taken;
    }

    private void Tell(string account, TwilioTwinMessage message, string status, int? code)
    {
        if (message.Callback is null)
        {
            return;
        }

        List<KeyValuePair<string, string>> fields =
        [
            new("SmsSid", message.Key),
            new("SmsStatus", status),
            new("MessageStatus", status),
            new("To", message.To),
            new("MessageSid", message.Key),
            new("AccountSid", account),
            new("From", message.From),
            new("ApiVersion", "2010-04-01"),
        ];
        if (code is { } known)
        {
            fields.Add(new("ErrorCode", known.ToString(CultureInfo.InvariantCulture)));
        }

        undelivered.Add(new TwilioTwinForm(message.Callback, fields));
    }

    private bool MayWrite(string from) =>
        !Number().IsMatch(Bare(from)) || (Numbers.TryGetValue(Bare(from), out var number) && number.CanText);

    private bool IsOpen(string to) => lastAnswers.TryGetValue(to, out var last) && clock.GetUtcNow() - last < Window;

    private string NewKey(string kind) => $"{kind}{++keys:x32}";

    private static bool IsWhatsApp(string address) => address.StartsWith("whatsapp:", StringComparison.Ordinal);

    private static string Bare(string address) => IsWhatsApp(address) ? address["whatsapp:".Length..] : address;

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex Number();
}
