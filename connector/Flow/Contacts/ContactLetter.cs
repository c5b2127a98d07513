using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Contacts;

/// <summary>A contact written out: whom it can reach, when, and what it says about what is open at this instant.</summary>
/// <param name="Routes">The ways to reach the payer that are lawful now, the preferred first.</param>
/// <param name="Later">The first moment at which a way opens that is closed now; null when none does.</param>
/// <param name="WaitsFor">Why that way is closed now, as codes separated by a space; empty when nothing is.</param>
/// <param name="Closed">Why nobody can be reached at all, one sentence for a person; null when somebody can be, now or later.</param>
/// <param name="Message">The text.</param>
internal sealed record ContactLetter(
    IReadOnlyList<ContactRoute> Routes,
    DateTimeOffset? Later,
    string WaitsFor,
    string? Closed,
    RenderedMessage Message
)
{
    /// <summary>Gets the name of who is addressed.</summary>
    public required string PayerName { get; init; }

    /// <summary>The message for one of the routes.</summary>
    public OutgoingMessage ToMessage(string reference, int route) =>
        new(
            reference,
            Routes[route].Recipient,
            Message.Subject,
            Routes[route].OptOutUrl is { } stop
                ? $"{Message.Text}\n{OptOut(Message.Language)}\n{stop}\n"
                : Message.Text,
            Message.Language
        )
        {
            RecipientName = PayerName,
            Template = Routes[route].Template,
            LastAnswerAt = Routes[route].LastAnswerAt,
            OptOutUrl = Routes[route].OptOutUrl,
        };

    private static string OptOut(string language) =>
        language switch
        {
            "es" => "Si no quiere recibir más mensajes por este medio:",
            "pt" => "Se não quiser receber mais mensagens por este meio:",
            _ => "If you wish no more messages this way:",
        };
}

/// <summary>A way to reach a payer.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Recipient">The payer on it.</param>
/// <param name="Template">The text that the provider approved; null for none.</param>
/// <param name="LastAnswerAt">When the payer last wrote on it, UTC; null for never.</param>
/// <param name="OptOutUrl">Where the payer ends it; null without a public address.</param>
internal sealed record ContactRoute(
    string Channel,
    string Recipient,
    ApprovedTemplate? Template,
    DateTimeOffset? LastAnswerAt,
    string? OptOutUrl
);

/// <summary>What a contact is about, as it is now.</summary>
/// <param name="Debt">The debt with its facts.</param>
/// <param name="Rung">Its own rung on the ladder that is for it; null for an occasion.</param>
/// <param name="Ladder">The rungs that are for it.</param>
internal sealed record LetterItem(Debt Debt, Rung? Rung, IReadOnlyList<Rung> Ladder);
