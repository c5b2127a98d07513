using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>Who a letter is for, as it stands in the envelope's window.</summary>
internal static class PostalAddress
{
    // A name, a street or a box, and a place: with less the post cannot find anybody.
    private const int FewestLines = 3;

    /// <summary>Name and address, a line each; null when there is too little to deliver to.</summary>
    public static IReadOnlyList<string>? Of(OutgoingMessage message)
    {
        var lines = message
            .Recipient.Split('\n')
            .Prepend(message.RecipientName)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .ToList();
        return lines.Count >= FewestLines ? lines : null;
    }
}
