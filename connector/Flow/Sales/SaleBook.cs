using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Sales;

/// <summary>Stores sales that were judged: agreements with their receivables, and the wish to enrol.</summary>
internal sealed class SaleBook(CycleRun run, string origin)
{
    /// <summary>Stores a chunk in one transaction.</summary>
    /// <param name="sales">New and changed ones; nothing of the latter is invoiced.</param>
    /// <param name="ct">Stops it; nothing of the chunk is stored then.</param>
    public async Task StoreAsync(IReadOnlyList<JudgedSale> sales, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        await ForgetAsync(ledger, [.. sales.Where(x => x.Verdict == SaleVerdict.Changed)], ct);
        var book = new AgreementBook(run, ledger);
        await book.StoreAsync([.. sales.Select(x => (x.Subject, x.Source, x.Source.Sale!.Terms))], ct);
        await CoverAsync(ledger, book, sales, ct);
        foreach (var sale in sales)
        {
            if (sale.Order.Enrol != SaleEnrolment.None)
            {
                var wish = EnrolWish.Of(sale.Subject, sale.Order.Enrol);
                var reference = EnrolWish.ReferenceOf(run.School.Key, sale.Subject);
                Intents.Plan(run, ledger, IntentKind.Enrol, reference, wish.ToJson());
            }

            run.Journal(
                ledger,
                sale.Verdict == SaleVerdict.New ? "sale.stored" : "sale.changed",
                EnrolWish.ReferenceOf(run.School.Key, sale.Subject),
                new
                {
                    origin,
                    price = sale.Order.Price.ToString(),
                    parts = sale.Order.Parts.Count,
                    enrol = sale.Order.Enrol.ToString(),
                }
            );
        }

        await ledger.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // What was given before is gone with its receivables: nobody has seen any of it.
    private async Task ForgetAsync(LedgerContext ledger, List<JudgedSale> changed, CancellationToken ct)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var keys = changed.ConvertAll(x => x.Order.Key);
        var old = await ledger
            .Agreements.Where(x => x.School == run.School.Key && x.Origin == origin && keys.Contains(x.OriginKey))
            .ToListAsync(ct);
        var ids = old.ConvertAll(x => x.Id);
        var references = ledger
            .Receivables.Where(x => x.School == run.School.Key && ids.Contains(x.AgreementId))
            .Select(x => x.Reference);
        await ledger
            .Intents.Where(x => x.School == run.School.Key && x.Kind == IntentKind.Enrol)
            .Where(x => references.Contains(x.Reference))
            .ExecuteDeleteAsync(ct);
        ledger.Agreements.RemoveRange(old);
        await ledger.SaveChangesAsync(ct);
    }

    // An enrolment that was there before, and that nothing is invoiced for, is paid by the sale from now on.
    private async Task CoverAsync(
        LedgerContext ledger,
        AgreementBook book,
        IReadOnlyList<JudgedSale> sales,
        CancellationToken ct
    )
    {
        var pairs = sales.Select(x => (x.Subject.CourseKey, x.Subject.LearnerKey)).ToHashSet();
        var courses = pairs.Select(x => x.CourseKey).Where(x => x.Length > 0).Distinct().ToList();
        var learners = pairs.Select(x => x.LearnerKey).Distinct().ToList();
        var open = await ledger
            .Episodes.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.EndedOn == null && !x.Billed)
            .Where(x => courses.Contains(x.CourseKey) && learners.Contains(x.LearnerKey))
            .ToListAsync(ct);
        open.RemoveAll(x => !pairs.Contains((x.CourseKey, x.LearnerKey)));
        if (open.Count == 0)
        {
            return;
        }

        await book.WithdrawAsync(open, ct);
        var ids = open.ConvertAll(x => x.Id);
        await ledger
            .Episodes.Where(x => ids.Contains(x.Id))
            .ExecuteUpdateAsync(
                x => x.SetProperty(e => e.NotBilled, SoldOutside.Reason).SetProperty(e => e.Judged, (string?)null),
                ct
            );
    }
}
