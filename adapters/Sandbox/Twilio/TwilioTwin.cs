// From documentation, not recorded: twilio.com/docs/messaging/api, /docs/usage/security, /docs/api/errors. No account was at hand.
using System.Globalization;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Twilio;

/// <summary>A twin of Twilio: one account, its numbers and messages, what becomes of them, and what people answer.</summary>
/// <remarks>From documentation, not recorded. Thread-safe.</remarks>
/// <param name="clock">The clock that WhatsApp's window closes by.</param>
/// <param name="accountSid">The account.</param>
/// <param name="authToken">Its auth token: calls may carry it, and deliveries are signed with it.</param>
public sealed class TwilioTwin(
    TimeProvider clock,
    string accountSid = "AC00000000000000000000000000000001",
    string authToken = "twin-token"
) : ITwin
{
    private readonly Lock gate = new();
    private readonly TwilioTwinBook book = new(clock);

    /// <summary>Gets the account.</summary>
    public string AccountSid => accountSid;

    /// <summary>Gets the account's auth token.</summary>
    public string AuthToken => authToken;

    /// <summary>Gets or sets a standard API key, <c>SK...:secret</c>, that may send and may not read the account; null for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the account's state: active, suspended or closed.</summary>
    public string AccountStatus { get; set; } = "active";

    /// <summary>Gets or sets the account's type: Full or Trial.</summary>
    public string AccountType { get; set; } = "Full";

    /// <summary>Gets the messages that were taken, oldest first.</summary>
    public IReadOnlyList<TwilioTwinMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. book.Messages];
            }
        }
    }

    /// <summary>Gives the account a number that it may write from.</summary>
    /// <param name="number">In the form of E.164.</param>
    /// <param name="answersTo">Where answers are delivered; empty for nowhere.</param>
    /// <param name="canText">Whether it can send text messages.</param>
    public void AddNumber(string number, string answersTo, bool canText = true)
    {
        lock (gate)
        {
            book.Numbers[number] = (answersTo, canText);
        }
    }

    /// <summary>Marks a number: whoever writes to it gets this error, such as 21614.</summary>
    public void Refuse(string number, int code)
    {
        lock (gate)
        {
            book.Refused[number] = code;
        }
    }

    /// <summary>A message arrives.</summary>
    public void Deliver(string key) => Become(key, "delivered", null);

    /// <summary>A message is read, on WhatsApp.</summary>
    public void Read(string key) => Become(key, "read", null);

    /// <summary>A message does not arrive.</summary>
    public void Fail(string key, int code) => Become(key, "undelivered", code);

    /// <summary>A person writes to the school.</summary>
    /// <param name="from">The person's number, with the channel's prefix.</param>
    /// <param name="text">What the person writes. STOP and START also close and open the number for text messages.</param>
    /// <param name="address">Where answers are delivered.</param>
    /// <param name="optOutType">What Advanced Opt-Out made of it; null without that service.</param>
    /// <param name="repliedTo">The message that the person answered; null when it is none in particular.</param>
    public void Answer(string from, string text, Uri address, string? optOutType = null, string? repliedTo = null)
    {
        lock (gate)
        {
            book.Answer(accountSid, from, text, address, optOutType, repliedTo);
        }
    }

    /// <summary>Takes what is to be delivered, signed.</summary>
    /// <param name="twice">Each one comes twice, as Twilio may do.</param>
    public IReadOnlyList<TwilioDelivery> TakeDeliveries(bool twice = false)
    {
        lock (gate)
        {
            return
            [
                .. book.TakeUndelivered()
                    .Select(form => TwilioDelivery.Signed(form.Address, form.Fields, authToken))
                    .SelectMany(delivery => Enumerable.Repeat(delivery, twice ? 2 : 1)),
            ];
        }
    }

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request)
    {
        var path = request.Path.Replace(accountSid, "{account}", StringComparison.Ordinal);
        return $"{request.Method} {path.TrimStart('/')}";
    }

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(Answer(request));
        }
    }

    private TwinAnswer Answer(TwinRequest request)
    {
        var key = KeyOf(request);
        var own = key == $"{accountSid}:{authToken}";
        if (!own && (ApiKey is null || key != ApiKey))
        {
            return Error(401, 20003);
        }

        var home = $"/2010-04-01/Accounts/{accountSid}";
        if (!request.Path.StartsWith(home, StringComparison.Ordinal))
        {
            return Error(404, 20404);
        }

        return (request.Method, request.Path[home.Length..]) switch
        {
            ("GET", ".json") => own ? Json(200, Account()) : Error(401, 20003),
            ("GET", "/IncomingPhoneNumbers.json") => Json(200, NumbersLike(request.Query)),
            ("POST", "/Messages.json") when AccountStatus != "active" => Error(403, 10001),
            ("POST", "/Messages.json") => Create(request),
            _ => Error(404, 20404),
        };
    }

    private TwinAnswer Create(TwinRequest request)
    {
        if (
            !request
                .Headers.GetValueOrDefault("content-type", "")
                .StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal)
        )
        {
            return Error(400, 21604);
        }

        var form = Fields(request.Body);
        if (book.WhyNot(form) is { } code)
        {
            return Error(400, code, form.GetValueOrDefault("To", ""));
        }

        var message = book.Take(form);
        return Json(
            201,
            new JObject
            {
                ["sid"] = message.Key,
                ["account_sid"] = accountSid,
                ["to"] = message.To,
                ["from"] = message.From.Length > 0 ? message.From : null,
                ["messaging_service_sid"] = message.Service.Length > 0 ? message.Service : null,
                ["body"] = message.Text,
                ["status"] = message.Service.Length > 0 ? "accepted" : "queued",
                ["direction"] = "outbound-api",
                ["num_segments"] = "1",
                ["error_code"] = null,
                ["error_message"] = null,
                ["date_created"] = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture),
            }
        );
    }

    private JObject Account() =>
        new()
        {
            ["sid"] = accountSid,
            ["friendly_name"] = "Twin",
            ["status"] = AccountStatus,
            ["type"] = AccountType,
        };

    private JObject NumbersLike(string query)
    {
        var wanted = Fields(query).GetValueOrDefault("PhoneNumber", "");
        var found = book.Numbers.Where(number => number.Key.Contains(wanted, StringComparison.Ordinal));
        return new JObject
        {
            ["page"] = 0,
            ["incoming_phone_numbers"] = new JArray(
                found.Select(number => new JObject
                {
                    ["phone_number"] = number.Key,
                    ["sms_url"] = number.Value.AnswersTo,
                    ["sms_method"] = "POST",
                    ["capabilities"] = new JObject { ["sms"] = number.Value.CanText, ["voice"] = true },
                })
            ),
        };
    }

    private void Become(string key, string status, int? code)
    {
        lock (gate)
        {
            book.Become(accountSid, key, status, code);
        }
    }

    private static string KeyOf(TwinRequest request)
    {
        var header = request.Headers.GetValueOrDefault("authorization", "");
        var bytes = new byte[header.Length];
        return
            header.StartsWith("Basic ", StringComparison.Ordinal)
            && Convert.TryFromBase64String(header["Basic ".Length..], bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
    }

    private static Dictionary<string, string> Fields(string text) =>
        text.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(
                halves => WebUtility.UrlDecode(halves[0]),
                halves => halves.Length > 1 ? WebUtility.UrlDecode(halves[1]) : "",
                StringComparer.Ordinal
            );

    private static TwinAnswer Json(int status, JObject body) =>
        new(status, "application/json; charset=utf-8", body.ToString(Formatting.None));

    // Twilio's own message repeats the number, and so does the twin's.
    private static TwinAnswer Error(int status, int code, string about = "") =>
        Json(
            status,
            new JObject
            {
                ["code"] = code,
                ["message"] = $"Error {code} '{about}'",
                ["more_info"] = $"https://www.twilio.com/docs/errors/{code}",
                ["status"] = status,
            }
        );
}
