namespace Collections.Connector.Ports;

/// <summary>How one item of a batch ended.</summary>
public enum OutcomeKind
{
    /// <summary>The remote did it, or had done it before; the value is what it has now.</summary>
    Done,

    /// <summary>The remote refused this item, and nothing of it was written: it needs a person.</summary>
    Rejected,

    /// <summary>No trustworthy answer: look it up before anything else.</summary>
    Unknown,

    /// <summary>Nothing was tried, or nothing was written; the next cycle may try again.</summary>
    Later,

    /// <summary>The remote has no way to do this for this item; the reason says what an administrator can do.</summary>
    NotCapable,
}

/// <summary>The outcome of one item of a batch.</summary>
/// <typeparam name="T">What the remote has afterwards.</typeparam>
/// <param name="Reference">The item's key, as it was given.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="Value">What the remote has now; not null when <paramref name="Kind"/> is <see cref="OutcomeKind.Done"/>.</param>
/// <param name="Reason">Why it is not done: one sentence for a person, without personal data; null when done.</param>
public sealed record ItemOutcome<T>(string Reference, OutcomeKind Kind, T? Value, string? Reason)
    where T : class
{
    /// <summary>The item is done.</summary>
    public static ItemOutcome<T> Done(string reference, T value) => new(reference, OutcomeKind.Done, value, null);

    /// <summary>The item ended otherwise.</summary>
    public static ItemOutcome<T> Not(OutcomeKind kind, string reference, string reason) =>
        new(reference, kind, null, reason);
}
