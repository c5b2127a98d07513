using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>A person's word that one suspension may happen: for one learner, one course and one set of debts, for some days.</summary>
internal static class Approvals
{
    /// <summary>The kind of subject of such a word.</summary>
    public const string Subject = "suspension";

    /// <summary>The subject: another debt asks for another word.</summary>
    public static string SubjectOf(AccessTarget target, string causedBy) =>
        $"{target}/{References.Digest(causedBy, 12)}";

    /// <summary>The subjects that are approved today.</summary>
    public static Task<HashSet<string>> HoldingAsync(CycleRun run, LedgerContext ledger, CancellationToken ct) =>
        ledger
            .Standings.Where(x =>
                x.School == run.School.Key
                && x.Kind == StandingKind.Approval
                && x.SubjectKind == Subject
                && x.EndedAt == null
                && x.Until >= run.Today
            )
            .Select(x => x.SubjectKey)
            .ToHashSetAsync(ct);
}
