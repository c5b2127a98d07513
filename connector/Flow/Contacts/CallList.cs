using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Telephone calls: a person makes them, and says what came of each with <c>task done</c>.</summary>
internal sealed class CallList : IMessageChannel
{
    /// <summary>The channel's name.</summary>
    public const string Call = "call";

    /// <inheritdoc/>
    public string Name => Call;

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.PhoneNumber;

    /// <inheritdoc/>
    public bool IsByHand => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<ItemOutcome<SentMessage>>>([
            .. messages.Select(x => ItemOutcome<SentMessage>.Done(x.Reference, new SentMessage(""))),
        ]);
}
