using System.Net;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Acme.Notices;

/// <summary>Posts each message as one notice. An answer that never came is unknown: a notice cannot be looked up.</summary>
internal sealed class NoticesChannel(RestClient client, string adapter, IRemoteCallObserver calls, TimeProvider clock)
    : IMessageChannel
{
    /// <inheritdoc/>
    public string Name => "notices";

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.LearnerKey;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<SentMessage>>();
        foreach (var message in messages)
        {
            outcomes.Add(await SendAsync(message, ct));
        }

        return outcomes;
    }

    private async Task<ItemOutcome<SentMessage>> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        var notice = new JObject
        {
            ["to"] = message.Recipient,
            ["title"] = message.Subject,
            ["text"] = message.Text,
            ["language"] = message.Language,
        };
        var request = new RestRequest("notices", Method.Post).AddStringBody(notice.ToString(), ContentType.Json);
        var began = clock.GetTimestamp();
        var answer = await client.ExecuteAsync(request, ct);
        calls.Completed(
            new(
                adapter,
                "notices",
                IsWrite: true,
                Attempt: 1,
                (int)answer.StatusCode,
                Error: null,
                clock.GetElapsedTime(began),
                answer.Content?.Length ?? 0
            )
        );
        return answer.StatusCode switch
        {
            HttpStatusCode.Created => ItemOutcome<SentMessage>.Done(
                message.Reference,
                new((string?)JObject.Parse(answer.Content!)["id"] ?? "")
            ),
            HttpStatusCode.UnprocessableEntity => ItemOutcome<SentMessage>.Not(
                OutcomeKind.Rejected,
                message.Reference,
                "Acme Notices does not know this recipient."
            ),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new RemoteMisconfiguredException(
                "Acme Notices refuses the key."
            ),
            HttpStatusCode.ServiceUnavailable => ItemOutcome<SentMessage>.Not(
                OutcomeKind.Later,
                message.Reference,
                "Acme Notices is in maintenance."
            ),
            _ => ItemOutcome<SentMessage>.Not(
                OutcomeKind.Unknown,
                message.Reference,
                $"Acme Notices gave no answer that can be trusted (status {(int)answer.StatusCode})."
            ),
        };
    }
}
