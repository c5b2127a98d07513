using System.Diagnostics;
using System.Globalization;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Sizes;

/// <summary>
/// The memory of the real process, as the system counts it. COLLECTIONS_LARGE sets another size: a hundred thousand takes
/// some five minutes; connector/docs/sizes.md has the figures.
/// </summary>
public sealed class LargeSchoolTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    [Trait("Size", "large")]
    public async Task A_large_school_is_mirrored_and_billed_within_250_MiB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from /proc.");
        var (enrolments, boundMiB) = (10_000, 250);
        if (int.TryParse(Environment.GetEnvironmentVariable("COLLECTIONS_LARGE"), out var asked))
        {
            enrolments = asked;
        }

        await using var town = await SizedSchool.BuildAsync(
            enrolments / 200,
            enrolments / 4,
            enrolments,
            start: TimeProvider.System.GetUtcNow()
        );
        SizedSchool.EditSchool(
            town,
            school =>
            {
                school["billFrom"] = TimeProvider
                    .System.GetUtcNow()
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                school["limits"]!["invoicesPerRun"] = int.Parse(
                    Environment.GetEnvironmentVariable("COLLECTIONS_LARGE_INVOICES") ?? "300",
                    CultureInfo.InvariantCulture
                );
            }
        );

        var first = await MeasureAsync(town);
        var second = await MeasureAsync(town);

        if (Environment.GetEnvironmentVariable("COLLECTIONS_LARGE_OUT") is { } file)
        {
            await File.WriteAllTextAsync(file, $"{first}\n\n{second}", TestContext.Current.CancellationToken);
        }

        Assert.Equal(enrolments, first.Document.SelectToken("schools[0].counts['enrolments.read']")?.Value<int>());
        Assert.Equal(enrolments, first.Document.SelectToken("schools[0].counts['receivables.new']")?.Value<int>());
        Assert.InRange(first.PeakBytes / MiB, 1, boundMiB);
        Assert.InRange(second.PeakBytes / MiB, 1, boundMiB);
    }

    private static async Task<Measured> MeasureAsync(TwinTown town)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = town.Folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Collections.Connector.Host.dll"));
        foreach (var word in new[] { "sync", "--json", "--config", town.ConfigurationFile })
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in town.Secrets)
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(50)))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        var elapsed = Stopwatch.GetElapsedTime(began);
        var text = await output;
        Assert.True(text.StartsWith('{'), $"{process.ExitCode}: {text} {await error}");
        return new Measured(peak, elapsed, JObject.Parse(text));
    }

    /// <summary>The high-water mark; it only grows, so the last look before the end is the peak.</summary>
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
            return 0; // It has just ended.
        }
    }

    private sealed record Measured(long PeakBytes, TimeSpan Elapsed, JObject Document)
    {
        public override string ToString() => $"{PeakBytes / MiB} MiB, {Elapsed}\n{Document}";
    }
}
