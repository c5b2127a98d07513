namespace Collections.Scenarios.Tests.Simulation;

/// <summary>Chance out of a seed: the same seed gives the same throws on every machine (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A number from 0 up to, and without, the end.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number between the two, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True so many times in a thousand.</summary>
    public bool Chance(int permille) => Below(1000) < permille;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>Picks one, or none when there is nothing to pick from.</summary>
    public T? PickOrNone<T>(IReadOnlyList<T> from)
        where T : class => from.Count == 0 ? null : Pick(from);
}
