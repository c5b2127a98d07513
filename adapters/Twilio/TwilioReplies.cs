using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Twilio;

/// <summary>Reads what Twilio delivers: how a message fared, and what people answer.</summary>
/// <remarks>Twilio's forms tell no time, so that an event's is the one at which it came.</remarks>
internal sealed class TwilioReplies(TwilioSettings settings, TimeProvider clock, string adapter) : IMessageReplies
{
    /// <inheritdoc/>
    public string Channel => settings.Channel;

    /// <inheritdoc/>
    public MessageEvent? ReadWebhook(WebhookDelivery delivery)
    {
        var form = TwilioForm.Read(delivery.Body.Span, adapter);
        var signature = delivery.Headers.TryGetValue(TwilioSignature.Header, out var given) ? given : "";
        if (!TwilioSignature.Fits(settings.AuthTokens, settings.CallbackUrl, form.Fields, signature))
        {
            throw new RemoteRejectedException(
                $"{adapter}: a delivery's signature fits none of {settings.AuthTokens.Count} authToken(s). "
                    + "callbackUrl must be exactly the address that Twilio has, with its query."
            );
        }

        return Event(Kept(form));
    }

    /// <inheritdoc/>
    public MessageEvent? ReadStored(string body) =>
        Event(
            TwilioApi.Parse(body)
                ?? throw new RemoteRejectedException($"{adapter}: a stored event is not a JSON object.")
        );

    // Only what the product needs: no profile name, no place, no other number.
    private JObject Kept(TwilioForm form)
    {
        var status = form["MessageStatus"] is { Length: > 0 } told ? told : form["SmsStatus"];
        var kept = new JObject
        {
            ["MessageSid"] = form["MessageSid"] is { Length: > 0 } key ? key : form["SmsSid"],
            ["Status"] = status,
            ["At"] = clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };
        string[] further = IsAnswer(status)
            ? ["From", "Body", "OptOutType", "OriginalRepliedMessageSid"]
            : ["ErrorCode"];
        foreach (var name in further.Where(name => form[name].Length > 0))
        {
            kept[name] = form[name];
        }

        return kept;
    }

    private MessageEvent? Event(JObject kept)
    {
        var key = TwilioApi.Text(kept, "MessageSid");
        var status = TwilioApi.Text(kept, "Status");
        if (key.Length == 0)
        {
            return null;
        }

        return IsAnswer(status) ? Answer(key, kept)
            : status is "delivered" or "read" ? Fate(MessageEventKind.Delivered, "")
            : status is "failed" or "undelivered" or "canceled" ? Fate(MessageEventKind.Failed, Why(kept))
            : null;

        MessageEvent Fate(MessageEventKind kind, string text) =>
            new($"{key}/{status}", At(kept), kind, key, "", text, Stored(kept));
    }

    private MessageEvent? Answer(string key, JObject kept)
    {
        var from = TwilioApi.Text(kept, "From");
        var channel = from.Contains(':', StringComparison.Ordinal)
            ? from[..(from.IndexOf(':', StringComparison.Ordinal) + 1)]
            : "";
        if (channel != settings.Prefix)
        {
            throw new RemoteRejectedException(
                $"{adapter}: an answer of another channel came to callbackUrl of '{Channel}'. "
                    + "Give each sender in Twilio's console the address of its own channel."
            );
        }

        var sender = from[settings.Prefix.Length..];
        if (!TwilioSettings.IsNumber(sender))
        {
            return null; // A short code or a name: a machine.
        }

        var text = TwilioApi.Text(kept, "Body");
        var kind = TwilioApi.Text(kept, "OptOutType").ToUpperInvariant() switch
        {
            "STOP" => MessageEventKind.OptOut,
            "START" => MessageEventKind.OptIn,
            "HELP" => MessageEventKind.Answer,
            _ => StopWords.KindOf(text),
        };
        return new MessageEvent(
            key,
            At(kept),
            kind,
            TwilioApi.Text(kept, "OriginalRepliedMessageSid"),
            sender,
            text,
            Stored(kept)
        );
    }

    private DateTimeOffset At(JObject kept) =>
        DateTimeOffset.TryParse(
            TwilioApi.Text(kept, "At"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : throw new RemoteRejectedException($"{adapter}: a stored event has no time.");

    private static string Why(JObject kept) =>
        TwilioErrors.Describe(
            int.TryParse(
                TwilioApi.Text(kept, "ErrorCode"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var code
            )
                ? code
                : null
        );

    private static bool IsAnswer(string status) => status is "received" or "receiving";

    private static string Stored(JObject kept) => kept.ToString(Formatting.None);
}
