using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Escalation;

/// <summary>What people said that holds today: promises, holds, disputes, exemptions and the like.</summary>
internal static class StandingBook
{
    /// <summary>The subject of what is said of one learner's access to one course; its key is that of the access target.</summary>
    public const string Access = "access";

    /// <summary>The subject of what is said of a payer.</summary>
    public const string Payer = "payer";

    /// <summary>The subject of what is said of one receivable.</summary>
    public const string Receivable = "receivable";

    /// <summary>The subject of what is said of all instalments of an agreement.</summary>
    public const string Agreement = "agreement";

    /// <summary>The subject of an approval of one step for one receivable; its key is <c>reference/rung</c>.</summary>
    public const string Step = "step";

    /// <summary>The category of an exemption from suspensions only.</summary>
    public const string FromSuspension = "access";

    /// <summary>The category of an exemption from contacts, and so from all that needs one.</summary>
    public const string FromContact = "contact";

    /// <summary>The outcome of a promise that was not kept.</summary>
    public const string Broken = "broken";

    /// <summary>Kinds that say something of a debt, and freeze none of it.</summary>
    private static readonly StandingKind[] Side = [StandingKind.Approval, StandingKind.Assignment, StandingKind.Reward];

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
    ) =>
        (await Open(ledger, school, today, now).Where(x => !Side.Contains(x.Kind)).ToListAsync(ct)).ToLookup(x =>
            (x.SubjectKind, x.SubjectKey)
        );

    /// <summary>What holds now and approvals, assignments and the broken promises of the last year besides: all that the policy looks at.</summary>
    public static async Task<ILookup<(string Kind, string Key), Standing>> ForPolicyAsync(
        CycleRun run,
        LedgerContext ledger,
        CancellationToken ct
    )
    {
        var lastYear = run.Now.AddYears(-1);
        var open = await Open(ledger, run.School.Key, run.Today, run.Now).ToListAsync(ct);
        var ended = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.EndedAt != null)
            .Where(x =>
                (x.Kind == StandingKind.Promise && x.Outcome == Broken && x.EndedAt >= lastYear)
                || x.Kind == StandingKind.HandOff
            )
            .ToListAsync(ct);
        return open.Concat(ended).ToLookup(x => (x.SubjectKind, x.SubjectKey));
    }

    /// <summary>Those that concern a receivable: its payer's, its own, its agreement's, that of the access it pays for.</summary>
    public static IEnumerable<Standing> Of(
        ILookup<(string Kind, string Key), Standing> standings,
        Receivable receivable
    ) =>
        standings[(Payer, receivable.PayerKey)]
            .Concat(standings[(Receivable, receivable.Reference)])
            .Concat(standings[(Access, new AccessTarget(receivable.CourseKey, receivable.LearnerKey).ToString())])
            .Concat(standings[(Agreement, receivable.AgreementId.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Facts with what was said of a receivable in them.</summary>
    public static DebtFacts Over(
        DebtFacts facts,
        ILookup<(string Kind, string Key), Standing> standings,
        Receivable receivable,
        Func<DateTimeOffset, DateOnly> dayOf
    )
    {
        var said = Of(standings, receivable).ToList();
        var holding = said.Where(x => x.EndedAt is null).ToList();
        var freezing = holding.Where(Freezes).OrderByDescending(x => x.Until ?? DateOnly.MaxValue).FirstOrDefault();
        var disputed = holding.Where(x => x is { Kind: StandingKind.Dispute, AmountMinor: not null }).ToList();
        return facts with
        {
            Standing = freezing?.Kind,
            StandingUntil = freezing?.Until,
            Disputed = facts.Owed with { MinorUnits = Part(facts.Owed, disputed) },
            // What came back from the collector is not handed off again by itself.
            PassedOver = facts
                .PassedOver.Concat(
                    said.Where(x => x is { Kind: StandingKind.HandOff, EndedAt: not null }).Select(x => x.Category!)
                )
                .ToHashSet(),
            NeverSuspend = holding.Exists(x => x is { Kind: StandingKind.Exemption, Category: FromSuspension }),
            NeverContact = holding.Exists(x => x.Kind == StandingKind.Exemption && x.Category != FromSuspension),
            BrokenPromise = said.Exists(x => x.Outcome == Broken && dayOf(x.EndedAt!.Value) >= receivable.IssueOn),
            Assigned =
            [
                .. holding
                    .Where(x => x.Kind == StandingKind.Assignment)
                    .OrderBy(x => x.SubjectKind == Payer ? 0 : 1)
                    .ThenBy(x => x.Id)
                    .Select(x => x.Category!),
            ],
            Approved = standings[(Step, receivable.Reference)]
                .Where(x => x.Kind == StandingKind.Approval)
                .Select(x => x.Category!)
                .ToHashSet(),
        };
    }

    /// <summary>Whether it freezes all of what it is said of.</summary>
    public static bool Freezes(Standing said) =>
        !Side.Contains(said.Kind)
        && said is not { Kind: StandingKind.Dispute, AmountMinor: not null }
        && said is not { Kind: StandingKind.Exemption, Category: FromSuspension };

    // A dispute about more than is left disputes what is left; an amount in another currency disputes nothing here.
    private static long Part(Money owed, List<Standing> disputes) =>
        Math.Clamp(
            disputes.Where(x => x.Currency == owed.Currency.Code).Sum(x => x.AmountMinor!.Value),
            0,
            Math.Max(0, owed.MinorUnits)
        );

    private static IQueryable<Standing> Open(LedgerContext ledger, string school, DateOnly today, DateTimeOffset now) =>
        ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school && x.EndedAt == null)
            .Where(x => x.Until == null || x.Until >= today)
            .Where(x => x.EndsAt == null || x.EndsAt > now);
}
