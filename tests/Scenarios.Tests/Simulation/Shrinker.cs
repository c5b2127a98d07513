namespace Collections.Scenarios.Tests.Simulation;

/// <summary>Leaves out of a failing seed every step that it does not need to fail in the same way.</summary>
internal static class Shrinker
{
    public static async Task<Outcome> ShrinkAsync(Outcome failing)
    {
        var without = new HashSet<int>();
        var best = failing;
        for (var size = 16; size >= 1; size /= 2)
        {
            for (var first = best.BrokenAt - 1; first > 0; first -= size)
            {
                var tried = without
                    .Union(Enumerable.Range(Math.Max(1, first - size + 1), Math.Min(size, first)))
                    .ToHashSet();
                var outcome = await Simulator.PlayAsync(failing.Seed, tried);
                if (tried.Count > without.Count && outcome.Breach?.Invariant == failing.Breach!.Invariant)
                {
                    without = tried;
                    best = outcome;
                }
            }
        }

        Console.WriteLine($"shrunk: --without {string.Join(',', without.Order())}");
        return best;
    }
}
