using System.Globalization;
using System.Runtime.InteropServices;

namespace Collections.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {Line("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}, "
                + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0.0} GiB, "
                + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );

    private static string? Line(string file, string name) =>
        !File.Exists(file)
            ? null
            : File.ReadLines(file)
                .FirstOrDefault(x => x.StartsWith(name, StringComparison.Ordinal))
                ?.Split(':', 2)[1]
                .Trim();
}
