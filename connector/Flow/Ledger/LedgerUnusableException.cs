namespace Collections.Connector.Flow.Ledger;

/// <summary>The database cannot be used as it is; the message says why and what to do.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">What the database said; null when it was not the database.</param>
internal sealed class LedgerUnusableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Gets a value indicating whether it may pass by itself, as a server does that is being restarted.</summary>
    public bool MayPass { get; init; }
}
