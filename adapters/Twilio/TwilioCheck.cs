using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Twilio;

/// <summary>Looks whether account, key and sender are right. Sends nothing.</summary>
internal sealed class TwilioCheck(TwilioApi api, TwilioSettings settings)
{
    private const string NoMessages = "No message goes out.";
    private const string NoAnswers = "Answers, opt-outs (STOP) and failed deliveries are not seen.";

    /// <summary>Runs every check; one failure does not stop the next.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct) =>
        [await AccountAsync(ct), Key(), .. await SenderAsync(ct), Callback(), .. Window()];

    private async Task<CheckFinding> AccountAsync(CancellationToken ct)
    {
        const string Code = "twilio.account";
        try
        {
            var account = await api.ReadAccountAsync(ct);
            return (TwilioApi.Text(account, "status"), TwilioApi.Text(account, "type")) switch
            {
                ("active", "Trial") => new(
                    CheckResult.Missing,
                    Code,
                    "The account is a trial.",
                    "Messages go to verified numbers only.",
                    "Upgrade it in Twilio's console."
                ),
                ("active", _) => new(CheckResult.Ok, Code, "The account is active.", "", ""),
                var (status, _) => new(
                    CheckResult.Missing,
                    Code,
                    $"The account is {(status.Length > 0 ? status : "in an unknown state")}, not active.",
                    NoMessages,
                    "See balance and state in Twilio's console."
                ),
            };
        }
        catch (RemoteMisconfiguredException) when (settings.ApiKeySid.Length > 0)
        {
            return new(
                CheckResult.NotProven,
                Code,
                "Whether the account is active: this API key may not read it.",
                NoMessages,
                "A standard or restricted key never may, and sends all the same; see the state in Twilio's console."
            );
        }
        catch (RemoteException failed)
        {
            return new(CheckResult.Missing, Code, "The account.", NoMessages, failed.Message);
        }
    }

    private CheckFinding Key() =>
        settings.ApiKeySid.Length > 0
            ? new(
                CheckResult.Ok,
                "twilio.key",
                "Calls are made with an API key. authToken only proves what Twilio delivers: Twilio signs with nothing else.",
                "",
                ""
            )
            : new(
                CheckResult.Note,
                "twilio.key",
                "Calls are made with the account's auth token: it can do everything in the account.",
                "",
                "Set apiKeySid and apiKeySecret, of a restricted key with Messages: create and Incoming phone numbers: read. "
                    + "authToken stays: Twilio signs with it what it delivers."
            );

    private async Task<IReadOnlyList<CheckFinding>> SenderAsync(CancellationToken ct)
    {
        const string Code = "twilio.sender";
        if (settings.IsNamedSender)
        {
            return
            [
                new(
                    CheckResult.Note,
                    Code,
                    "The sender is a name.",
                    $"Nobody can answer it: {NoAnswers}",
                    "Use a number, or say in the messages how to opt out."
                ),
            ];
        }

        if (settings.IsWhatsApp || settings.MessagingServiceSid.Length > 0 || !TwilioSettings.IsNumber(settings.From))
        {
            return
            [
                new(
                    CheckResult.NotProven,
                    Code,
                    settings.From.Length > 0
                        ? "Whether the sender may write."
                        : "Whether the messaging service has a sender.",
                    NoMessages,
                    "Only a message proves it; see Messaging, Senders in Twilio's console."
                ),
                Incoming(),
            ];
        }

        try
        {
            return Number(await api.ReadNumberAsync(settings.From, ct));
        }
        catch (RemoteException failed)
        {
            return
            [
                new(CheckResult.NotProven, Code, "Whether the sender is the account's.", NoMessages, failed.Message),
                Incoming(),
            ];
        }
    }

    private IReadOnlyList<CheckFinding> Number(JObject listed)
    {
        const string Code = "twilio.sender";
        if (listed["incoming_phone_numbers"] is not JArray { Count: > 0 } numbers)
        {
            return
            [
                new(
                    CheckResult.Missing,
                    Code,
                    "The sender is no number of this account.",
                    NoMessages,
                    "Check from; a number that is only verified cannot send."
                ),
            ];
        }

        var number = numbers[0];
        return
        [
            number["capabilities"]?["sms"] is { Type: JTokenType.Boolean } sms && (bool)sms
                ? new(CheckResult.Ok, Code, "The sender is the account's and can send text messages.", "", "")
                : new(
                    CheckResult.Missing,
                    Code,
                    "The sender cannot send text messages.",
                    NoMessages,
                    "Use another number."
                ),
            TwilioApi.Text(number, "sms_url") == settings.CallbackUrl.OriginalString
            && TwilioApi.Text(number, "sms_method") is "" or "POST"
                ? new(CheckResult.Ok, "twilio.incoming", "Answers to the sender come to callbackUrl.", "", "")
                : new(
                    CheckResult.Missing,
                    "twilio.incoming",
                    "Answers to the sender do not come to callbackUrl.",
                    NoAnswers,
                    "In Twilio's console set the number's 'A message comes in' to callbackUrl, by HTTP POST."
                ),
        ];
    }

    private static CheckFinding Incoming() =>
        new(
            CheckResult.NotProven,
            "twilio.incoming",
            "Whether answers to the sender come to callbackUrl.",
            NoAnswers,
            "In Twilio's console set the sender's (or messaging service's) incoming messages to callbackUrl, by HTTP POST."
        );

    private CheckFinding Callback() =>
        settings.CallbackUrl.IsLoopback
            ? new(
                CheckResult.Note,
                "twilio.callback",
                "callbackUrl is this machine: Twilio does not reach it.",
                NoAnswers,
                $"For real messages set the public address: https://YOUR-ADDRESS/webhooks/SCHOOL/{settings.Channel}."
            )
            : new(
                CheckResult.Ok,
                "twilio.callback",
                $"Deliveries come to {settings.CallbackUrl.Authority} by https, and are signed.",
                "",
                ""
            );

    private IEnumerable<CheckFinding> Window() =>
        settings.IsWhatsApp
            ?
            [
                new(
                    CheckResult.Note,
                    "twilio.whatsapp-window",
                    "Free text goes within 24 hours of the person's last message; otherwise an approved template does.",
                    "A rung without a template reaches nobody who has not written.",
                    "Name a template (HX...) for each rung that uses whatsapp."
                ),
            ]
            : [];
}
