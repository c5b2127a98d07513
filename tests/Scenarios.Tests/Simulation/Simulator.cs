using Collections.Scenarios.Tests.Simulation.Invariants;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>How a seed ended.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="BrokenAt">The step that broke an invariant; 0 when none did.</param>
/// <param name="Breach">What was broken; null when nothing was.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Digest">A digest over everything that happened, calls too.</param>
/// <param name="Coverage">What was met.</param>
internal sealed record Outcome(
    ulong Seed,
    int Steps,
    int BrokenAt,
    Breach? Breach,
    IReadOnlyList<string> Trace,
    string Digest,
    Coverage Coverage
);

/// <summary>Plays a seed: each step, and after it every invariant.</summary>
internal static class Simulator
{
    /// <summary>Plays.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="without">Numbers of steps to leave out; the others throw as they would with them.</param>
    /// <param name="calls">Whether the trace shows each call.</param>
    public static async Task<Outcome> PlayAsync(ulong seed, IReadOnlySet<int>? without = null, bool calls = false)
    {
        var plan = Plan.Of(seed);
        using var town = new Town(plan, calls);
        town.Trace.Say(
            $"weather: {plan.Weather.CallPermille} permille of calls, {string.Join(' ', plan.Weather.Kinds)}; {town.School.Profile.Limits}{(plan.Life is null ? "" : "; a school with plans and changes")}"
        );
        var taken = 0;
        foreach (var step in plan.Steps.Where(x => without?.Contains(x.Number) != true))
        {
            taken++;
            var breach = await TakeAsync(town, step);
            if (breach is not null)
            {
                return new Outcome(
                    seed,
                    taken,
                    step.Number,
                    breach,
                    town.Trace.Lines,
                    town.Trace.Digest(),
                    town.Coverage
                );
            }
        }

        return new Outcome(seed, taken, 0, null, town.Trace.Lines, town.Trace.Digest(), town.Coverage);
    }

    private static async Task<Breach?> TakeAsync(Town town, Step step)
    {
        var runBefore = town.Run;
        try
        {
            town.Trace.Say($"{step.Number} {step.Kind.Name}");
            if (await step.Kind.HappenAsync(town, new Dice(step.Seed)) is not { } what)
            {
                return null;
            }

            town.Coverage.Happened(step.Kind.Name);
            if (what.Length > 0)
            {
                town.Trace.Say($"  {what}");
            }
        }
        catch (Exception defect) when (defect is not SimulatedCrash)
        {
            // The simulator's boundary: whatever the connector throws at its caller is a defect.
            return new Breach("NoDefects", "nothing throws", $"{defect}");
        }

        var run = ReferenceEquals(runBefore, town.Run) ? null : town.Run;
        town.IsUntouched = run is not null;
        var end = step.Kind == Steps.EventKinds.TheEnd;
        return run is null && !end ? null : AllInvariants.FirstBreach(await Look.TakeAsync(town, run, end));
    }
}
