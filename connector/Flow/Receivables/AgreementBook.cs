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

    /// <summary>Stores the terms of a chunk of enrolments; saves nothing that is already so.</summary>
    public Task StoreAsync(
        IReadOnlyList<(Episode Episode, BillingSource Source, BillingTerms Terms)> answers,
        CancellationToken ct
    ) => StoreAsync([.. answers.Select(x => (AgreementSubject.Of(x.Episode), x.Source, x.Terms))], ct);

    /// <summary>Stores the terms of a chunk, all of one origin; saves nothing that is already so.</summary>
    public async Task StoreAsync(
        IReadOnlyList<(AgreementSubject Subject, BillingSource Source, BillingTerms Terms)> answers,
        CancellationToken ct
    )
    {
        if (answers.Count == 0)
        {
            return;
        }

        var origin = answers[0].Subject.Origin;
        var keys = answers.Select(x => x.Subject.Key).ToList();
        var agreements = (
            await ledger
                .Agreements.Include(x => x.Shares)
                .Where(x => x.School == run.School.Key && x.Origin == origin && keys.Contains(x.OriginKey))
                .ToListAsync(ct)
        ).ToDictionary(x => (x.OriginKey, x.Episode));
        var payers = await PayerBook.LoadAsync(
            run,
            ledger,
            [.. answers.SelectMany(x => AgreementShares.Payers(x.Terms).Select(payer => (x.Subject.PayerFrom, payer)))],
            ct
        );
        var rewards = await Rewards.OpenAsync(run, ledger, ct);
        foreach (var (subject, source, terms) in answers)
        {
            // What is compared is the mapping's answer; what is stored has the payer's reward taken off.
            var digest = CycleRun.Digest(Write(source, terms));
            var known = agreements.GetValueOrDefault((subject.Key, subject.Episode));
            if (known?.TermsDigest == digest)
            {
                continue;
            }

            List<Payer> owing = [.. AgreementShares.Payers(terms).Select(x => payers.FindOrMake(subject.PayerFrom, x))];
            // A price that a person wrote is asked as it is written.
            var less = source.Sale is null
                ? Rewards.Use(run, rewards, owing[0].Key, $"{subject.Key} {subject.Episode}", terms)
                : terms;
            await ReplaceAsync(known, subject, less, (Write(source, less), digest), owing, ct);
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
        AgreementSubject subject,
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
                Origin = subject.Origin,
                OriginKey = subject.Key,
                Episode = subject.Episode,
                EpisodeRowId = subject.EpisodeRowId,
                CourseKey = subject.CourseKey,
                LearnerKey = subject.LearnerKey,
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
}

/// <summary>What an agreement is about.</summary>
/// <param name="Origin">Where it comes from, such as <c>enr</c> or <c>csv</c>.</param>
/// <param name="Key">Its key there.</param>
/// <param name="Episode">The number of the episode that it is for, from 1.</param>
/// <param name="CourseKey">The LMS's key of the course; empty when no course is sold.</param>
/// <param name="LearnerKey">The LMS's key of the learner; another name where none is meant.</param>
/// <param name="EpisodeRowId">The episode that opened it; null for an origin outside the LMS.</param>
/// <param name="PayerFrom">What the payer is found by when it is the learner, or has neither tax id nor e-mail address.</param>
internal sealed record AgreementSubject(
    string Origin,
    string Key,
    int Episode,
    string CourseKey,
    string LearnerKey,
    long? EpisodeRowId,
    string PayerFrom
)
{
    /// <summary>An enrolment's.</summary>
    public static AgreementSubject Of(Episode episode) =>
        new(
            AgreementBook.EnrolmentOrigin,
            $"{episode.CourseKey}-{episode.LearnerKey}",
            episode.Number,
            episode.CourseKey,
            episode.LearnerKey,
            episode.Id,
            episode.LearnerKey
        );
}
