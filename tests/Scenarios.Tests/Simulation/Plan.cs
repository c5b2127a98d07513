using Collections.Scenarios.Tests.Simulation.Steps;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>One thing that a seed does.</summary>
/// <param name="Number">From 1; the same in every replay.</param>
/// <param name="Seed">Its own seed, so that leaving a step out changes no other step's throws.</param>
/// <param name="Kind">What.</param>
internal sealed record Step(int Number, ulong Seed, EventKind Kind);

/// <summary>What a seed does, drawn before anything happens.</summary>
internal sealed class Plan
{
    private readonly List<Step> steps = [];

    private Plan(ulong seed)
    {
        Dice = new Dice(seed);
        Weather = Weather.Draw(Dice);
        Life = SimulatedLife.Of(seed);
    }

    /// <summary>The dice that draw what is fixed from the beginning.</summary>
    public Dice Dice { get; }

    public Weather Weather { get; }

    /// <summary>What the school has besides; null for most seeds.</summary>
    public SimulatedLife? Life { get; }

    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Draws: days with events and runs in rough weather, then calm days in which everything must come right.</summary>
    public static Plan Of(ulong seed)
    {
        var plan = new Plan(seed);
        var dice = plan.Dice;
        var known = EventKinds.All.Where(x => x.Weight > 0 && dice.Chance(700)).ToList();
        if (plan.Life is { Dice: var chances })
        {
            known.AddRange(EventKinds.OfLife.Where(_ => chances.Chance(600)));
        }

        var days = dice.Between(8, 16);
        for (var day = 0; day < days; day++)
        {
            var count = dice.Below(plan.Life is null ? 7 : 11);
            for (var i = 0; i < count && known.Count > 0; i++)
            {
                plan.Add(Draw(known, dice));
            }

            if (dice.Chance(900))
            {
                plan.Add(EventKinds.Run);
            }

            if (dice.Chance(120))
            {
                plan.Add(EventKinds.RunAgain);
            }

            plan.Add(EventKinds.Night);
        }

        plan.AddRange([EventKinds.Calm, EventKinds.Run, EventKinds.Night, EventKinds.Run, EventKinds.RunAgain]);
        plan.AddRange([EventKinds.ClearDesk, EventKinds.Run, EventKinds.Night, EventKinds.Run, EventKinds.RunAgain]);
        plan.Add(EventKinds.TheEnd);
        return plan;
    }

    private static EventKind Draw(List<EventKind> known, Dice dice)
    {
        var at = dice.Below(known.Sum(x => x.Weight));
        foreach (var kind in known)
        {
            at -= kind.Weight;
            if (at < 0)
            {
                return kind;
            }
        }

        return known[^1];
    }

    private void AddRange(IEnumerable<EventKind> kinds)
    {
        foreach (var kind in kinds)
        {
            Add(kind);
        }
    }

    private void Add(EventKind kind) => steps.Add(new Step(steps.Count + 1, Dice.Next(), kind));
}
