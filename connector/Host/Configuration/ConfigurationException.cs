using Collections.Connector.Flow.Mapping;

namespace Collections.Connector.Host.Configuration;

/// <summary>Files that a person wrote are wrong. Nothing was done.</summary>
/// <param name="faults">Every fault of every file.</param>
internal sealed class ConfigurationException(IReadOnlyList<ConfigurationFault> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>Gets every fault, in the order of file and line.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;
}
