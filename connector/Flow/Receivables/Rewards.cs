using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>The discount that a payer who is always on time has for the next enrolment: granted once, used once, within its days.</summary>
internal static class Rewards
{
    /// <summary>Grants what is earned and not granted within its days already.</summary>
    public static async Task GrantAsync(CycleRun run, CancellationToken ct)
    {
        if (run.Mapping.Policy.Reward is not { Percent: > 0 } reward || run.Options.DryRun)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var since = run.Today.AddDays(-PaymentHistory.DaysBack);
        var candidates = await ledger
            .Receivables.Where(x => x.School == run.School.Key && x.SettledOn >= since)
            .GroupBy(x => x.PayerKey)
            .Where(x => x.Count() >= reward.AfterOnTime)
            .Select(x => x.Key)
            .ToListAsync(ct);
        var again = run.Now.AddDays(-reward.ValidDays);
        var granted = await ledger
            .Standings.Where(x => x.School == run.School.Key && x.Kind == StandingKind.Reward && x.CreatedAt > again)
            .Select(x => x.SubjectKey)
            .ToHashSetAsync(ct);
        foreach (var chunk in candidates.Where(x => !granted.Contains(x)).Chunk(CycleRun.ChunkSize))
        {
            var facts = await PaymentHistory.OfAsync(run, ledger, chunk, ct);
            foreach (var payer in chunk.Where(x => facts[x].Behaviour == PaymentBehaviour.OnTime))
            {
                Grant(run, ledger, payer, reward);
            }
        }

        await ledger.SaveChangesAsync(ct);
    }

    /// <summary>The rewards that these payers may use today, and those that an agreement has used before.</summary>
    public static async Task<List<Standing>> OpenAsync(CycleRun run, LedgerContext ledger, CancellationToken ct) =>
        run.Mapping.Policy.Reward is not { Percent: > 0 }
            ? []
            : await ledger
                .Standings.Where(x => x.School == run.School.Key && x.Kind == StandingKind.Reward)
                .Where(x => (x.EndedAt == null && x.Until >= run.Today) || x.Outcome != null)
                .OrderBy(x => x.Id)
                .ToListAsync(ct);

    /// <summary>The terms with the payer's reward taken off, if there is one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rewards">As <see cref="OpenAsync"/> gave them; the one that is used is ended.</param>
    /// <param name="payer">The payer.</param>
    /// <param name="agreement">What the agreement is known by: terms that change before they are billed keep their reward.</param>
    /// <param name="terms">The terms.</param>
    public static BillingTerms Use(
        CycleRun run,
        List<Standing> rewards,
        string payer,
        string agreement,
        BillingTerms terms
    )
    {
        var mine =
            rewards.Find(x => x.SubjectKey == payer && x.Outcome == agreement)
            ?? rewards.Find(x => x.SubjectKey == payer && x.EndedAt is null && x.Until >= run.Today);
        if (mine is null)
        {
            return terms;
        }

        mine.EndedAt ??= run.Now;
        mine.Outcome = agreement;
        return Less(terms, decimal.Parse(mine.Category!, CultureInfo.InvariantCulture));
    }

    /// <summary>Terms less a percentage. Each part is rounded half to even, and the price is their sum. Pure.</summary>
    public static BillingTerms Less(BillingTerms terms, decimal percent)
    {
        var parts = terms
            .Instalments.Select(x => x with { Amount = Less(x.Amount, percent) })
            .Where(x => x.Amount.IsPositive)
            .ToList();
        return parts.Count == 0
            ? terms
            : terms with
            {
                Price = parts.Select(x => x.Amount).Aggregate((a, b) => a + b),
                Instalments = parts,
            };
    }

    private static Money Less(Money amount, decimal percent) =>
        amount with
        {
            MinorUnits = (long)decimal.Round(amount.MinorUnits * (100m - percent) / 100m, MidpointRounding.ToEven),
        };

    private static void Grant(CycleRun run, LedgerContext ledger, string payer, RewardTerms reward)
    {
        var percent = reward.Percent.ToString(CultureInfo.InvariantCulture);
        ledger.Standings.Add(
            new Standing
            {
                School = run.School.Key,
                Kind = StandingKind.Reward,
                SubjectKind = StandingBook.Payer,
                SubjectKey = payer,
                Category = percent,
                Until = run.Today.AddDays(reward.ValidDays),
                By = run.Options.Actor,
                Why = $"{reward.AfterOnTime} on time",
                CreatedAt = run.Now,
            }
        );
        run.Journal(ledger, "reward.granted", payer, new { percent });
        run.Report.Count("rewards.granted");
    }
}
