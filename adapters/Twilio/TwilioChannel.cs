using System.Text.RegularExpressions;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Twilio;

/// <summary>Sends text messages or WhatsApp messages, each once.</summary>
/// <remarks>
/// Twilio knows no idempotency key and no reference of ours: a message without an answer is unknown, nothing here sends it
/// again, and the rest of the batch waits, so that a break in the network leaves one message unknown and not all.
/// </remarks>
internal sealed partial class TwilioChannel(TwilioApi api, TwilioSettings settings, TimeProvider clock)
    : IMessageChannel
{
    /// <summary>The longest text that Twilio takes, in UTF-16 units (error 21617).</summary>
    public const int LongestText = 1_600;

    /// <inheritdoc/>
    public string Name => settings.Channel;

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.PhoneNumber;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<SentMessage>>(messages.Count);
        RemoteException? stopped = null;
        var sent = false;
        foreach (var message in messages)
        {
            var byTemplate = NeedsTemplate(message);
            if (WhyNot(message, byTemplate) is { } reason)
            {
                outcomes.Add(Not(OutcomeKind.Rejected, message, reason));
                continue;
            }

            if (stopped is not null)
            {
                outcomes.Add(Not(OutcomeKind.Later, message, $"Not sent: {stopped.Message}"));
                continue;
            }

            try
            {
                outcomes.Add(await SendOneAsync(message, byTemplate, ct));
                sent = true;
            }
            catch (RemoteOutcomeUnknownException lost)
            {
                (stopped, sent) = (lost, true);
                outcomes.Add(Not(OutcomeKind.Unknown, message, lost.Message));
            }
            catch (RemoteException later) when (later is RemoteUnavailableException or RemoteMisconfiguredException)
            {
                stopped = later;
                outcomes.Add(Not(OutcomeKind.Later, message, $"Not sent: {later.Message}"));
            }
        }

        return stopped is not null && !sent ? throw stopped : outcomes;
    }

    private async Task<ItemOutcome<SentMessage>> SendOneAsync(
        OutgoingMessage message,
        bool byTemplate,
        CancellationToken ct
    )
    {
        try
        {
            return ToOutcome(message, await api.CreateMessageAsync(ToForm(message, byTemplate), ct));
        }
        catch (RemoteRejectedException refused)
        {
            return Not(OutcomeKind.Rejected, message, refused.Message);
        }
    }

    private static ItemOutcome<SentMessage> ToOutcome(OutgoingMessage message, JObject taken)
    {
        if (TwilioApi.Text(taken, "status") is "failed" or "undelivered" or "canceled")
        {
            var code = TwilioErrors.CodeOf(taken["error_code"]);
            return Not(
                OutcomeKind.Rejected,
                message,
                $"Twilio took the message, and it failed: {TwilioErrors.Describe(code)}."
            );
        }

        return TwilioApi.Text(taken, "sid") is { Length: > 0 } key
            ? ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(key))
            : Not(
                OutcomeKind.Unknown,
                message,
                "Twilio answered without the message's key; it may have gone out. Look at the log in Twilio's console."
            );
    }

    // Null when it may be sent.
    private static string? WhyNot(OutgoingMessage message, bool byTemplate)
    {
        if (!TwilioSettings.IsNumber(message.Recipient))
        {
            return "The telephone number is not in the form of E.164, such as +34600111222. Correct it with the payer.";
        }

        if (!byTemplate)
        {
            return message.Text.Length switch
            {
                0 => "The message has no text. Check the message's template.",
                > LongestText => $"The text has {message.Text.Length} characters, and Twilio takes {LongestText}. "
                    + "Shorten the message's template.",
                _ => null,
            };
        }

        return message.Template switch
        {
            null =>
                "More than 24 hours have passed since the person wrote, or the person never did: WhatsApp takes a template "
                    + "then that it approved beforehand. Name one for this rung.",
            var template when !Content().IsMatch(template.Name) =>
                "The template's name is no key of Twilio's content (HX and 32 hexadecimal digits). Correct it for this rung.",
            _ => null,
        };
    }

    private bool NeedsTemplate(OutgoingMessage message) =>
        settings.IsWhatsApp && !WhatsAppWindow.IsOpen(message.LastAnswerAt, clock.GetUtcNow());

    private List<(string Name, string Value)> ToForm(OutgoingMessage message, bool byTemplate)
    {
        List<(string, string)> form =
        [
            ("To", settings.Prefix + message.Recipient),
            settings.MessagingServiceSid.Length > 0
                ? ("MessagingServiceSid", settings.MessagingServiceSid)
                : ("From", settings.Prefix + settings.From),
            ("StatusCallback", settings.CallbackUrl.OriginalString),
        ];
        if (!byTemplate)
        {
            form.Add(("Body", message.Text));
            return form;
        }

        var template = message.Template!;
        form.Add(("ContentSid", template.Name));
        if (template.Variables.Count > 0)
        {
            form.Add(("ContentVariables", JObject.FromObject(template.Variables).ToString(Formatting.None)));
        }

        return form;
    }

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);

    [GeneratedRegex(@"^HX[0-9a-fA-F]{32}\z")]
    private static partial Regex Content();
}
