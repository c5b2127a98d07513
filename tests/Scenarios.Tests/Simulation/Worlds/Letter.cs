using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>A message that was asked for, with what became of it.</summary>
internal sealed class Letter(DateTimeOffset at, string channel, OutgoingMessage message)
{
    /// <summary>Gets or sets when it was asked for; for a call, when it was made.</summary>
    public DateTimeOffset At { get; set; } = at;

    public string Channel => channel;

    /// <summary>Gets our reference of the contact.</summary>
    public string Contact => message.Reference;

    /// <summary>Gets who it is for, as the channel addresses people.</summary>
    public string Recipient => message.Recipient;

    /// <summary>Gets the template, which is its subject here.</summary>
    public string Template => message.Subject;

    /// <summary>Gets what it asks for.</summary>
    public IReadOnlyList<LetterLine> Lines { get; } =
    [
        .. message
            .Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(x => x.Split('='))
            .Select(x => new LetterLine(x[0], long.Parse(x[1], CultureInfo.InvariantCulture))),
    ];

    /// <summary>Gets the numbers of the documents that it names.</summary>
    public IEnumerable<string> Numbers => Lines.Select(x => x.Number);

    /// <summary>Gets or sets the provider's key; empty when the provider never took it.</summary>
    public string ProviderKey { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether the provider has said what became of it.</summary>
    public bool IsToldOf { get; set; }

    /// <summary>Gets or sets when the connector could know that it did not arrive; null when it arrived, or nobody has told.</summary>
    public DateTimeOffset? FailureKnownAt { get; set; }

    /// <summary>Gets or sets a value indicating whether the two spoke with each other.</summary>
    public bool Spoke { get; set; }

    /// <summary>Gets or sets the payer's key.</summary>
    public string Payer { get; set; } = "";

    /// <summary>Gets or sets the rung that leads it, or the occasion.</summary>
    public string Rung { get; set; } = "";

    /// <summary>Gets or sets each receivable's own rung.</summary>
    public IReadOnlyDictionary<string, string> Rungs { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets a value indicating whether it is about a debt, and neither the invoice itself nor thanks.</summary>
    public bool IsReminder => !Rung.StartsWith("on-", StringComparison.Ordinal);

    public override string ToString() =>
        $"{Rung} by {Channel} for {string.Join(' ', Lines.Select(x => $"{x.Number}={x.AmountMinor}"))}";
}

/// <summary>A debt in a message.</summary>
/// <param name="Number">The document's number.</param>
/// <param name="AmountMinor">What is asked for.</param>
internal sealed record LetterLine(string Number, long AmountMinor);
