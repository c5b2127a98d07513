namespace Collections.Connector.Flow.Contacts;

/// <summary>The school's message templates, compiled. Pure.</summary>
public interface IMessageTemplates
{
    /// <summary>Renders a template in the payer's language, or else in the school's.</summary>
    /// <param name="template">Its name in the policy.</param>
    /// <param name="language">The wanted language code; null when unknown.</param>
    /// <param name="model">What the template may use.</param>
    /// <exception cref="InvalidOperationException">No such template: policies are validated against templates when they are loaded.</exception>
    RenderedMessage Render(string template, string? language, MessageModel model);

    /// <summary>What a message knows, each as it writes it, for texts that a provider approved beforehand.</summary>
    /// <param name="language">The message's language.</param>
    /// <param name="model">What is known.</param>
    /// <returns>By the names that approved texts may use; what is absent is empty.</returns>
    IReadOnlyDictionary<string, string> Words(string language, MessageModel model);
}

/// <summary>A message, ready to send.</summary>
/// <param name="Language">The language it is in.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
public sealed record RenderedMessage(string Language, string Subject, string Text);

/// <summary>What templates may use. Amounts are written in the message's language.</summary>
/// <param name="School">The school's name.</param>
/// <param name="PayerName">Who is addressed.</param>
/// <param name="Items">What is owed, oldest first.</param>
/// <param name="Totals">Sums by currency.</param>
/// <param name="PayUrl">The pay link; null when there is no gateway.</param>
/// <param name="Today">Today in the school's zone.</param>
/// <param name="SuspendOn">The first day on which access may be suspended; null when that is not the next rung.</param>
public sealed record MessageModel(
    string School,
    string PayerName,
    IReadOnlyList<MessageItem> Items,
    IReadOnlyList<Collections.Connector.Ports.Money> Totals,
    string? PayUrl,
    DateOnly Today,
    DateOnly? SuspendOn
)
{
    /// <summary>Gets what was paid, in a message of thanks; empty in every other.</summary>
    public IReadOnlyList<MessageItem> Paid { get; init; } = [];

    /// <summary>Gets the charges that the message warns of, by currency; empty for none.</summary>
    public IReadOnlyList<Collections.Connector.Ports.Money> Fees { get; init; } = [];
}

/// <summary>One debt in a message.</summary>
/// <param name="Description">What was bought.</param>
/// <param name="DocumentNumber">The invoice's number; null when there is none.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="DaysLate">Days past due; 0 or less when it is not late.</param>
/// <param name="Owed">What is open now.</param>
public sealed record MessageItem(
    string Description,
    string? DocumentNumber,
    DateOnly DueOn,
    int DaysLate,
    Collections.Connector.Ports.Money Owed
)
{
    /// <summary>Gets the learner's self-service link for the course; null in messages that do not precede a suspension.</summary>
    public string? SelfUrl { get; init; }

    /// <summary>Gets where the payer sees the invoice; null when the ERP has no such place.</summary>
    public string? InvoiceUrl { get; init; }

    /// <summary>Gets the first day on which access to this course may be suspended; null when that is not the next step for it.</summary>
    public DateOnly? SuspendOn { get; init; }
}
