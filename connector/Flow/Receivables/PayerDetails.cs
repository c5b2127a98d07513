using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>
/// Keeps the payers of what is billed up to date: an address that was corrected in the LMS is where the next message goes. Terms, amounts
/// and who owes stay as they were billed.
/// </summary>
internal sealed class PayerDetails(CycleRun run)
{
    /// <summary>Looks at billed enrolments of which something changed in the LMS since they were last looked at.</summary>
    public async Task RefreshAsync(BillingSources courses, CancellationToken ct)
    {
        if (JudgementMark.Of(run) is not { } mark || run.Options.DryRun)
        {
            return;
        }

        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await ledger
                .Episodes.AsNoTracking()
                .Where(x =>
                    x.School == run.School.Key && x.Billed && x.EndedOn == null && x.Judged == null && x.Id > last
                )
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            await RefreshAsync(ledger, courses, chunk, ct);
            var ids = chunk.ConvertAll(x => x.Id);
            await ledger
                .Episodes.Where(x => ids.Contains(x.Id))
                .ExecuteUpdateAsync(x => x.SetProperty(e => e.Judged, mark), ct);
        }
    }

    private async Task RefreshAsync(
        LedgerContext ledger,
        BillingSources courses,
        List<Episode> chunk,
        CancellationToken ct
    )
    {
        var wanted = new List<(string LearnerKey, PayerTerms Terms)>();
        foreach (var (episode, source, _) in await courses.ForAsync(ledger, chunk, ct))
        {
            if (source is not null && run.Mapping.Billing.Decide(source).Terms is { } terms)
            {
                wanted.AddRange(AgreementShares.Payers(terms).Select(x => (episode.LearnerKey, x)));
            }
        }

        var payers = await PayerBook.LoadAsync(run, ledger, wanted, ct);
        foreach (var (learner, terms) in wanted)
        {
            await FollowAsync(ledger, payers, learner, terms, ct);
        }

        await ledger.SaveChangesAsync(ct);
    }

    // Somebody new is no correction: whoever was billed owes, and who owes from now on comes with the next enrolment.
    private async Task FollowAsync(
        LedgerContext ledger,
        PayerBook payers,
        string learner,
        PayerTerms terms,
        CancellationToken ct
    )
    {
        if (payers.Find(learner, terms) is not { } known)
        {
            return;
        }

        var before = (known.Email, known.Phone, known.PostalAddress);
        payers.FindOrMake(learner, terms);
        if (before != (known.Email, known.Phone, known.PostalAddress))
        {
            // What did not arrive at the old address may arrive at the new one.
            await ledger
                .PayerChannels.Where(x => x.School == run.School.Key && x.PayerKey == known.Key)
                .Where(x => x.Standing == ChannelStanding.Failed)
                .ForEachAsync(x => x.Standing = ChannelStanding.Unknown, ct);
            run.Report.Count("payers.updated");
        }
    }
}
