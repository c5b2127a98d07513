namespace Collections.Connector.Host.Terminal;

/// <summary>Shows how far something is. Called from any thread.</summary>
internal interface IProgressDisplay
{
    /// <summary>Says which step it is in.</summary>
    /// <param name="step">What is done now.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are; null when not known.</param>
    void Report(string step, int done = 0, int? total = null);
}
