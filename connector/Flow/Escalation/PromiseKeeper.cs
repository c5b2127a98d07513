using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Escalation;

/// <summary>A promise with what is owed of its subject today. Facts only.</summary>
/// <param name="Owed">What is owed now, in minor units.</param>
/// <param name="OwedThen">What was owed when it was made.</param>
/// <param name="Parts">The parts, the first day first; their sum is what was promised.</param>
/// <param name="GraceDays">How many days after its day a part counts as broken.</param>
internal sealed record PromiseFacts(long Owed, long OwedThen, IReadOnlyList<PromisePart> Parts, int GraceDays);

/// <summary>One part of a promise.</summary>
/// <param name="On">Its last day, in the school's zone.</param>
/// <param name="AmountMinor">In minor units; what is due up to this day is the sum of the parts up to it.</param>
internal sealed record PromisePart(DateOnly On, long AmountMinor);

/// <summary>What became of a promise.</summary>
internal enum PromiseState
{
    /// <summary>It runs.</summary>
    Runs,

    /// <summary>All of it came.</summary>
    Kept,

    /// <summary>A part did not come in time.</summary>
    Broken,
}

/// <summary>Looks at each promise every day: kept, it ends at once; broken, what it held back goes on.</summary>
internal sealed class PromiseKeeper(CycleRun run)
{
    /// <summary>What became of a promise. Pure.</summary>
    public static PromiseState StateOf(PromiseFacts facts, DateOnly today)
    {
        // More may be owed than then, such as after a payment was taken back: nothing is broken before its day.
        var paid = Math.Max(0, facts.OwedThen - facts.Owed);
        var promised = facts.Parts.Sum(x => x.AmountMinor);
        var due = facts.Parts.Where(x => today > x.On.AddDays(facts.GraceDays)).Sum(x => x.AmountMinor);
        return facts.Owed <= 0 || paid >= promised ? PromiseState.Kept
            : paid < due ? PromiseState.Broken
            : PromiseState.Runs;
    }

    /// <summary>Looks at those that run.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (run.Options.DryRun)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var promises = await ledger
            .Standings.Where(x =>
                x.School == run.School.Key && x.Kind == StandingKind.Promise && x.EndedAt == null && x.Until != null
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        foreach (var promise in promises)
        {
            var facts = await FactsAsync(ledger, promise, ct);
            var state = StateOf(facts, run.Today);
            if (state != PromiseState.Runs)
            {
                End(ledger, promise, state);
            }
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void End(LedgerContext ledger, Standing promise, PromiseState state)
    {
        promise.EndedAt = run.Now;
        promise.Outcome = state == PromiseState.Kept ? "kept" : StandingBook.Broken;
        run.Journal(
            ledger,
            $"promise.{promise.Outcome}",
            promise.SubjectKey,
            new { until = promise.Until!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }
        );
        run.Report.Count($"promises.{promise.Outcome}");
    }

    private async Task<PromiseFacts> FactsAsync(LedgerContext ledger, Standing promise, CancellationToken ct)
    {
        var owed = await SubjectDebts.OwedAsync(ledger, promise, run.School.DayOf(promise.CreatedAt), ct);
        var then = promise.OwedMinor ?? owed;
        var parts = promise.Parts is { } json
            ? JsonConvert.DeserializeObject<List<PromisePart>>(json)!
            : [new PromisePart(promise.Until!.Value, promise.AmountMinor ?? then)];
        return new PromiseFacts(owed, then, parts, run.Mapping.Policy.Promises.GraceDays);
    }
}

/// <summary>What is owed of what a standing is about.</summary>
internal static class SubjectDebts
{
    /// <summary>The live receivables that a standing is about.</summary>
    public static IQueryable<Receivable> Of(LedgerContext ledger, string school, string kind, string key)
    {
        var live = ledger.Receivables.Where(x => x.School == school && x.State == ReceivableState.Live);
        return kind switch
        {
            StandingBook.Payer => live.Where(x => x.PayerKey == key),
            StandingBook.Agreement => live.Where(x => x.AgreementId == long.Parse(key, CultureInfo.InvariantCulture)),
            _ => live.Where(x => x.Reference == key),
        };
    }

    /// <summary>What is owed of what was issued up to a day, in minor units of the standing's currency, or of the only one there is.</summary>
    public static async Task<long> OwedAsync(
        LedgerContext ledger,
        Standing standing,
        DateOnly issuedTo,
        CancellationToken ct
    )
    {
        var references = await Of(ledger, standing.School, standing.SubjectKind, standing.SubjectKey)
            .Where(x => x.IssueOn <= issuedTo)
            .Select(x => x.Reference)
            .ToListAsync(ct);
        var owed = await OpenItems.OwedAsync(ledger, standing.School, references, ct);
        return owed
            .Values.Where(x => standing.Currency is null || x.Currency.Code == standing.Currency)
            .Sum(x => x.MinorUnits);
    }
}
