namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>Collects the faults of all files of a folder, so that a person sees every one of them at once.</summary>
internal sealed class FaultList
{
    private readonly List<ConfigurationFault> faults = [];

    public int Count => faults.Count;

    public void Add(string file, int line, string message, string hint) =>
        faults.Add(new ConfigurationFault(file, line, message, hint));

    /// <summary>In the order in which a person reads the files; one mistake seen by two checks is told once.</summary>
    public IReadOnlyList<ConfigurationFault> Sorted() =>
        [.. faults.Distinct().OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)];
}
