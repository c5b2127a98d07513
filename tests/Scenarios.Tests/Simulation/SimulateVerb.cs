using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Collections.Scenarios.Tests.Simulation.Planted;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary><c>simulate</c>: plays seeds on all cores, and prints what it met.</summary>
internal static class SimulateVerb
{
    /// <summary>Plays.</summary>
    /// <returns>0 when every invariant held, else 1; 2 for a wrong option.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (SimulateOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(SimulateOptions.Usage);
            return 2;
        }

        return options.Planted ? await PlantedTable.PrintAsync(options)
            : options.Seed is { } seed ? await ReplayAsync(seed, options)
            : await PlayAllAsync(options);
    }

    /// <summary>Plays until a seed fails. Called in an assembly that was loaded with a planted bug: answers with text only.</summary>
    /// <returns>Seed, step, invariant and what was found, with tabs between; null when every seed passed.</returns>
    public static async Task<string?> FirstFailureAsync(ulong from, int count, int cores)
    {
        var (failed, _, _) = await PlayManyAsync(from, count, stopAtFirst: true, cores);
        return failed.Count == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{failed[0].Seed}\t{failed[0].BrokenAt}\t{failed[0].Breach!.Invariant}\t{failed[0].Breach!.What.Split('\n')[0].Replace('\t', ' ')}"
            );
    }

    /// <summary>Plays many seeds, each on one thread.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="stopAtFirst">Whether no further one is begun after one that failed.</param>
    /// <param name="cores">How many at once.</param>
    /// <param name="open">Seeds that are known to fail, and left out; null for none.</param>
    public static async Task<(IReadOnlyList<Outcome> Failed, Coverage Coverage, long Steps)> PlayManyAsync(
        ulong from,
        int count,
        bool stopAtFirst,
        int cores,
        IReadOnlySet<ulong>? open = null
    )
    {
        var failed = new ConcurrentBag<Outcome>();
        var coverage = new Coverage();
        var steps = 0L;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count).Select(i => from + (ulong)i).Where(x => open?.Contains(x) != true),
            new ParallelOptions { MaxDegreeOfParallelism = cores },
            async (seed, _) =>
            {
                if (stopAtFirst && !failed.IsEmpty)
                {
                    return;
                }

                var outcome = await Simulator.PlayAsync(seed);
                Interlocked.Add(ref steps, outcome.Steps);
                lock (coverage)
                {
                    coverage.Add(outcome.Coverage);
                }

                if (outcome.Breach is not null)
                {
                    failed.Add(outcome);
                }
            }
        );
        return ([.. failed.OrderBy(x => x.Seed)], coverage, steps);
    }

    /// <summary>What a person needs to see of a seed that failed.</summary>
    public static string Describe(Outcome outcome, bool trace = true)
    {
        var text = new StringBuilder();
        if (trace)
        {
            foreach (var line in outcome.Trace)
            {
                text.AppendLine(line);
            }
        }

        var breach = outcome.Breach!;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            seed {outcome.Seed}, step {outcome.BrokenAt}: {breach.Invariant} is broken
              promised: {breach.Promise}
              found:    {breach.What}
              replay:   dotnet run --project tests/Scenarios.Tests -- simulate --seed {outcome.Seed}
            """
        );
        return text.ToString();
    }

    private static async Task<int> ReplayAsync(ulong seed, SimulateOptions options)
    {
        var outcome = await Simulator.PlayAsync(seed, options.Without, options.Calls);
        if (outcome.Breach is null)
        {
            outcome.Trace.ToList().ForEach(Console.WriteLine);
            Console.WriteLine(
                $"seed {seed}: every invariant holds after {outcome.Steps} steps ({outcome.Digest[..12]})"
            );
            return 0;
        }

        Console.Write(Describe(options.Shrink ? await Shrinker.ShrinkAsync(outcome) : outcome));
        return 1;
    }

    private static async Task<int> PlayAllAsync(SimulateOptions options)
    {
        var watch = Stopwatch.StartNew();
        var (failed, coverage, steps) = await PlayManyAsync(
            options.From,
            options.Seeds,
            options.StopAtFirst,
            options.Cores
        );
        foreach (var outcome in failed.Take(1))
        {
            Console.Write(Describe(outcome));
        }

        foreach (var group in failed.GroupBy(x => x.Breach!.Invariant))
        {
            Console.WriteLine(
                $"{group.Key}: {group.Count()} seeds, such as {string.Join(' ', group.Take(5).Select(x => x.Seed))}"
            );
        }

        Print("event", coverage.Events);
        Print("fault", coverage.Faults);
        Console.WriteLine(
            $"{options.Seeds} seeds, {steps} steps in {watch.Elapsed.TotalSeconds:0.0} s: {steps / watch.Elapsed.TotalSeconds:0} steps per second; {failed.Count} seeds failed"
        );
        return failed.Count == 0 ? 0 : 1;
    }

    private static void Print(string what, IReadOnlyDictionary<string, long> counts)
    {
        foreach (var line in counts.Chunk(4))
        {
            Console.WriteLine($"{what}  " + string.Join("  ", line.Select(x => $"{x.Key, -18}{x.Value, 7}")));
        }
    }
}
