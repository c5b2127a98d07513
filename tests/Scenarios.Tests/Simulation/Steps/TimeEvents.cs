namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>Runs of the connector, and time.</summary>
internal static class TimeEvents
{
    /// <summary>What <c>serve</c> runs when a webhook came.</summary>
    private static readonly HashSet<string> MoneySteps = ["gateway", "restore", "payments", "close"];

    public static Task<string?> RunAsync(Town town, Dice dice) => RunAsync(town, dice, null, again: false);

    /// <summary>The same once more, with nothing in between.</summary>
    public static Task<string?> RunAgainAsync(Town town, Dice dice) => RunAsync(town, dice, null, again: true);

    public static Task<string?> RunMoneyAsync(Town town, Dice dice) => RunAsync(town, dice, MoneySteps, again: false);

    /// <summary>A run a few minutes after the one before, before slow systems have come to rest.</summary>
    public static async Task<string?> RunSoonAsync(Town town, Dice dice)
    {
        await town.PassAsync(TimeSpan.FromSeconds(dice.Between(1, 700)));
        return await RunAsync(town, dice, null, again: false);
    }

    /// <summary>Until the next morning; outages may be over by then.</summary>
    public static async Task<string?> NightAsync(Town town, Dice dice)
    {
        if (dice.Chance(400))
        {
            town.Wire.EndOutages();
        }

        // A plain school runs it in the morning, another at any hour of the day.
        var minutes = town.School.IsRich ? dice.Between(6 * 60, 20 * 60) : 9 * 60 + dice.Below(120);
        var local = town.Today.AddDays(1).ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        await town.PassAsync(new DateTimeOffset(local, town.Clock.Zone.GetUtcOffset(local)) - town.Now);
        return town.Today.ToString("ddd dd MMM", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task<string?> HoursPassAsync(Town town, Dice dice)
    {
        var time = TimeSpan.FromMinutes(dice.Between(1, 600));
        await town.PassAsync(time);
        return $"{time}";
    }

    /// <summary>Nobody runs it for some days.</summary>
    public static async Task<string?> DaysPassAsync(Town town, Dice dice)
    {
        var days = dice.Between(2, 6);
        await town.PassAsync(TimeSpan.FromDays(days));
        return $"{days} days without a run";
    }

    public static string? ClockBack(Town town, Dice dice)
    {
        if (!town.Weather.Has(FaultKind.ClockBack))
        {
            return null;
        }

        var back = TimeSpan.FromSeconds(dice.Between(1, 240));
        town.Clock.Move(-back);
        town.Coverage.Met(FaultKind.ClockBack);
        return $"{back}";
    }

    public static string? BeginOutage(Town town, Dice dice)
    {
        if (!town.Weather.Has(FaultKind.Outage))
        {
            return null;
        }

        var system = dice.Pick(["lms", "erp", "gateway", "email", "lms-message", "sms"]);
        town.Wire.BeginOutage(system);
        return system;
    }

    /// <summary>From now on nothing goes wrong any more.</summary>
    public static string? Calm(Town town, Dice dice)
    {
        town.Weather = Weather.Fair;
        town.Wire.EndOutages();
        town.Wire.Settle(all: true);
        town.Erp.BankStandsAt = null;
        town.Erp.BookTransfers();
        return "no more faults";
    }

    private static async Task<string?> RunAsync(Town town, Dice dice, HashSet<string>? steps, bool again)
    {
        if (town.Weather.Has(FaultKind.ChangeDuringRun))
        {
            var kind = dice.Pick(EventKinds.DuringRuns);
            var throws = new Dice(dice.Next());
            town.DuringRun = () =>
            {
                if (kind.HappenAsync(town, throws).GetAwaiter().GetResult() is { } what)
                {
                    town.Trace.Say($"      meanwhile {kind.Name}: {what}");
                    town.Coverage.Happened(kind.Name);
                }
            };
        }

        await town.RunAsync(new Dice(dice.Next()), steps, again);
        town.DuringRun = null;
        return "";
    }
}
