using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Turns the enrolments that are billable into agreements and receivables. Terms stand once a document is planned; until then they follow the LMS.</summary>
internal sealed class ReceivableBuilder(CycleRun run)
{
    private const string DataFault = "data-fault";
    private readonly string? mark = JudgementMark.Of(run);

    /// <summary>Looks at every open episode that is not billed yet, but for those that nothing has changed for since they were judged.</summary>
    public async Task BuildAsync(CancellationToken ct)
    {
        await CountPassedOverAsync(ct);
        var courses = await BillingSources.LoadCoursesAsync(run, ct);
        var last = 0L;
        var looked = 0;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
            var chunk = await ledger
                .Episodes.AsNoTracking()
                .Where(x => x.School == run.School.Key && !x.Billed && x.EndedOn == null && x.Id > last)
                .Where(x => x.Judged == null || x.Judged != mark)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                break;
            }

            last = chunk[^1].Id;
            await BuildAsync(ledger, chunk, courses, ct);
            await ledger.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            run.Tell("receivables", looked += chunk.Count);
        }

        await new SubscriptionBook(run).ExtendAsync(ct);
        await new PayerDetails(run).RefreshAsync(courses, ct);
    }

    // The report tells of all that is not billed, not only of what was judged in this run.
    private async Task CountPassedOverAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var reasons = await ledger
            .Episodes.Where(x => x.School == run.School.Key && !x.Billed && x.EndedOn == null)
            .Where(x => x.Judged != null && x.Judged == mark && x.NotBilled != null)
            .GroupBy(x => x.NotBilled)
            .Select(x => new { Reason = x.Key, Count = x.Count() })
            .ToListAsync(ct);
        reasons.ForEach(x => run.Report.Count($"not-billed.{x.Reason}", x.Count));
    }

    private async Task BuildAsync(
        LedgerContext ledger,
        List<Episode> chunk,
        BillingSources courses,
        CancellationToken ct
    )
    {
        var answers = new List<(Episode Episode, BillingSource Source, BillingTerms Terms)>();
        var bills = await ParkedBills.LoadAsync(run, ledger, chunk.Select(Key), ct);
        foreach (var (episode, source, reason) in await courses.ForAsync(ledger, chunk, ct))
        {
            if (source is null)
            {
                NotBilled(episode, bills, reason!);
                continue;
            }

            var answer = run.Mapping.Billing.Decide(source);
            if (answer.Terms is { } terms)
            {
                episode.NotBilled = null;
                bills.Settle(Key(episode));
                answers.Add((episode, source, terms));
            }
            else if (answer.Faults.Count > 0)
            {
                episode.NotBilled = DataFault;
                bills.Park(Key(episode), answer.Faults);
            }
            else
            {
                NotBilled(episode, bills, answer.NotBillable ?? "not-billable");
            }
        }

        await NoteAsync(ledger, chunk, ct);
        var book = new AgreementBook(run, ledger);
        await book.WithdrawAsync([.. chunk.Where(x => x.NotBilled is not null)], ct);
        await book.StoreAsync(answers, ct);
    }

    // Many share a reason: one statement a reason. Data at fault has no mark: each run's report names it until it is mended.
    private async Task NoteAsync(LedgerContext ledger, IEnumerable<Episode> judged, CancellationToken ct)
    {
        foreach (var group in judged.GroupBy(x => x.NotBilled))
        {
            var ids = group.Select(x => x.Id).ToList();
            var given = group.Key == DataFault ? null : mark;
            await ledger
                .Episodes.Where(x => ids.Contains(x.Id))
                .Where(x => x.NotBilled != group.Key || x.Judged != given)
                .ExecuteUpdateAsync(
                    x => x.SetProperty(e => e.NotBilled, group.Key).SetProperty(e => e.Judged, given),
                    ct
                );
        }
    }

    private void NotBilled(Episode episode, ParkedBills bills, string reason)
    {
        episode.NotBilled = reason;
        bills.Settle(Key(episode));
        run.Report.Count($"not-billed.{reason}");
    }

    private static string Key(Episode episode) => ParkedBills.KeyOf(episode);
}
