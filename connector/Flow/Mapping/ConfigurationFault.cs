namespace Collections.Connector.Flow.Mapping;

/// <summary>Something wrong in a file that a person wrote. All faults of all files are collected and shown at once.</summary>
/// <param name="File">The file, relative to the configuration.</param>
/// <param name="Line">Line, from 1; 0 when it concerns the whole file.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do.</param>
public sealed record ConfigurationFault(string File, int Line, string Message, string Hint)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message} {Hint}" : $"{File}: {Message} {Hint}";
}
