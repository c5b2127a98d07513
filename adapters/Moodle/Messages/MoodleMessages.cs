using System.Globalization;
using System.Text.RegularExpressions;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Sends messages inside Moodle, from the web service user.</summary>
internal sealed partial class MoodleMessages(MoodleClient client) : IMessageChannel
{
    private const int MessagesPerCall = 100;

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
        var outcomes = new Dictionary<OutgoingMessage, ItemOutcome<SentMessage>>(ReferenceEqualityComparer.Instance);
        var sendable = new List<OutgoingMessage>();
        foreach (var message in messages)
        {
            if (
                long.TryParse(message.Recipient, NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                && user > 0
            )
            {
                sendable.Add(message);
            }
            else
            {
                outcomes[message] = Not(OutcomeKind.Rejected, message, "The recipient is no learner key of Moodle.");
            }
        }

        RemoteException? stopped = null;
        foreach (var some in sendable.Chunk(MessagesPerCall))
        {
            stopped ??= await SendSomeAsync(some, outcomes, ct);
            if (stopped is not null && !sendable.Exists(outcomes.ContainsKey))
            {
                throw stopped;
            }

            foreach (var message in some.Where(message => !outcomes.ContainsKey(message)))
            {
                outcomes[message] = Not(OutcomeKind.Later, message, $"Not sent: {stopped!.Message}");
            }
        }

        return messages.Select(message => outcomes[message]).ToList();
    }

    /// <summary>Sends one call's messages.</summary>
    /// <returns>Why nothing of it was sent and the rest should wait; null when each message has its outcome.</returns>
    private async Task<RemoteException?> SendSomeAsync(
        IReadOnlyList<OutgoingMessage> messages,
        Dictionary<OutgoingMessage, ItemOutcome<SentMessage>> outcomes,
        CancellationToken ct
    )
    {
        try
        {
            var answers = await client.WriteAsync<List<WireSentMessage>>(
                MoodleFunctions.SendMessages,
                ToForm(messages),
                ct
            );
            for (var i = 0; i < messages.Count; i++)
            {
                outcomes[messages[i]] =
                    answers.Count == messages.Count
                        ? ToOutcome(messages[i], answers[i])
                        : Not(
                            OutcomeKind.Unknown,
                            messages[i],
                            "Moodle answered for another number of messages than were sent."
                        );
            }

            return null;
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            Fill(OutcomeKind.Unknown, lost.Message);
            return null;
        }
        catch (RemoteRejectedException refused) when (MoodleVerdict.CodeOf(refused) == "invalidparameter")
        {
            // Parameters are checked before the first message goes out; one bad message refuses the call.
            if (messages.Count == 1)
            {
                Fill(OutcomeKind.Rejected, refused.Message);
                return null;
            }

            return await SendSomeAsync(messages.Take(messages.Count / 2).ToList(), outcomes, ct)
                ?? await SendSomeAsync(messages.Skip(messages.Count / 2).ToList(), outcomes, ct);
        }
        catch (RemoteRejectedException refused)
        {
            Fill(OutcomeKind.Unknown, $"{refused.Message} Some of the call's messages may have gone out.");
            return null;
        }
        catch (RemoteUnavailableException later)
        {
            return later;
        }
        catch (RemoteMisconfiguredException wrong)
        {
            return wrong;
        }

        void Fill(OutcomeKind kind, string reason)
        {
            foreach (var message in messages)
            {
                outcomes[message] = Not(kind, message, reason);
            }
        }
    }

    private static MoodleForm ToForm(IReadOnlyList<OutgoingMessage> messages)
    {
        var form = new MoodleForm();
        for (var i = 0; i < messages.Count; i++)
        {
            form.Add($"messages[{i}][touserid]", messages[i].Recipient)
                .Add($"messages[{i}][text]", Literal(messages[i].Text))
                .Add($"messages[{i}][textformat]", 0)
                .Add($"messages[{i}][clientmsgid]", i);
        }

        return form;
    }

    private static ItemOutcome<SentMessage> ToOutcome(OutgoingMessage message, WireSentMessage answer) =>
        answer.MsgId > 0
            ? ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(MoodleKeys.Of(answer.MsgId)))
            : Not(
                OutcomeKind.Rejected,
                message,
                $"Moodle may not write to learner {message.Recipient}: the account is gone, or takes no messages from strangers. "
                    + "Give the web service user moodle/site:messageanyuser."
            );

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);

    /// <summary>Text format 0 keeps line breaks but takes tags and entities for HTML: here they are text.</summary>
    private static string Literal(string text) =>
        EntityLike().Replace(text, "&amp;").Replace("<", "&lt;", StringComparison.Ordinal);

    [GeneratedRegex("&(?=#?[A-Za-z0-9]+;)")]
    private static partial Regex EntityLike();
}
