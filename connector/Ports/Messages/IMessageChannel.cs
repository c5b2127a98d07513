namespace Collections.Connector.Ports;

/// <summary>A way to reach a person.</summary>
public interface IMessageChannel
{
    /// <summary>Gets the channel's name in a policy, such as <c>email</c> or <c>lms-message</c>; <c>webhook</c> is for alarms alone.</summary>
    string Name { get; }

    /// <summary>Gets what a recipient is on this channel.</summary>
    RecipientKind Recipient { get; }

    /// <summary>
    /// Gets a value indicating whether a person finishes the work, as with a letter to be posted or a call to be made: what the
    /// channel did is then a task, and the message counts as sent when the person says so.
    /// </summary>
    bool IsByHand => false;

    /// <summary>Sends messages, each once.</summary>
    /// <returns>
    /// One outcome per message. Done: the provider took it, the value being its receipt. Rejected: nobody can be reached
    /// this way. Unknown: it may have gone out; it counts as sent for limits and as not sent before a suspension.
    /// </returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Address, key or right is wrong.</exception>
    Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    );
}

/// <summary>What a channel addresses.</summary>
public enum RecipientKind
{
    /// <summary>An e-mail address.</summary>
    EmailAddress,

    /// <summary>The LMS's key of a learner.</summary>
    LearnerKey,

    /// <summary>The school's own key: the channel reaches its staff, and never a payer.</summary>
    SchoolKey,

    /// <summary>Our own key of the payer: a system of the school's reaches the person.</summary>
    PayerKey,

    /// <summary>A telephone number in the form of E.164, such as <c>+34600111222</c>.</summary>
    PhoneNumber,

    /// <summary>A postal address, its lines separated by line feeds, without the name.</summary>
    PostalAddress,
}

/// <summary>A message to send. Personal data: never logged.</summary>
/// <param name="Reference">Our key of the contact.</param>
/// <param name="Recipient">As <see cref="IMessageChannel.Recipient"/> says.</param>
/// <param name="Subject">One line; channels without subjects leave it out.</param>
/// <param name="Text">The message as plain text.</param>
/// <param name="Language">Language code such as <c>es</c>.</param>
public sealed record OutgoingMessage(string Reference, string Recipient, string Subject, string Text, string Language)
{
    /// <summary>Gets the name of who is addressed, for channels that write it on an envelope.</summary>
    public string RecipientName { get; init; } = "";

    /// <summary>Gets the template that the provider approved beforehand; null where free text is allowed.</summary>
    public ApprovedTemplate? Template { get; init; }

    /// <summary>Gets when the recipient last wrote to the school on this channel, UTC; null for never.</summary>
    public DateTimeOffset? LastAnswerAt { get; init; }

    /// <summary>Gets the address at which the recipient wishes no more messages on this channel; null when there is none.</summary>
    public string? OptOutUrl { get; init; }
}

/// <summary>A message text that the provider approved beforehand, as WhatsApp asks for outside a conversation.</summary>
/// <param name="Name">The provider's key of the template.</param>
/// <param name="Variables">Its variables by name, such as <c>1</c>, already written in the message's language.</param>
public sealed record ApprovedTemplate(string Name, IReadOnlyDictionary<string, string> Variables);

/// <summary>A message that the provider took.</summary>
/// <param name="ProviderKey">The provider's key of the message; empty when it gives none.</param>
public sealed record SentMessage(string ProviderKey);
