using System.Globalization;

namespace Collections.Benchmarks;

/// <summary>Time and memory by size. Every enrolment is mirrored and judged; one in ten is billed. The twins answer at once.</summary>
internal static class GrowthPart
{
    public const double ExponentGoal = 1.05;
    public const double MemoryGoalMiB = 300;
    private const int OneForSaleIn = 10;

    public static async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyList<int> sizes)
    {
        var figures = new List<Figure>();
        var times = new List<(int Size, double Seconds)>();
        var processor = new List<(int Size, double Seconds)>();
        foreach (var size in sizes)
        {
            await using var town = await Town.StartAsync(new TownPlan(size, OneForSaleIn));
            var first = await ConnectorProcess.SyncAsync(town);
            town.Advance(TimeSpan.FromHours(1));
            var second = await ConnectorProcess.SyncAsync(town);
            if (
                first.Count("enrolments.read") != size
                || first.Count("documents.posted") != GeneratedCampus.ForSale(size, OneForSaleIn)
            )
            {
                throw new InvalidOperationException($"The run did not do what is measured: {first.Document}");
            }

            times.Add((size, first.Wall.TotalSeconds));
            processor.Add((size, first.Processor.TotalSeconds));
            figures.Add(
                Figure.AtMost(
                    $"peak memory at {size:N0} enrolments",
                    Math.Max(first.PeakMiB, second.PeakMiB),
                    MemoryGoalMiB,
                    " MiB",
                    Text(
                        $"first {first.PeakMiB:0} MiB in {first.Wall.TotalSeconds:0.0} s (processor {first.Processor.TotalSeconds:0.0} s), {GeneratedCampus.ForSale(size, OneForSaleIn)} invoices; nothing changed {second.PeakMiB:0} MiB in {second.Wall.TotalSeconds:0.0} s"
                    )
                )
            );
        }

        if (times.Count > 1)
        {
            var large = times.Where(x => x.Size >= 10_000).ToList();
            var fitted = large.Count > 1 ? large : times;
            figures.Add(
                Figure.AtMost(
                    $"growth exponent of the first sync, {fitted[0].Size:N0} to {fitted[^1].Size:N0}",
                    Exponent(fitted),
                    ExponentGoal,
                    "",
                    Text(
                        $"of all sizes {Exponent(times):0.00}, of the last two {Exponent([.. times.TakeLast(2)]):0.00}, of these in its own processor time {Exponent([.. processor.TakeLast(2)]):0.00}; small sizes hold the start of the process"
                    )
                )
            );
        }

        return figures;
    }

    /// <summary>The slope of log time over log size, by least squares.</summary>
    private static double Exponent(List<(int Size, double Seconds)> times)
    {
        var points = times.ConvertAll(t => (X: Math.Log(t.Size), Y: Math.Log(t.Seconds)));
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
