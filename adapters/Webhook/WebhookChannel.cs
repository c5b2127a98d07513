using System.Globalization;
using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Webhook;

/// <summary>Posts each message as one signed JSON document, with its reference as the idempotency key.</summary>
/// <param name="host">The receiver.</param>
/// <param name="settings">Address, secret and audience.</param>
/// <param name="school">The school's key: the only recipient among the staff.</param>
/// <param name="clock">The clock that the timestamp is of.</param>
internal sealed class WebhookChannel(RemoteHost host, WebhookSettings settings, string school, TimeProvider clock)
    : IMessageChannel
{
    private const string Operation = "webhook.post";

    /// <inheritdoc/>
    public string Name =>
        settings.Audience switch
        {
            WebhookAudience.Payers => "payer-webhook",
            WebhookAudience.Collector => "collector-webhook",
            _ => "webhook",
        };

    /// <inheritdoc/>
    public RecipientKind Recipient =>
        settings.Audience == WebhookAudience.Payers ? RecipientKind.PayerKey : RecipientKind.SchoolKey;

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
            if (WhyNot(message) is { } reason)
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
                outcomes.Add(await SendOneAsync(message, ct));
                sent = true;
            }
            catch (RemoteException later) when (later is RemoteUnavailableException or RemoteMisconfiguredException)
            {
                stopped = later;
                outcomes.Add(Not(OutcomeKind.Later, message, $"Not sent: {later.Message}"));
            }
        }

        return stopped is not null && !sent ? throw stopped : outcomes;
    }

    private async Task<ItemOutcome<SentMessage>> SendOneAsync(OutgoingMessage message, CancellationToken ct)
    {
        try
        {
            await host.WriteAsync(Operation, ToRequest(message), ct);
            return ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(""));
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            return Not(OutcomeKind.Unknown, message, lost.Message);
        }
        catch (RemoteRejectedException refused)
        {
            return Not(OutcomeKind.Rejected, message, refused.Message);
        }
    }

    // Null when it may be posted.
    private string? WhyNot(OutgoingMessage message) =>
        settings.Audience == WebhookAudience.Payers
            ? message.Recipient.Length == 0
                ? "The message names no payer."
                : null
            : message.Recipient != school
                ? "It reaches whom the school named for it, nobody else."
                : null;

    private RestRequest ToRequest(OutgoingMessage message)
    {
        var now = clock.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var document = new JObject
        {
            ["reference"] = message.Reference,
            ["subject"] = message.Subject,
            ["text"] = message.Text,
            ["language"] = message.Language,
            ["at"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        if (settings.Audience == WebhookAudience.Payers)
        {
            document["recipient"] = message.Recipient;
        }

        var body = document.ToString(Formatting.None);
        return new RestRequest("", Method.Post)
            .AddHeader("Idempotency-Key", message.Reference)
            .AddHeader(WebhookSignature.TimestampHeader, timestamp)
            .AddHeader(WebhookSignature.SignatureHeader, WebhookSignature.Sign(settings.Secret, timestamp, body))
            .AddStringBody(body, ContentType.Json);
    }

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);
}
