namespace Collections.Connector.Ports;

/// <summary>A way to reach a person.</summary>
public interface IMessageChannel
{
    /// <summary>Gets the channel's name in a policy, such as <c>email</c> or <c>lms-message</c>; <c>webhook</c> is for alarms alone.</summary>
    string Name { get; }

    /// <summary>Gets what a recipient is on this channel.</summary>
    RecipientKind Recipient { get; }

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
}

/// <summary>A message to send. Personal data: never logged.</summary>
/// <param name="Reference">Our key of the contact.</param>
/// <param name="Recipient">As <see cref="IMessageChannel.Recipient"/> says.</param>
/// <param name="Subject">One line; channels without subjects leave it out.</param>
/// <param name="Text">The message as plain text.</param>
/// <param name="Language">Language code such as <c>es</c>.</param>
public sealed record OutgoingMessage(string Reference, string Recipient, string Subject, string Text, string Language);

/// <summary>A message that the provider took.</summary>
/// <param name="ProviderKey">The provider's key of the message; empty when it gives none.</param>
public sealed record SentMessage(string ProviderKey);
