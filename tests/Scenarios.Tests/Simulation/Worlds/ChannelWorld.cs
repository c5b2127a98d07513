using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>A message channel with everybody's inbox, and what its provider tells afterwards.</summary>
internal sealed class ChannelWorld(string name, RecipientKind recipient, SimulatedClock clock, Wire wire)
    : IMessageChannel,
        IMessageReplies
{
    private readonly Dictionary<string, MessageEvent> told = new(StringComparer.Ordinal);
    private int next;

    /// <summary>What arrived, with when; a call that was made.</summary>
    public List<Letter> Arrived { get; } = [];

    /// <summary>Work for a person that nobody has done, where the channel is by hand.</summary>
    public List<Letter> Tasks { get; } = [];

    /// <summary>Is told of each message that the connector asks to be sent.</summary>
    public Action<Letter> OnAsked { get; set; } = _ => { };

    public string Name => name;

    public string Channel => name;

    public RecipientKind Recipient => recipient;

    public bool IsByHand { get; init; }

    /// <summary>Gets a value indicating whether a provider tells what became of messages, and what people answer.</summary>
    public bool Replies => !IsByHand && recipient != RecipientKind.LearnerKey;

    public Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var letters = messages.ToDictionary(x => x.Reference, x => new Letter(clock.GetUtcNow(), name, x));
        letters.Values.ToList().ForEach(OnAsked);
        return wire.WriteAsync(
            name,
            $"{name}.send",
            messages,
            x => x.Reference,
            message =>
            {
                var letter = letters[message.Reference];
                letter.ProviderKey = $"m{++next}";
                (IsByHand ? Tasks : Arrived).Add(letter);
                return ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(letter.ProviderKey));
            }
        );
    }

    /// <summary>Something that the provider has to tell.</summary>
    /// <param name="kind">What.</param>
    /// <param name="letter">The message that it names; null for none.</param>
    /// <param name="sender">Who wrote; empty for nobody.</param>
    public MessageEvent Event(MessageEventKind kind, Letter? letter, string sender)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"e{++next}");
        var text = kind == MessageEventKind.Answer ? "words" : "";
        return told[key] = new MessageEvent(key, clock.GetUtcNow(), kind, letter?.ProviderKey ?? "", sender, text, key);
    }

    public MessageEvent ReadStored(string body) => told[body];

    public MessageEvent ReadWebhook(WebhookDelivery delivery) =>
        throw new NotSupportedException("Webhooks are delivered to the inbox.");
}
