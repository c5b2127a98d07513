using System.Globalization;

namespace Collections.Scenarios.Tests.Simulation.Planted;

/// <summary><c>simulate --planted</c>: plants each bug in turn and prints what found it.</summary>
internal static class PlantedTable
{
    /// <summary>Prints the table as it stands in connector/docs/simulator.md.</summary>
    /// <returns>0 when every bug was found, else 1.</returns>
    public static async Task<int> PrintAsync(SimulateOptions options)
    {
        var missed = 0;
        Console.WriteLine("| planted bug | stands for | found by | seed | step |");
        Console.WriteLine("|---|---|---|---|---|");
        var only = options.Only is { } text
            ? PlantedBugs.All.Where(x => x.Name.Contains(text, StringComparison.Ordinal))
            : PlantedBugs.All;
        foreach (var bug in only)
        {
            var result = await PlayAsync(bug, options);
            missed += result is null ? 1 : 0;
            Console.WriteLine(
                $"| {bug.Name} | {bug.Trap} | {result ?? $"**not found in {options.Seeds} seeds** | | "} |"
            );
        }

        return missed == 0 ? 0 : 1;
    }

    private static async Task<string?> PlayAsync(PlantedBug bug, SimulateOptions options)
    {
        try
        {
            var found = await PlantedFlow.PlayAsync(bug, options.From, options.Seeds, options.Cores);
            return found is null
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{found.Invariant} | {found.Seed} | {found.Step}");
        }
        catch (InvalidOperationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return null;
        }
    }
}
