using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Adds the next month to subscriptions that run, on the day on which its invoice is due to be made.</summary>
internal sealed class SubscriptionBook(CycleRun run)
{
    /// <summary>When the part after the last one is to be added; null when there is none.</summary>
    public static DateOnly? NextPartOn(BillingTerms terms) => Next(terms)?.IssueOn;

    /// <summary>Adds what is due. Many months may have passed: each is added.</summary>
    public async Task ExtendAsync(CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await ledger
                .Agreements.Include(x => x.Shares)
                .Where(x => x.School == run.School.Key && x.NextPartOn <= run.Today && x.EndedOn == null && x.Id > last)
                .Where(x => x.EpisodeRow == null || x.EpisodeRow.EndedOn == null)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            foreach (var agreement in chunk)
            {
                Extend(ledger, agreement);
            }

            await ledger.SaveChangesAsync(ct);
        }
    }

    private void Extend(LedgerContext ledger, Agreement agreement)
    {
        var snapshot = AgreementSnapshot.Parse(agreement.Terms);
        var terms = snapshot.Terms;
        while (Next(terms) is { } part && part.IssueOn <= run.Today)
        {
            terms = terms with { Price = terms.Price + part.Amount, Instalments = [.. terms.Instalments, part] };
            foreach (var receivable in AgreementShares.Receivables(run.School.Key, agreement, terms, [part]))
            {
                ledger.Receivables.Add(receivable);
                run.Report.Count("receivables.new");
            }
        }

        // What the mapping is compared with stays: the months that pass are no change of terms.
        agreement.Terms = JsonConvert.SerializeObject(snapshot with { Terms = terms }, AgreementSnapshot.Json);
        agreement.NextPartOn = NextPartOn(terms);
    }

    private static InstalmentTerms? Next(BillingTerms terms) =>
        terms.Subscription is { } subscription
            ? SubscriptionMonths.Part(subscription, terms.Instalments.Count - subscription.PartsBefore)
            : null;
}
