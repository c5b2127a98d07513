using System.Globalization;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What the school's staff says of debts.</summary>
internal static class StandingEvents
{
    private const string By = "simulation";
    private const string Why = "why";

    /// <summary>A promise in one part or two, of all that is owed or less.</summary>
    public static async Task<string?> PromiseAsync(Town town, Dice dice)
    {
        if (await SubjectAsync(town, dice) is not { } subject)
        {
            return null;
        }

        var first = town.Today.AddDays(dice.Between(0, 4));
        var half = subject.Owed with { MinorUnits = subject.Owed.MinorUnits / 2 };
        (DateOnly, Money?)[] parts = dice.Chance(500)
            ? [(first, dice.Chance(700) ? null : half)]
            : [(first, half), (first.AddDays(dice.Between(1, 4)), half)];
        return Told(await Desk(town).PromiseAsync(subject, parts, By, Why, CancellationToken.None), subject);
    }

    /// <summary>The school waits: up to a day, or, for all parts of an agreement, for ever.</summary>
    public static async Task<string?> HoldAsync(Town town, Dice dice)
    {
        if (dice.Chance(300))
        {
            return await HoldAgreementAsync(town, dice);
        }

        if (await SubjectAsync(town, dice) is not { } subject)
        {
            return null;
        }

        var until = town.Today.AddDays(dice.Between(0, 6));
        return Told(await Desk(town).HoldAsync(subject, until, By, Why, CancellationToken.None), subject);
    }

    public static async Task<string?> DisputeAsync(Town town, Dice dice) =>
        await SubjectAsync(town, dice) is { } subject
            ? Told(await Desk(town).DisputeAsync(subject, "price", null, By, Why, CancellationToken.None), subject)
            : null;

    /// <summary>A part of a debt is contested: the rest is still asked for.</summary>
    public static async Task<string?> DisputePartAsync(Town town, Dice dice)
    {
        if (await SubjectAsync(town, dice) is not { Kind: StandingBook.Receivable, Owed.MinorUnits: > 1 } subject)
        {
            return null;
        }

        var part = subject.Owed with { MinorUnits = Math.Max(1, subject.Owed.MinorUnits * dice.Between(10, 90) / 100) };
        return Told(await Desk(town).DisputeAsync(subject, "price", part, By, Why, CancellationToken.None), subject);
    }

    public static async Task<string?> ExemptAsync(Town town, Dice dice)
    {
        if (await SubjectAsync(town, dice) is not { } subject)
        {
            return null;
        }

        var from = dice.Pick([null, StandingBook.FromSuspension, StandingBook.FromContact]);
        DateOnly? until = dice.Chance(500) ? town.Today.AddDays(dice.Between(0, 6)) : null;
        await Desk(town).ExemptAsync(subject, from, until, By, Why, CancellationToken.None);
        return $"{subject.Key} from {from ?? "all"}";
    }

    public static async Task<string?> AssignAsync(Town town, Dice dice)
    {
        if (!town.School.IsRich || await SubjectAsync(town, dice) is not { } subject)
        {
            return null;
        }

        var variant = dice.Pick([SimulatedPolicies.Careful, SimulatedPolicies.Patient]);
        return Told(await Desk(town).AssignAsync(subject, variant, By, Why, CancellationToken.None), subject, variant);
    }

    /// <summary>A person approves a step that waits for one.</summary>
    public static async Task<string?> ApproveStepAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var code = nameof(ReasonCode.WaitsForApproval);
        var waiting = await ledger
            .Receivables.Where(x => x.Decision!.Code == code)
            .OrderBy(x => x.Id)
            .Select(x => x.Reference)
            .ToListAsync();
        return dice.PickOrNone(waiting) is { } reference
            ? $"{await Desk(town).ApproveStepAsync(reference, By, Why, CancellationToken.None)} for {reference}"
            : null;
    }

    public static Task<string?> WriteOffAsync(Town town, Dice dice) => WriteOffAsync(town, dice, undo: false);

    public static Task<string?> UndoWriteOffAsync(Town town, Dice dice) => WriteOffAsync(town, dice, undo: true);

    public static async Task<string?> ReleaseAsync(Town town, Dice dice)
    {
        var lines = await Desk(town).ListAsync(CancellationToken.None);
        if (dice.PickOrNone(lines) is not { } line)
        {
            return null;
        }

        await Desk(town).ReleaseAsync(line.Id, By, Why, CancellationToken.None);
        return $"{line.Kind} {line.SubjectKind} {line.Subject}";
    }

    private static async Task<string?> WriteOffAsync(Town town, Dice dice, bool undo)
    {
        await using var ledger = town.OpenLedger();
        var from = undo ? ReceivableState.WrittenOff : ReceivableState.Live;
        var references = await ledger
            .Receivables.Where(x => x.State == from)
            .OrderBy(x => x.Id)
            .Select(x => x.Reference)
            .ToListAsync();
        if (dice.PickOrNone(references) is not { } reference)
        {
            return null;
        }

        await Desk(town).WriteOffAsync(reference, undo, By, Why, CancellationToken.None);
        return reference;
    }

    private static async Task<string?> HoldAgreementAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        if (dice.PickOrNone(await ledger.Receivables.OrderBy(x => x.Id).ToListAsync()) is not { } receivable)
        {
            return null;
        }

        var key = receivable.AgreementId.ToString(CultureInfo.InvariantCulture);
        ledger.Standings.Add(
            new Standing
            {
                School = SimulatedSchool.Key,
                Kind = StandingKind.Hold,
                SubjectKind = StandingBook.Agreement,
                SubjectKey = key,
                By = By,
                Why = Why,
                CreatedAt = town.Now,
            }
        );
        await ledger.SaveChangesAsync();
        return $"agreement {key} for ever";
    }

    private static async Task<DeskSubject?> SubjectAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var receivables = await ledger
            .Receivables.OrderBy(x => x.Id)
            .Select(x => new { x.Reference, x.PayerKey })
            .ToListAsync();
        var text = dice.PickOrNone(receivables) is { } one
            ? dice.Chance(600)
                ? one.Reference
                : one.PayerKey
            : null;
        return text is null ? null : await Desk(town).SubjectAsync(text, CancellationToken.None);
    }

    private static string? Told(DeskRefusal? refusal, DeskSubject subject, string what = "") =>
        refusal is null ? $"{subject.Kind} {subject.Key} {subject.Owed} {what}" : null;

    private static StandingDesk Desk(Town town) => new(town.Ledger, town.School.Mapping, town.Clock);
}
