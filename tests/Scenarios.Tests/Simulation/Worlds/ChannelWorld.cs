using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>A message channel with everybody's inbox.</summary>
internal sealed class ChannelWorld(string name, RecipientKind recipient, SimulatedClock clock, Wire wire)
    : IMessageChannel
{
    private int next;

    /// <summary>What arrived, with when.</summary>
    public List<Letter> Arrived { get; } = [];

    /// <summary>Is told of each message that the connector asks to be sent.</summary>
    public Action<Letter> OnAsked { get; set; } = _ => { };

    public string Name => name;

    public RecipientKind Recipient => recipient;

    public Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var letters = messages.ToDictionary(
            x => x.Reference,
            x => new Letter(clock.GetUtcNow(), x.Reference, x.Subject, x.Text)
        );
        letters.Values.ToList().ForEach(OnAsked);
        return wire.WriteAsync(
            name,
            $"{name}.send",
            messages,
            x => x.Reference,
            message =>
            {
                Arrived.Add(letters[message.Reference]);
                return ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage($"m{++next}"));
            }
        );
    }
}

/// <summary>A message that arrived.</summary>
/// <param name="At">When it was asked for.</param>
/// <param name="Contact">Our reference of the contact.</param>
/// <param name="Rung">The rung's template, which is its subject here.</param>
/// <param name="Text">Numbers of the documents it names, separated by a space.</param>
internal sealed record Letter(DateTimeOffset At, string Contact, string Rung, string Text)
{
    public string[] Numbers => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
