using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What the school's staff does with the connector.</summary>
internal static class DeskEvents
{
    public static async Task<string?> RetryAsync(Town town, Dice dice)
    {
        var parked = await ParkedAsync(town);
        return dice.PickOrNone(parked) is { } item ? await RetryAsync(town, item) : null;
    }

    public static async Task<string?> DismissAsync(Town town, Dice dice)
    {
        var parked = await ParkedAsync(town);
        if (dice.PickOrNone(parked) is not { } item)
        {
            return null;
        }

        return await DismissAsync(town, item);
    }

    /// <summary>Everything that is parked is tried once more, and an answer is dealt with.</summary>
    public static async Task<string?> ClearAsync(Town town, Dice dice)
    {
        if (await ContactEvents.CloseReplyAsync(town, dice) is not null)
        {
            town.Coverage.Happened("answer-closed");
        }

        var parked = await ParkedAsync(town);
        foreach (var item in parked)
        {
            _ = await RefundEvents.UndoneAsync(town, item)
                ? await DismissAsync(town, item)
                : await RetryAsync(town, item);
        }

        return $"{parked.Count} parked";
    }

    /// <summary>An invoice is taken back and billed anew.</summary>
    public static async Task<string?> CorrectAsync(Town town, Dice dice)
    {
        var posted = town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice).ToList();
        if (dice.PickOrNone(posted) is not { } paper)
        {
            return null;
        }

        var run = new CycleRun(town.School.Mapping, town.Ports, town.Ledger, town.Clock, new CycleOptions("desk"));
        var answer = await new InvoiceCorrection(run).PlanAsync(paper.ReceivableRef, "why", CancellationToken.None);
        return $"{paper.ReceivableRef}: {answer?.Kind}";
    }

    private static async Task<string> DismissAsync(Town town, ParkedItem item)
    {
        await RefundEvents.EnterDismissedAsync(town, item);
        await Desk(town).DismissAsync(item.Reference, "simulation", "dismissed", CancellationToken.None);
        town.Witness.Dismissed(item);
        return $"{item.Kind} {item.Reference}";
    }

    private static async Task<string> RetryAsync(Town town, ParkedItem item)
    {
        town.Witness.Retried(item);
        await Desk(town).RetryAsync(item.Reference, "simulation", "mended", CancellationToken.None);
        return $"{item.Kind} {item.Reference}";
    }

    private static Task<IReadOnlyList<ParkedItem>> ParkedAsync(Town town) =>
        Desk(town).ListAsync(CancellationToken.None);

    private static ParkedDesk Desk(Town town) => new(town.Ledger, SimulatedSchool.Key, town.Clock);
}
