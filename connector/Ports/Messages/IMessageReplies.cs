namespace Collections.Connector.Ports;

/// <summary>What comes back from a message channel: how a message fared, and what people answer.</summary>
public interface IMessageReplies
{
    /// <summary>Gets the channel's name, the last part of the address at which the provider delivers.</summary>
    string Channel { get; }

    /// <summary>Checks a delivery's signature, and reads what it says.</summary>
    /// <param name="delivery">The request as it came, bytes unchanged.</param>
    /// <returns>The event; or null when it is genuine and says nothing that matters.</returns>
    /// <exception cref="RemoteRejectedException">The signature is wrong: answer 400 and store nothing.</exception>
    MessageEvent? ReadWebhook(WebhookDelivery delivery);

    /// <summary>Reads a stored event again, without checking its signature.</summary>
    /// <returns>The event; or null when it says nothing that matters.</returns>
    /// <exception cref="RemoteRejectedException">The body is not an event of this channel.</exception>
    MessageEvent? ReadStored(string body);
}

/// <summary>What a provider told of a message, or what a person answered. Personal data: never logged.</summary>
/// <param name="EventKey">The provider's key of it; a repeated one is the same event.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ProviderKey">The provider's key of the message that it is about; empty for an answer that names none.</param>
/// <param name="Sender">Who answered, as the channel's recipients are written; empty unless it is an answer.</param>
/// <param name="Text">The answer's text, or why the message failed; empty when there is nothing to say.</param>
/// <param name="Body">The event for storing, with what the product does not need left out.</param>
public sealed record MessageEvent(
    string EventKey,
    DateTimeOffset At,
    MessageEventKind Kind,
    string ProviderKey,
    string Sender,
    string Text,
    string Body
);

/// <summary>What a message event says.</summary>
public enum MessageEventKind
{
    /// <summary>The message arrived.</summary>
    Delivered,

    /// <summary>The provider had taken it, and it did not arrive: this channel does not reach the recipient.</summary>
    Failed,

    /// <summary>A person answered.</summary>
    Answer,

    /// <summary>A person wishes no more messages on this channel.</summary>
    OptOut,

    /// <summary>A person who had opted out wishes messages again.</summary>
    OptIn,
}
