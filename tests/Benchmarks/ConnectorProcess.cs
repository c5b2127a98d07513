using System.Diagnostics;
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Benchmarks;

/// <summary>The connector as a process of its own, so that its time and memory are its own.</summary>
internal static class ConnectorProcess
{
    /// <summary>Runs <c>sync</c> to its end.</summary>
    public static async Task<SyncRun> SyncAsync(Town town)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Start(town, "sync", "--json");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var (peak, processor) = (0L, TimeSpan.Zero);
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            (peak, processor) = (Math.Max(peak, PeakOf(process.Id)), ProcessorOf(process) ?? processor);
        }

        var wall = Stopwatch.GetElapsedTime(began);
        var text = await output;
        return text.StartsWith('{')
            ? new SyncRun(wall, processor, peak, JObject.Parse(text))
            : throw new InvalidOperationException($"sync ended with {process.ExitCode}: {text} {await error}");
    }

    /// <summary>Starts a command that goes on until it is killed.</summary>
    public static Process Start(Town town, params IEnumerable<string> words) => Start(town, town.ServePort, words);

    /// <summary>Starts a command that listens on another port than the town's.</summary>
    public static Process Start(Town town, int servePort, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = town.Folder,
        };
        foreach (
            var word in words
                .Prepend(Path.Combine(AppContext.BaseDirectory, "Collections.Connector.Host.dll"))
                .Concat(["--config", town.ConfigurationFile])
        )
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in town.Secrets)
        {
            start.Environment[name] = value;
        }

        start.Environment["COLLECTIONS__SERVE__PORT"] = servePort.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    private static TimeSpan? ProcessorOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null; // It has just ended.
        }
    }

    /// <summary>The high-water mark that Linux keeps; it only grows, so the last look before the end is the peak.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(x => x.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', '\t')[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // It has just ended, or this is not Linux.
        }
    }
}

/// <summary>How a run of <c>sync</c> went.</summary>
/// <param name="Wall">From the process's start to its end.</param>
/// <param name="Processor">What it used of the processor.</param>
/// <param name="PeakBytes">Most memory that was resident.</param>
/// <param name="Document">What it said.</param>
internal sealed record SyncRun(TimeSpan Wall, TimeSpan Processor, long PeakBytes, JObject Document)
{
    /// <summary>Gets the time of the cycle alone, as the report has it, without the start of the process.</summary>
    public TimeSpan Cycle =>
        (DateTimeOffset)Document.SelectToken("schools[0].endedAt")!
        - (DateTimeOffset)Document.SelectToken("schools[0].startedAt")!;

    public double PeakMiB => PeakBytes / (1024.0 * 1024);

    public long Count(string what) => Document.SelectToken($"schools[0].counts['{what}']")?.Value<long>() ?? 0;

    public int Calls(string adapter) =>
        Document["calls"]!.Where(x => x.Value<string>("adapter") == adapter).Sum(x => x.Value<int>("calls"));

    public string Problems =>
        string.Join(' ', Document.SelectTokens("schools[0].steps[*].problem").Where(x => x.Type == JTokenType.String));
}
