using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>What the policy says of a receivable right now: the answer, every rule with whether it matched, and what would change it.</summary>
/// <param name="Code">The reason's code.</param>
/// <param name="Sentence">The answer.</param>
/// <param name="WouldChange">What would change it.</param>
/// <param name="LookAgainOn">The first day on which time alone may change it; null when it changes nothing.</param>
/// <param name="Variants">The variants of the policy in force for it, the most general first.</param>
/// <param name="Rungs">The rungs that are for it, in order, with what keeps one away.</param>
/// <param name="Rules">Every rule in the order in which they are asked.</param>
/// <param name="PolicyVersion">The policy's digest.</param>
internal sealed record PolicyProof(
    string Code,
    string Sentence,
    string WouldChange,
    DateOnly? LookAgainOn,
    IReadOnlyList<string> Variants,
    IReadOnlyList<string> Rungs,
    IReadOnlyList<RuleLine> Rules,
    string PolicyVersion
)
{
    /// <summary>Asks the policy.</summary>
    /// <returns>Null when the receivable is not known, or not asked for any more.</returns>
    public static async Task<PolicyProof?> OfAsync(
        CycleRun run,
        string reference,
        string language,
        CancellationToken ct
    )
    {
        await using var ledger = run.OpenLedger();
        var receivable = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .SingleOrDefaultAsync(
                x => x.School == run.School.Key && x.Reference == reference && x.State == ReceivableState.Live,
                ct
            );
        if (receivable is null)
        {
            return null;
        }

        var rules = run.Mapping.Policy;
        var facts = (await DebtBook.OfAsync(run, ledger, [receivable], ct))[0].Facts;
        var (decision, answers) = EscalationPolicy.Explain(facts, rules, run.Today);
        return new PolicyProof(
            decision.Code.ToString(),
            Sentences.Render(decision.Code, decision.Arguments, language),
            RuleSentences.Change(decision.Code, decision.Arguments, language),
            decision.LookAgainOn,
            [.. PolicyInheritance.Variants(rules, facts).Select(x => x.Name)],
            [.. rules.Rungs.Select(x => Line(x, facts))],
            [
                .. answers.Select(x => new RuleLine(
                    x.Code.ToString(),
                    RuleSentences.Question(x.Code, language),
                    x.Matched,
                    x.Decides
                )),
            ],
            rules.Version
        );
    }

    private static string Line(Rung rung, DebtFacts facts) =>
        rung.When?.Failing(facts) is { } failing && !facts.SentOn.ContainsKey(rung.Name)
            ? $"{rung.Name}: not for it ({failing})"
            : rung.Name;
}

/// <summary>One rule of the policy, as it was asked.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Matched">Whether it matched.</param>
/// <param name="Decides">Whether it is the answer: the first that matched.</param>
internal sealed record RuleLine(string Code, string Question, bool Matched, bool Decides);
