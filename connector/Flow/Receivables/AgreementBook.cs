using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Stores terms as agreements with their receivables; changed terms replace those that no document was planned for.</summary>
internal sealed class AgreementBook(CycleRun run, LedgerContext ledger)
{
    /// <summary>Where agreements made from enrolments come from.</summary>
    public const string EnrolmentOrigin = "enr";

    /// <summary>Stores the terms of a chunk; saves nothing that is already so.</summary>
    public async Task StoreAsync(
        IReadOnlyList<(Episode Episode, BillingSource Source, BillingTerms Terms)> answers,
        CancellationToken ct
    )
    {
        if (answers.Count == 0)
        {
            return;
        }

        var keys = answers.Select(x => OriginKey(x.Episode)).ToList();
        var agreements = (
            await ledger
                .Agreements.Include(x => x.Shares)
                .Where(x => x.School == run.School.Key && x.Origin == EnrolmentOrigin && keys.Contains(x.OriginKey))
                .ToListAsync(ct)
        ).ToDictionary(x => (x.OriginKey, x.Episode));
        var payers = await PayerBook.LoadAsync(
            run,
            ledger,
            [
                .. answers.SelectMany(x =>
                    AgreementShares.Payers(x.Terms).Select(payer => (x.Episode.LearnerKey, payer))
                ),
            ],
            ct
        );
        var rewards = await Rewards.OpenAsync(run, ledger, ct);
        foreach (var (episode, source, terms) in answers)
        {
            // What is compared is the mapping's answer; what is stored has the payer's reward taken off.
            var digest = CycleRun.Digest(Write(source, terms));
            var known = agreements.GetValueOrDefault((OriginKey(episode), episode.Number));
            if (known?.TermsDigest == digest)
            {
                continue;
            }

            List<Payer> owing =
            [
                .. AgreementShares.Payers(terms).Select(x => payers.FindOrMake(episode.LearnerKey, x)),
            ];
            var less = Rewards.Use(run, rewards, owing[0].Key, $"{OriginKey(episode)} {episode.Number}", terms);
            await ReplaceAsync(known, episode, less, (Write(source, less), digest), owing, ct);
        }
    }

    private static string Write(BillingSource source, BillingTerms terms) =>
        JsonConvert.SerializeObject(new AgreementSnapshot(source, terms), AgreementSnapshot.Json);

    /// <summary>Takes back the agreements of episodes that are not billable any more, and for which no document was planned: they must not be invoiced later.</summary>
    public async Task WithdrawAsync(IReadOnlyCollection<Episode> episodes, CancellationToken ct)
    {
        var ids = episodes.Select(x => x.Id).ToList();
        var agreements = await ledger
            .Agreements.Where(x => x.School == run.School.Key && x.EpisodeRowId != null)
            .Where(x => ids.Contains(x.EpisodeRowId!.Value))
            .ToListAsync(ct);
        foreach (var agreement in agreements)
        {
            ledger.Agreements.Remove(agreement); // Its shares and receivables go with it.
            run.Journal(ledger, "agreement.withdrawn", agreement.OriginKey, new { agreement.Episode });
            run.Report.Count("agreements.withdrawn");
        }
    }

    private async Task ReplaceAsync(
        Agreement? agreement,
        Episode episode,
        BillingTerms terms,
        (string Text, string Digest) snapshot,
        IReadOnlyList<Payer> payers,
        CancellationToken ct
    )
    {
        if (agreement is null)
        {
            agreement = new Agreement
            {
                School = run.School.Key,
                Origin = EnrolmentOrigin,
                OriginKey = OriginKey(episode),
                Episode = episode.Number,
                EpisodeRowId = episode.Id,
                CourseKey = episode.CourseKey,
                LearnerKey = episode.LearnerKey,
                CreatedAt = run.Now,
            };
            ledger.Agreements.Add(agreement);
            run.Report.Count("agreements.new");
        }
        else
        {
            // No document was planned on the old terms (the episode is not billed), so nothing is rewritten that anybody has seen.
            var old = await ledger.Receivables.Where(x => x.AgreementId == agreement.Id).ToListAsync(ct);
            ledger.Receivables.RemoveRange(old);
            ledger.RemoveRange(agreement.Shares);
            agreement.Shares.Clear();
            run.Report.Count("agreements.changed");
        }

        agreement.Revision++;
        agreement.Terms = snapshot.Text;
        agreement.TermsDigest = snapshot.Digest;
        agreement.NextPartOn = SubscriptionBook.NextPartOn(terms);
        AgreementShares.Add(agreement, terms, payers);
        foreach (var receivable in AgreementShares.Receivables(run.School.Key, agreement, terms, terms.Instalments))
        {
            ledger.Receivables.Add(receivable);
            run.Report.Count("receivables.new");
        }
    }

    private static string OriginKey(Episode episode) => $"{episode.CourseKey}-{episode.LearnerKey}";
}
