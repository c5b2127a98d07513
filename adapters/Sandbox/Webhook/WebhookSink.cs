using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Webhook;

/// <summary>A message that the sink took.</summary>
/// <param name="Reference">Its reference, the same as the idempotency key.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The message.</param>
/// <param name="Language">Language code.</param>
/// <param name="At">When it was written, UTC.</param>
public sealed record SinkAlarm(string Reference, string Subject, string Text, string Language, DateTimeOffset At)
{
    /// <summary>Gets the key of the payer to pass it on to; null for the staff.</summary>
    public string? Recipient { get; init; }
}

/// <summary>A receiver of signed webhooks, as strict as it should be: it takes what is signed, fresh and whole.</summary>
/// <param name="secret">The key of the signature.</param>
/// <param name="clock">The receiver's clock.</param>
/// <param name="address">The path, with its query, at which it listens.</param>
/// <param name="forPayers">Whether each message names the payer to pass it on to.</param>
public sealed class WebhookSink(
    string secret,
    TimeProvider clock,
    string address = "/staff?to=office",
    bool forPayers = false
) : ITwin
{
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private readonly Dictionary<string, SinkAlarm> alarms = new(StringComparer.Ordinal);

    /// <summary>Gets the messages that were taken, each once however often it was posted.</summary>
    public IReadOnlyList<SinkAlarm> Alarms
    {
        get
        {
            lock (gate)
            {
                return [.. alarms.Values];
            }
        }
    }

    /// <summary>Gets or sets the answer to a message that would be taken, and is not; null to take it.</summary>
    public TwinAnswer? Refusal { get; set; }

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request) => "post";

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct) =>
        Task.FromResult(Fault(request) ?? Refusal ?? Take(request));

    private TwinAnswer? Fault(TwinRequest request) =>
        $"{request.Path}{(request.Query.Length > 0 ? "?" : "")}{request.Query}" != address ? Plain(404)
        : request.Method != "POST" ? Plain(405)
        : !IsSigned(request) ? Plain(401)
        : !request
            .Headers.GetValueOrDefault("content-type", "")
            .StartsWith("application/json", StringComparison.Ordinal)
            ? Plain(415)
        : null;

    private bool IsSigned(TwinRequest request)
    {
        var timestamp = request.Headers.GetValueOrDefault("x-collections-timestamp", "");
        var given = request.Headers.GetValueOrDefault("x-collections-signature", "");
        var hash = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes($"{timestamp}.{request.Body}")
        );
        return CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes($"sha256={Convert.ToHexStringLower(hash)}"),
                Encoding.UTF8.GetBytes(given)
            )
            && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Oldest;
    }

    private TwinAnswer Take(TwinRequest request)
    {
        var alarm = JsonConvert.DeserializeObject<JObject>(
            request.Body,
            new JsonSerializerSettings { DateParseHandling = DateParseHandling.None }
        );
        string[] names =
        [
            "reference",
            "subject",
            "text",
            "language",
            "at",
            .. forPayers ? ["recipient"] : Array.Empty<string>(),
        ];
        if (
            alarm is null
            || !alarm.Properties().Select(p => p.Name).SequenceEqual(names)
            || (string?)alarm["reference"] != request.Headers.GetValueOrDefault("idempotency-key")
        )
        {
            return Plain(400);
        }

        lock (gate)
        {
            alarms.TryAdd(
                (string)alarm["reference"]!,
                new SinkAlarm(
                    (string)alarm["reference"]!,
                    (string)alarm["subject"]!,
                    (string)alarm["text"]!,
                    (string)alarm["language"]!,
                    DateTimeOffset.Parse((string)alarm["at"]!, CultureInfo.InvariantCulture)
                )
                {
                    Recipient = (string?)alarm["recipient"],
                }
            );
        }

        return new TwinAnswer(202, "text/plain", "taken");
    }

    private static TwinAnswer Plain(int status) =>
        new(status, "text/plain", status.ToString(CultureInfo.InvariantCulture));
}
