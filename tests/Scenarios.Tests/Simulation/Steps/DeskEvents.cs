using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

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

        await Desk(town).DismissAsync(item.Reference, "simulation", "dismissed", CancellationToken.None);
        town.Witness.Dismissed(item);
        return $"{item.Kind} {item.Reference}";
    }

    /// <summary>Everything that is parked is tried once more.</summary>
    public static async Task<string?> ClearAsync(Town town, Dice dice)
    {
        var parked = await ParkedAsync(town);
        foreach (var item in parked)
        {
            await RetryAsync(town, item);
        }

        return $"{parked.Count} parked";
    }

    public static Task<string?> PromiseAsync(Town town, Dice dice) =>
        StandAsync(town, dice, StandingKind.Promise, dice.Between(0, 6));

    public static Task<string?> HoldAsync(Town town, Dice dice) =>
        StandAsync(town, dice, StandingKind.Hold, dice.Chance(500) ? dice.Between(0, 6) : null);

    public static Task<string?> ExemptAsync(Town town, Dice dice) =>
        StandAsync(town, dice, StandingKind.Exemption, null);

    public static async Task<string?> EndStandingAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var open = await ledger.Standings.Where(x => x.EndedAt == null).OrderBy(x => x.Id).ToListAsync();
        if (dice.PickOrNone(open) is not { } standing)
        {
            return null;
        }

        standing.EndedAt = town.Now;
        await ledger.SaveChangesAsync();
        return $"{standing.Kind} {standing.SubjectKind} {standing.SubjectKey}";
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

    private static async Task<string> RetryAsync(Town town, ParkedItem item)
    {
        town.Witness.Retried(item);
        await Desk(town).RetryAsync(item.Reference, "simulation", "mended", CancellationToken.None);
        return $"{item.Kind} {item.Reference}";
    }

    private static async Task<string?> StandAsync(Town town, Dice dice, StandingKind kind, int? days)
    {
        await using var ledger = town.OpenLedger();
        var receivables = await ledger.Receivables.OrderBy(x => x.Id).ToListAsync();
        if (dice.PickOrNone(receivables) is not { } receivable)
        {
            return null;
        }

        var (subject, key) = dice.Pick([
            ("payer", receivable.PayerKey),
            ("receivable", receivable.Reference),
            ("agreement", receivable.AgreementId.ToString(CultureInfo.InvariantCulture)),
        ]);
        ledger.Standings.Add(
            new Standing
            {
                School = SimulatedSchool.Key,
                Kind = kind,
                SubjectKind = subject,
                SubjectKey = key,
                Until = days is { } n ? town.Today.AddDays(n) : null,
                By = "simulation",
                Why = "why",
                CreatedAt = town.Now,
            }
        );
        await ledger.SaveChangesAsync();
        return $"{subject} {key} for {days?.ToString(CultureInfo.InvariantCulture) ?? "ever"}";
    }

    private static Task<IReadOnlyList<ParkedItem>> ParkedAsync(Town town) =>
        Desk(town).ListAsync(CancellationToken.None);

    private static ParkedDesk Desk(Town town) => new(town.Ledger, SimulatedSchool.Key, town.Clock);
}
