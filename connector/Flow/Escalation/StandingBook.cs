using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What people said that holds today: promises, holds, disputes, exemptions.</summary>
internal static class StandingBook
{
    /// <summary>Every standing that holds now, by kind and key of its subject.</summary>
    public static async Task<ILookup<(string Kind, string Key), Standing>> HoldingAsync(
        CycleRun run,
        LedgerContext ledger,
        CancellationToken ct
    )
    {
        var holding = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.EndedAt == null && x.Kind != StandingKind.Approval)
            .Where(x => x.Until == null || x.Until >= run.Today)
            .Where(x => x.EndsAt == null || x.EndsAt > run.Now)
            .ToListAsync(ct);
        return holding.ToLookup(x => (x.SubjectKind, x.SubjectKey));
    }

    /// <summary>Those that concern a receivable: its payer's, its own, its agreement's.</summary>
    public static IEnumerable<Standing> Of(
        ILookup<(string Kind, string Key), Standing> standings,
        Receivable receivable
    ) =>
        standings[("payer", receivable.PayerKey)]
            .Concat(standings[("receivable", receivable.Reference)])
            .Concat(standings[("agreement", receivable.AgreementId.ToString(CultureInfo.InvariantCulture))]);
}
