using Collections.Connector.Flow.Cycle;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Tells how far a school's work is.</summary>
internal sealed class SchoolProgress(IProgressDisplay display, string school) : IProgress<CycleProgress>
{
    /// <inheritdoc/>
    public void Report(CycleProgress value) =>
        display.Report($"{school}: {value.Step}", value.Done, value.Total == 0 ? null : value.Total);
}
