using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>What the rules say of agreements now, the reward that each of them used taken off as it was then.</summary>
internal sealed class TermsNow
{
    private readonly CycleRun run;
    private readonly IReadOnlyDictionary<string, decimal> percentByAgreement;

    private TermsNow(CycleRun run, IReadOnlyDictionary<string, decimal> percentByAgreement)
    {
        this.run = run;
        this.percentByAgreement = percentByAgreement;
    }

    /// <summary>Loads what is needed to judge agreements.</summary>
    public static async Task<TermsNow> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        IEnumerable<Agreement> agreements,
        CancellationToken ct
    )
    {
        var names = agreements.Select(Name).ToList();
        var used = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.Kind == StandingKind.Reward)
            .Where(x => x.Outcome != null && names.Contains(x.Outcome))
            .ToListAsync(ct);
        return new TermsNow(
            run,
            used.GroupBy(x => x.Outcome!)
                .ToDictionary(x => x.Key, x => decimal.Parse(x.First().Category!, CultureInfo.InvariantCulture))
        );
    }

    /// <summary>Judges one.</summary>
    public BillingAnswer Decide(Agreement agreement, BillingSource source)
    {
        var answer = run.Mapping.Billing.Decide(source);
        return answer.Terms is { } terms && percentByAgreement.TryGetValue(Name(agreement), out var percent)
            ? answer with
            {
                Terms = Rewards.Less(terms, percent),
            }
            : answer;
    }

    /// <summary>Whether the price, its currency, its basis or its tax is another one.</summary>
    public static bool HaveAnotherPrice(BillingTerms now, BillingTerms before) =>
        now.Price != before.Price || now.Basis != before.Basis || now.TaxCode != before.TaxCode;

    // As the reward's standing names it.
    private static string Name(Agreement agreement) => $"{agreement.OriginKey} {agreement.Episode}";
}
