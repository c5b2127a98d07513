using Spectre.Console;

namespace Collections.Connector.Host.Terminal;

/// <summary>Progress of nobody: where standard output is a document or a file.</summary>
internal sealed class SilentProgress : IProgressDisplay
{
    /// <inheritdoc/>
    public void Report(string step, int done, int? total) { }
}

/// <summary>Progress on standard error, one line when a step begins.</summary>
internal sealed class LineProgress(TextWriter writer) : IProgressDisplay
{
    private readonly Lock gate = new();
    private string last = "";

    /// <inheritdoc/>
    public void Report(string step, int done, int? total)
    {
        lock (gate)
        {
            if (step != last)
            {
                last = step;
                writer.WriteLine(step);
            }
        }
    }
}

/// <summary>Progress bars on a terminal, one per step.</summary>
internal sealed class BarProgress(ProgressContext context) : IProgressDisplay
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(string step, int done, int? total)
    {
        lock (gate)
        {
            if (!bars.TryGetValue(step, out var bar))
            {
                bar = bars[step] = context.AddTask(Markup.Escape(step));
            }

            bar.IsIndeterminate = total is null;
            if (total is { } all)
            {
                bar.MaxValue = Math.Max(1, all);
                bar.Value = all == 0 ? 1 : done;
            }
        }
    }

    /// <summary>Fills every bar that has no total: the work is over.</summary>
    public void Finish()
    {
        lock (gate)
        {
            foreach (var bar in bars.Values.Where(bar => bar.IsIndeterminate))
            {
                bar.IsIndeterminate = false;
                bar.Value = bar.MaxValue;
            }
        }
    }
}
