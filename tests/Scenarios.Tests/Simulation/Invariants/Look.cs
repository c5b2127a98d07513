using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>The world and the connector's ledger after a step.</summary>
internal sealed class Look
{
    public required Town Town { get; init; }

    /// <summary>The run of this step; null when it was none.</summary>
    public required RunFacts? Run { get; init; }

    /// <summary>Whether the seed is at its end, and everything must have come right.</summary>
    public required bool IsEnd { get; init; }
    public required IReadOnlyList<Intent> Intents { get; init; }
    public required IReadOnlyList<Receivable> Receivables { get; init; }
    public required IReadOnlyList<Document> Documents { get; init; }
    public required IReadOnlyList<Payment> Payments { get; init; }
    public required IReadOnlyList<Contact> Contacts { get; init; }
    public required IReadOnlyList<Payer> Payers { get; init; }
    public required IReadOnlyList<AccessRecord> Access { get; init; }
    public required IReadOnlyList<Episode> Episodes { get; init; }
    public required IReadOnlyList<Standing> Standings { get; init; }
    public required IReadOnlyList<JournalEntry> Journal { get; init; }
    public required IReadOnlyList<Decision> Decisions { get; init; }

    public required IReadOnlyList<Agreement> Agreements { get; init; }

    /// <summary>Whether everything must be as it should after this step.</summary>
    public bool IsClean => Run is { IsClean: true };

    /// <summary>The messages that the run of this step asked for; none when it was none.</summary>
    public IEnumerable<AskedLetter> Asked => Run is null ? [] : Town.Witness.Letters.Skip(Town.Witness.Before.Letters);

    /// <summary>The suspensions that the run of this step asked for; none when it was none.</summary>
    public IEnumerable<AskedAccess> Suspensions =>
        Run is null ? [] : Town.Witness.Suspensions.Skip(Town.Witness.Before.Suspensions);

    /// <summary>What a suspension was asked for: references of receivables.</summary>
    public IReadOnlyList<string> CausesOf(AskedAccess suspension) =>
        Access.LastOrDefault(x => SuspensionsAreDecidedAndStored.IsOf(x, suspension.Target))?.CausedBy.Split(' ') ?? [];

    /// <summary>Whether a person was told of something under this reference, or ended it.</summary>
    public bool IsWithAPerson(string reference) =>
        Intents.Any(x => x.Reference == reference && x.State is IntentState.Parked or IntentState.Dismissed);

    public static async Task<Look> TakeAsync(Town town, RunFacts? run, bool end)
    {
        await using var ledger = town.OpenLedger();
        ledger.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return new Look
        {
            Town = town,
            Run = run,
            IsEnd = end,
            Intents = await ledger.Intents.OrderBy(x => x.Id).ToListAsync(),
            Receivables = await ledger.Receivables.Include(x => x.Agreement).OrderBy(x => x.Id).ToListAsync(),
            Documents = await ledger.Documents.Include(x => x.Lines).OrderBy(x => x.Id).ToListAsync(),
            Payments = await ledger.Payments.Include(x => x.Allocations).OrderBy(x => x.Id).ToListAsync(),
            Contacts = await ledger.Contacts.Include(x => x.Items).OrderBy(x => x.Id).ToListAsync(),
            Payers = await ledger.Payers.OrderBy(x => x.Id).ToListAsync(),
            Access = await ledger.AccessRecords.OrderBy(x => x.Id).ToListAsync(),
            Episodes = await ledger.Episodes.OrderBy(x => x.Id).ToListAsync(),
            Standings = await ledger.Standings.OrderBy(x => x.Id).ToListAsync(),
            Journal = await ledger.Journal.OrderBy(x => x.Id).ToListAsync(),
            Decisions = await ledger.Decisions.OrderBy(x => x.Id).ToListAsync(),
            Agreements = await ledger.Agreements.OrderBy(x => x.Id).ToListAsync(),
        };
    }
}
