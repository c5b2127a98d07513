using System.Globalization;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What <c>simulate</c> is asked for.</summary>
internal sealed record SimulateOptions
{
    public const string Usage = """
        simulate --seeds N [--from S] [--cores N] [--stop-at-first]
        simulate --seed S [--calls] [--without 3,7] [--shrink]
        simulate --planted [--only TEXT] [--seeds N] [--from S]
        """;

    public int Seeds { get; init; } = 200;
    public ulong From { get; init; } = 1;
    public ulong? Seed { get; init; }
    public int Cores { get; init; } = Environment.ProcessorCount;
    public bool StopAtFirst { get; init; }
    public bool Calls { get; init; }
    public bool Shrink { get; init; }
    public bool Planted { get; init; }

    /// <summary>A part of the name of the planted bugs to try; null for all.</summary>
    public string? Only { get; init; }
    public IReadOnlySet<int> Without { get; init; } = new HashSet<int>();

    /// <summary>Reads the options.</summary>
    /// <returns>Null when one is not understood.</returns>
    public static SimulateOptions? Parse(string[] args)
    {
        var options = new SimulateOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            SimulateOptions? read = args[i] switch
            {
                "--stop-at-first" => options with { StopAtFirst = true },
                "--calls" => options with { Calls = true },
                "--planted" => options with { Planted = true, Seeds = 1000 },
                "--only" => options with { Only = value },
                "--shrink" => options with { Shrink = true },
                "--seeds" when int.TryParse(value, out var n) => options with { Seeds = n },
                "--cores" when int.TryParse(value, out var n) => options with { Cores = n },
                "--from" when ulong.TryParse(value, out var n) => options with { From = n },
                "--seed" when ulong.TryParse(value, out var n) => options with { Seed = n },
                "--without" => options with { Without = Numbers(value) },
                _ => null,
            };
            if (read is null)
            {
                return null;
            }

            i += args[i] is "--seeds" or "--cores" or "--from" or "--seed" or "--without" or "--only" ? 1 : 0;
            options = read;
        }

        return options;
    }

    private static HashSet<int> Numbers(string value) =>
        [
            .. value
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(x => int.Parse(x, CultureInfo.InvariantCulture)),
        ];
}
