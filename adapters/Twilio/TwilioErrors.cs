using System.Collections.Frozen;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Twilio;

/// <summary>What an error of Twilio's concerns, and so what to do next.</summary>
internal enum TwilioFault
{
    /// <summary>This message or its recipient: the others may go out.</summary>
    Message,

    /// <summary>The account or the sender: no message goes out before an administrator acts.</summary>
    Setup,

    /// <summary>Twilio is busy: later.</summary>
    Busy,
}

/// <summary>Twilio's error codes that matter here, each with what to do. Source: twilio.com/docs/api/errors.</summary>
/// <remarks>The texts are ours: Twilio's own repeat the telephone number.</remarks>
internal static class TwilioErrors
{
    private static readonly FrozenDictionary<int, (TwilioFault Fault, string Text)> Known = new Dictionary<
        int,
        (TwilioFault, string)
    >
    {
        [10001] = (TwilioFault.Setup, "the account is not active; see the balance and state in Twilio's console"),
        [20003] = (TwilioFault.Setup, "account and key are refused; check accountSid, authToken or the API key"),
        [20404] = (TwilioFault.Setup, "there is no such account; check accountSid"),
        [20429] = (TwilioFault.Busy, "too many calls"),
        [21211] = (TwilioFault.Message, "the telephone number is not valid; correct it with the payer"),
        [21212] = (TwilioFault.Setup, "the sender is not valid; check from"),
        [21217] = (TwilioFault.Message, "the telephone number is not valid; correct it with the payer"),
        [21265] = (TwilioFault.Message, "the telephone number is a short code; correct it with the payer"),
        [21266] = (TwilioFault.Message, "the telephone number is the sender's own; correct it with the payer"),
        [21408] = (
            TwilioFault.Message,
            "the number's country is not enabled; allow it in Twilio's console under Messaging, Geo permissions"
        ),
        [21603] = (TwilioFault.Setup, "no sender is set; check from or messagingServiceSid"),
        [21606] = (TwilioFault.Setup, "the sender may not write on this channel; check from"),
        [21608] = (TwilioFault.Message, "a trial account writes to verified numbers only; upgrade the account"),
        [21609] = (TwilioFault.Setup, "callbackUrl is not an address that Twilio can reach"),
        [21610] = (
            TwilioFault.Message,
            "the person has opted out (STOP) at Twilio; only the person can opt in again, use another channel"
        ),
        [21611] = (TwilioFault.Busy, "the sender's queue is full"),
        [21612] = (
            TwilioFault.Message,
            "this sender does not reach this number; use a sender of the number's country, or another channel"
        ),
        [21614] = (TwilioFault.Message, "the telephone number is not a mobile one; ask the payer for a mobile number"),
        [21617] = (TwilioFault.Message, "the text is too long; shorten the message's template"),
        [21655] = (TwilioFault.Message, "the template's key is not valid; check the template of this rung"),
        [21656] = (TwilioFault.Message, "the template's variables do not fit it; check the template of this rung"),
        [21659] = (TwilioFault.Setup, "the sender is no number of Twilio's; check from"),
        [21660] = (TwilioFault.Setup, "the sender belongs to another account; check accountSid and from"),
        [21701] = (TwilioFault.Setup, "there is no such messaging service; check messagingServiceSid"),
        [21703] = (TwilioFault.Setup, "the messaging service has no sender; add one in Twilio's console"),
        [21704] = (TwilioFault.Setup, "the messaging service has no sender; add one in Twilio's console"),
        [30001] = (TwilioFault.Busy, "the sender's queue is full"),
        [30002] = (TwilioFault.Setup, "the account was suspended; see its state in Twilio's console"),
        [30003] = (TwilioFault.Message, "the telephone is switched off, out of reach or takes no messages"),
        [30004] = (TwilioFault.Message, "the recipient or the carrier blocks the message; use another channel"),
        [30005] = (TwilioFault.Message, "the telephone number is not in use; correct it with the payer"),
        [30006] = (TwilioFault.Message, "it is a landline, or the carrier is out of reach; ask for a mobile number"),
        [30007] = (
            TwilioFault.Message,
            "the carrier filtered the message; look at its words and links, and the sender"
        ),
        [30008] = (TwilioFault.Message, "the carrier does not say why; use another channel"),
        [30034] = (TwilioFault.Setup, "the sender is not registered for the United States (A2P 10DLC)"),
        [63003] = (TwilioFault.Message, "the number is not on WhatsApp; use another channel"),
        [63005] = (TwilioFault.Message, "WhatsApp did not take the content; look at the message's template"),
        [63007] = (TwilioFault.Setup, "the sender is not registered on WhatsApp; check from"),
        [63013] = (TwilioFault.Message, "the message violates WhatsApp's policy; look at the message's template"),
        [63016] = (
            TwilioFault.Message,
            "more than 24 hours since the person wrote: WhatsApp takes approved templates only; name one for this rung"
        ),
        [63018] = (TwilioFault.Busy, "the sender's limit on WhatsApp is reached"),
        [63024] = (TwilioFault.Message, "the number is not on WhatsApp, or takes nothing from businesses"),
        [63027] = (
            TwilioFault.Message,
            "WhatsApp knows no such template in this language; check the template of this rung"
        ),
        [63028] = (TwilioFault.Message, "the template's variables do not fit it; check the template of this rung"),
        [63032] = (TwilioFault.Message, "WhatsApp holds the message back from this person; use another channel"),
    }.ToFrozenDictionary();

    /// <summary>What an error concerns; one that is not listed, or not told (null), concerns its message.</summary>
    public static TwilioFault FaultOf(int? code) =>
        code is { } told && Known.TryGetValue(told, out var known) ? known.Fault : TwilioFault.Message;

    /// <summary>Says an error and what to do, as a half sentence without personal data; null when Twilio told none.</summary>
    public static string Describe(int? code) =>
        code is not { } told ? "Twilio does not say why; look at the log in its console"
        : Known.TryGetValue(told, out var known) ? $"Twilio error {told}: {known.Text}"
        : $"Twilio error {told}: see twilio.com/docs/api/errors/{told}";

    /// <summary>Reads an error's code from JSON; null when there is none.</summary>
    public static int? CodeOf(JToken? code) =>
        code is { Type: JTokenType.Integer } && code.Value<decimal>() is > 0 and <= int.MaxValue and var told
            ? (int)told
            : null;
}
