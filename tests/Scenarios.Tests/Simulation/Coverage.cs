namespace Collections.Scenarios.Tests.Simulation;

/// <summary>How often each event and fault was met.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> events = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> faults = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Events => events;
    public IReadOnlyDictionary<string, long> Faults => faults;

    public void Met(FaultKind kind) => faults[kind.ToString()] = faults.GetValueOrDefault(kind.ToString()) + 1;

    public void Happened(string kind) => events[kind] = events.GetValueOrDefault(kind) + 1;

    public void Add(Coverage other)
    {
        foreach (var (kind, count) in other.events)
        {
            events[kind] = events.GetValueOrDefault(kind) + count;
        }

        foreach (var (kind, count) in other.faults)
        {
            faults[kind] = faults.GetValueOrDefault(kind) + count;
        }
    }
}
