using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What people said that holds today: promises, holds, disputes, exemptions.</summary>
internal static class StandingBook
{
    /// <summary>The subject of what is said of one learner's access to one course; its key is that of the access target.</summary>
    public const string Access = "access";

    /// <summary>Every standing that holds now, by kind and key of its subject.</summary>
    public static Task<ILookup<(string Kind, string Key), Standing>> HoldingAsync(
        CycleRun run,
        LedgerContext ledger,
        CancellationToken ct
    ) => HoldingAsync(ledger, run.School.Key, run.Today, run.Now, ct);

    /// <summary>Every standing of a school that holds on a day, at an instant of it.</summary>
    public static async Task<ILookup<(string Kind, string Key), Standing>> HoldingAsync(
        LedgerContext ledger,
        string school,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var holding = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school && x.EndedAt == null && x.Kind != StandingKind.Approval)
            .Where(x => x.Until == null || x.Until >= today)
            .Where(x => x.EndsAt == null || x.EndsAt > now)
            .ToListAsync(ct);
        return holding.ToLookup(x => (x.SubjectKind, x.SubjectKey));
    }

    /// <summary>Those that concern a receivable: its payer's, its own, its agreement's, that of the access it pays for.</summary>
    public static IEnumerable<Standing> Of(
        ILookup<(string Kind, string Key), Standing> standings,
        Receivable receivable
    ) =>
        standings[("payer", receivable.PayerKey)]
            .Concat(standings[("receivable", receivable.Reference)])
            .Concat(standings[(Access, new AccessTarget(receivable.CourseKey, receivable.LearnerKey).ToString())])
            .Concat(standings[("agreement", receivable.AgreementId.ToString(CultureInfo.InvariantCulture))]);
}
