using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures;

/// <summary>An answer of a policy, and how many receivables get it today.</summary>
/// <param name="Answer">The rung that is taken, or the code of the reason why none is.</param>
/// <param name="InForce">Under the policy in force.</param>
/// <param name="Other">Under the other one.</param>
internal sealed record AnswerCount(string Answer, int InForce, int Other);

/// <summary>A receivable that gets another answer.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Owed">What is owed.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="InForce">The answer of the policy in force, a sentence.</param>
/// <param name="Other">The other's.</param>
internal sealed record AnswerDifference(
    string Reference,
    string Payer,
    Money Owed,
    DateOnly DueOn,
    string InForce,
    string Other
);

/// <summary>A look in the shadow: what each open receivable would get today under another policy and under the one in force.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Today">The day in the school's zone.</param>
/// <param name="Receivables">How many were looked at.</param>
/// <param name="Answers">By answer.</param>
/// <param name="Differing">How many get another answer.</param>
/// <param name="First">The first of those.</param>
internal sealed record PolicyComparison(
    string School,
    DateOnly Today,
    int Receivables,
    IReadOnlyList<AnswerCount> Answers,
    int Differing,
    IReadOnlyList<AnswerDifference> First
)
{
    /// <summary>How many differing receivables are shown.</summary>
    public const int Shown = 50;

    /// <summary>Compares. Reads the ledger alone and writes nothing.</summary>
    /// <param name="mapping">The school's rules, with the policy in force.</param>
    /// <param name="storage">The ledger.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="other">The other policy.</param>
    /// <param name="language">Language of the sentences: es, en or pt.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<PolicyComparison> OfAsync(
        SchoolMapping mapping,
        IDbContextFactory<LedgerContext> storage,
        TimeProvider clock,
        EscalationRules other,
        string language,
        CancellationToken ct
    )
    {
        var run = LedgerOnly.Run(mapping with { Policy = AskingForBoth(mapping.Policy, other) }, storage, clock);
        var counts = new Dictionary<string, (int InForce, int Other)>(StringComparer.Ordinal);
        var first = new List<AnswerDifference>();
        var (last, looked, differing) = (0L, 0, 0);
        await using var ledger = run.OpenLedger();
        while (await DebtBook.LoadAsync(run, ledger, last, CycleRun.ChunkSize, ct) is { Count: > 0 } debts)
        {
            last = debts[^1].Receivable.Id;
            foreach (var debt in debts.Where(x => x.Facts.Owed.IsPositive))
            {
                looked++;
                var now = EscalationPolicy.Decide(debt.Facts, mapping.Policy, run.Today);
                var then = EscalationPolicy.Decide(debt.Facts, other, run.Today);
                counts[Name(now)] = (
                    counts.GetValueOrDefault(Name(now)).InForce + 1,
                    counts.GetValueOrDefault(Name(now)).Other
                );
                counts[Name(then)] = (
                    counts.GetValueOrDefault(Name(then)).InForce,
                    counts.GetValueOrDefault(Name(then)).Other + 1
                );
                if (Same(now, then))
                {
                    continue;
                }

                differing++;
                if (first.Count < Shown)
                {
                    first.Add(Difference(debt, now, then, language));
                }
            }
        }

        var order = mapping.Policy.Rungs.Concat(other.Rungs).Select(x => x.Name).Distinct().ToList();
        return new PolicyComparison(
            mapping.School.Key,
            run.Today,
            looked,
            [
                .. counts
                    .OrderBy(x => order.IndexOf(x.Key) is var at and >= 0 ? at : int.MaxValue)
                    .ThenBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => new AnswerCount(x.Key, x.Value.InForce, x.Value.Other)),
            ],
            differing,
            first
        );
    }

    private static string Name(EscalationDecision decision) => decision.Rung?.Name ?? decision.Code.ToString();

    // The same name may go over other channels, and the same reason may end on another day.
    private static bool Same(EscalationDecision a, EscalationDecision b) =>
        a.Code == b.Code
        && a.Rung?.Name == b.Rung?.Name
        && a.LookAgainOn == b.LookAgainOn
        && a.Arguments.Count == b.Arguments.Count
        && a.Arguments.All(x => b.Arguments.TryGetValue(x.Key, out var value) && value == x.Value);

    private static AnswerDifference Difference(
        Debt debt,
        EscalationDecision inForce,
        EscalationDecision other,
        string language
    ) =>
        new(
            debt.Receivable.Reference,
            debt.Receivable.PayerKey,
            debt.Facts.Owed,
            debt.Receivable.DueOn,
            Sentences.Render(inForce.Code, inForce.Arguments, language),
            Sentences.Render(other.Code, other.Arguments, language)
        );

    // Facts are loaded as far as a policy asks for them: here as far as either does.
    private static EscalationRules AskingForBoth(EscalationRules inForce, EscalationRules other) =>
        inForce with
        {
            Rungs = [.. inForce.Rungs, .. other.Rungs],
            Variants = [.. inForce.Variants, .. other.Variants],
        };
}

/// <summary>A run that reads the ledger alone.</summary>
internal static class LedgerOnly
{
    /// <summary>A run without any system: whoever asks it for one asks for what figures must never touch.</summary>
    public static CycleRun Run(SchoolMapping mapping, IDbContextFactory<LedgerContext> storage, TimeProvider clock) =>
        new(
            mapping,
            new SchoolPorts(
                null!,
                null,
                null!,
                null!,
                null!,
                new Dictionary<string, IPaymentGateway>(),
                new Dictionary<string, IMessageChannel>()
            ),
            storage,
            clock,
            new CycleOptions("figures", DryRun: true)
        );
}
