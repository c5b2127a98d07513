using System.Collections.Concurrent;
using System.Globalization;

namespace Collections.Benchmarks;

/// <summary>
/// The first sync of a school whose every enrolment is billed, against the bare exchange of the same requests, and then a
/// cycle in which nothing changed. The twins take as long as live servers did.
/// </summary>
internal static class FloorPart
{
    public const double FloorGoal = 1.15;
    public const double NoChangeGoal = 0.01;

    public static async Task<IReadOnlyList<Figure>> RunAsync(IEnumerable<int> sizes, bool floor, bool noChange)
    {
        var figures = new List<Figure>();
        foreach (var size in sizes)
        {
            figures.AddRange(await RunAsync(size, floor, noChange));
        }

        return figures;
    }

    private static async Task<List<Figure>> RunAsync(int size, bool floor, bool noChange)
    {
        var figures = new List<Figure>();
        var exchanges = new ConcurrentQueue<Exchange>();
        SyncRun first;
        await using (var town = await Town.StartAsync(new TownPlan(size, Paced: true, Recorded: exchanges)))
        {
            first = await ConnectorProcess.SyncAsync(town);
            Expect(first, size);
            figures.Add(
                Figure.Only(
                    $"requests per 1,000 enrolments, first sync of {size:N0}, all billed",
                    $"LMS {PerThousand(first.Calls("lms"), size)}, ERP {PerThousand(first.Calls("erp"), size)}"
                )
            );
            if (noChange)
            {
                figures.Add(await NoChangeAsync(town, first, size));
            }
        }

        if (floor)
        {
            var asked = exchanges.Where(x => x.Began <= LastOfFirst(exchanges, first)).ToList();
            await using var fresh = await Town.StartAsync(new TownPlan(size, Paced: true));
            var bare = await Replay.RunAsync(asked, fresh.Systems);
            figures.Insert(
                0,
                Figure.AtMost(
                    $"floor ratio at {size:N0} enrolments, all billed",
                    first.Wall / bare,
                    FloorGoal,
                    "",
                    Text(
                        $"sync {first.Wall.TotalSeconds:0.0} s with the start of its process, {asked.Count} requests bare {bare.TotalSeconds:0.0} s, own processor time {first.Processor.TotalSeconds:0.0} s"
                    )
                )
            );
        }

        return figures;
    }

    private static async Task<Figure> NoChangeAsync(Town town, SyncRun first, int size)
    {
        town.Advance(TimeSpan.FromHours(1));
        town.ResetCounts();
        var second = await ConnectorProcess.SyncAsync(town);
        Expect(second, size);
        return Figure.AtMost(
            $"no-change cycle at {size:N0} enrolments, share of the first",
            second.Cycle / first.Cycle,
            NoChangeGoal,
            "",
            Text(
                $"{second.Cycle.TotalSeconds:0.00} s of {first.Cycle.TotalSeconds:0.0} s, {town.Requests} requests; with the start of the process {second.Wall / first.Wall:0.000}"
            )
        );
    }

    // The recording goes on while nothing changes; the floor is the first run's.
    private static long LastOfFirst(ConcurrentQueue<Exchange> exchanges, SyncRun first) =>
        exchanges
            .OrderBy(x => x.Began)
            .Take(first.Calls("lms") + first.Calls("erp") + first.Calls("gateway"))
            .Last()
            .Began;

    private static void Expect(SyncRun run, int size)
    {
        if (run.Count("enrolments.read") != size || run.Problems.Length > 0)
        {
            throw new InvalidOperationException($"The run did not do what is measured: {run.Problems} {run.Document}");
        }
    }

    private static string PerThousand(int calls, int size) => Figure.Number(calls * 1_000.0 / size);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
