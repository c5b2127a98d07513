namespace Collections.Connector.Host.Serving;

/// <summary>Runs one cycle. Running it twice changes nothing; a cycle that was cut off is continued by the next.</summary>
internal interface ICycleRunner
{
    /// <summary>Runs a cycle to its end.</summary>
    /// <param name="school">The school's key; null for every school.</param>
    /// <param name="ct">Asks it to stop at the next safe place; the caller sees <see cref="OperationCanceledException"/>.</param>
    Task RunAsync(string? school, CancellationToken ct);
}
