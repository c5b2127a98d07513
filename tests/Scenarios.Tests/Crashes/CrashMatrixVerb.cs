using System.Globalization;

namespace Collections.Scenarios.Tests.Crashes;

/// <summary><c>crash-matrix [EVERY [FROM]]</c>: the whole matrix, or every Nth point of it from one on, as a table in Markdown.</summary>
internal static class CrashMatrixVerb
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var every = args.Length == 0 ? 1 : int.Parse(args[0], CultureInfo.InvariantCulture);
        var from = args.Length < 2 ? 1 : int.Parse(args[1], CultureInfo.InvariantCulture);
        var matrix = await CrashMatrix.ListAsync(CancellationToken.None);
        await Console.Error.WriteLineAsync(string.Join('\n', matrix.Points));
        var chosen = Enumerable.Range(1, matrix.Points.Count).Where(x => x >= from && (x - from) % every == 0).ToList();
        await Console.Out.WriteLineAsync("| point | killed | in the end |\n|---|---|---|");
        var failed = 0;
        foreach (var point in chosen)
        {
            var result = await matrix.RunAsync(point, CancellationToken.None);
            failed += result.Holds ? 0 : 1;
            await Console.Out.WriteLineAsync($"| {point} | {result.Name} | {result.Words} |");
            if (result.Differs.Count > 0)
            {
                await Console.Error.WriteLineAsync($"{point} {result.Name}\n{result.Detail}\n");
            }
        }

        await Console.Out.WriteLineAsync($"\n{chosen.Count} of {matrix.Points.Count} points, {failed} differ.");
        return failed == 0 ? 0 : 1;
    }
}
