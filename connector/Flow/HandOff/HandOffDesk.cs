using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.HandOff;

/// <summary>What staff does about debts that a collector has: looks at them, writes the file, takes one back, notes a result.</summary>
internal sealed class HandOffDesk(IDbContextFactory<LedgerContext> ledgers, string school, TimeProvider clock)
{
    /// <summary>What may come of it, besides being recalled.</summary>
    public static readonly IReadOnlyList<string> Results = ["collected", "partly-collected", "uncollectable"];

    /// <summary>What the collector has now, oldest first.</summary>
    public async Task<IReadOnlyList<HandedOff>> ListAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var standings = await Holding(ledger).AsNoTracking().OrderBy(x => x.Id).ToListAsync(ct);
        var references = standings.ConvertAll(HandOffs.ReferenceOf);
        var intents = await ledger
            .Intents.AsNoTracking()
            .Where(x => x.School == school && x.Kind == IntentKind.HandOff && references.Contains(x.Reference))
            .ToDictionaryAsync(
                x => x.Reference,
                x => x.LastAnswer == HandOffs.ByFile ? HandOffs.ByFile : $"{x.State}",
                ct
            );
        return
        [
            .. standings.Select(x => new HandedOff(
                school,
                x.SubjectKey,
                HandOffs.ReferenceOf(x),
                x.Why,
                x.CreatedAt,
                intents.GetValueOrDefault(HandOffs.ReferenceOf(x), "")
            )),
        ];
    }

    /// <summary>The evidence of what the collector has now.</summary>
    public async Task<IReadOnlyList<Evidence>> EvidenceAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var keys = await Holding(ledger).OrderBy(x => x.Id).Select(x => x.SubjectKey).ToListAsync(ct);
        var all = new List<Evidence>();
        foreach (var key in keys)
        {
            all.Add(await Evidence.OfAsync(ledger, school, key, ct));
        }

        return all;
    }

    /// <summary>Ends a hand-off: recalled, or with the collector's result. The steps that were taken stay taken.</summary>
    /// <param name="reference">The receivable.</param>
    /// <param name="outcome"><c>recalled</c>, or one of <see cref="Results"/>.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Whether the collector had it.</returns>
    public async Task<bool> EndAsync(string reference, string outcome, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var standing = await Holding(ledger).SingleOrDefaultAsync(x => x.SubjectKey == reference, ct);
        if (standing is null)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        standing.EndedAt = now;
        standing.Outcome = outcome;
        ledger.Journal.Add(JournalEntry.Of(school, now, by, $"hand-off.{outcome}", reference, new { why }));
        await ledger.SaveChangesAsync(ct);
        return true;
    }

    private IQueryable<Standing> Holding(LedgerContext ledger) =>
        ledger.Standings.Where(x =>
            x.School == school
            && x.Kind == StandingKind.HandOff
            && x.SubjectKind == StandingBook.Receivable
            && x.EndedAt == null
        );
}

/// <summary>A receivable that a collector has.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Receivable">The receivable.</param>
/// <param name="Reference">What the collector knows it by.</param>
/// <param name="Collector">Who has it.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Told">How far telling the collector is.</param>
internal sealed record HandedOff(
    string School,
    string Receivable,
    string Reference,
    string Collector,
    DateTimeOffset Since,
    string Told
);
