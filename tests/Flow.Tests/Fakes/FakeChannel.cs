using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <summary>A channel that keeps what it is given.</summary>
internal sealed class FakeChannel(string name, RecipientKind recipient) : IMessageChannel
{
    public List<OutgoingMessage> Sent { get; } = [];
    public Func<OutgoingMessage, OutcomeKind> Answer { get; set; } = _ => OutcomeKind.Done;
    public string Name => name;
    public RecipientKind Recipient => recipient;

    public Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<ItemOutcome<SentMessage>>>([
            .. messages.Select(message =>
            {
                var kind = Answer(message);
                if (kind is OutcomeKind.Done or OutcomeKind.Unknown)
                {
                    Sent.Add(message);
                }

                return kind == OutcomeKind.Done
                    ? ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage("p"))
                    : ItemOutcome<SentMessage>.Not(kind, message.Reference, "The channel said no.");
            }),
        ]);
}
