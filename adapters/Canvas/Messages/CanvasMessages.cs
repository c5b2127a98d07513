using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Sends messages inside Canvas (Inbox), from the token's user, one conversation for each.</summary>
/// <remarks>A conversation has no key of ours: a lost answer stays unknown, and is never sent again from here.</remarks>
internal sealed class CanvasMessages(CanvasClient client) : IMessageChannel
{
    /// <summary>The longest subject (documentation, "Create a conversation").</summary>
    private const int SubjectLengthMax = 255;

    /// <inheritdoc/>
    public string Name => "lms-message";

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.LearnerKey;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<SentMessage>>();
        RemoteException? stopped = null;
        var sent = false;
        foreach (var message in messages)
        {
            if (!CanvasKeys.IsKey(message.Recipient))
            {
                outcomes.Add(Not(OutcomeKind.Rejected, message, "The recipient is no learner key of Canvas."));
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
            var taken = await client.WriteAsync<List<WireConversation>>(
                CanvasRoutes.Conversations,
                ToRequest(message),
                ct
            );
            return taken.Count == 1
                ? ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(taken[0].Id))
                : Not(OutcomeKind.Unknown, message, "Canvas answered for another number of conversations than one.");
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            return Not(OutcomeKind.Unknown, message, lost.Message);
        }
        catch (RemoteRejectedException)
        {
            return Not(
                OutcomeKind.Rejected,
                message,
                $"Canvas may not write to learner {message.Recipient}: the account is gone, or the token's user may not write to it. "
                    + "Give its role 'Conversations - send messages to individual course members'."
            );
        }
    }

    private RestRequest ToRequest(OutgoingMessage message)
    {
        var subject = message.Subject;
        return client
            .Request("conversations", Method.Post)
            .AddParameter("recipients[]", message.Recipient)
            .AddParameter("subject", subject.Length > SubjectLengthMax ? subject[..SubjectLengthMax] : subject)
            .AddParameter("body", message.Text)
            .AddParameter("force_new", "true")
            .AddParameter("group_conversation", "false")
            .AddParameter("mode", "sync");
    }

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);
}
