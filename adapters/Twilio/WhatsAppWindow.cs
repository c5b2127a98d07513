namespace Collections.Adapters.Twilio;

/// <summary>WhatsApp's customer service window: free text is taken only while it is open.</summary>
/// <remarks>Source: Twilio's documentation of WhatsApp conversations, and of error 63016: 24 hours from the person's last message.</remarks>
internal static class WhatsAppWindow
{
    /// <summary>How long it is open after the person's last message.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    /// <summary>Says whether it is open: less than 24 hours have passed.</summary>
    /// <param name="lastAnswerAt">When the person last wrote, UTC; null for never.</param>
    /// <param name="now">Now, UTC.</param>
    public static bool IsOpen(DateTimeOffset? lastAnswerAt, DateTimeOffset now) => now - lastAnswerAt < Length;
}
