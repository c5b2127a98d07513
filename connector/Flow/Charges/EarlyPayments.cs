using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Charges;

/// <summary>
/// Gives the discount for paying early: whoever paid all but the discount in time, by the payments' own dates, gets a credit note over it. Who
/// paid everything gets none: nothing is open that it could settle.
/// </summary>
internal sealed class EarlyPayments(CycleRun run)
{
    /// <summary>Looks at invoices that are paid in part.</summary>
    public async Task GrantAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            return;
        }

        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await PaidInPart(ledger)
                .Where(x => x.Id > last)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            await GrantAsync(ledger, chunk, ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    /// <summary>Whether the discount is earned. Pure.</summary>
    /// <param name="terms">The discount.</param>
    /// <param name="asked">What the invoice asks for, with tax, in minor units.</param>
    /// <param name="open">What is open of it.</param>
    /// <param name="paidInTime">What was paid up to and including the last day.</param>
    public static bool IsEarned(EarlyPaymentTerms terms, long asked, long open, long paidInTime) =>
        open > 0 && paidInTime >= asked - Part(asked, terms.Percent);

    private static long Part(long amount, decimal percent) =>
        (long)decimal.Round(amount * percent / 100m, MidpointRounding.AwayFromZero);

    // One for each document: a plan on one invoice is paid early as a whole.
    private IQueryable<Document> PaidInPart(LedgerContext ledger) =>
        ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && x.Kind == DocumentKind.Invoice && !x.Adopted)
            .Where(x => x.Standing == DocumentStanding.Posted && x.OpenMinor > 0 && x.OpenMinor < x.TotalMinor)
            .Where(x =>
                !ledger.Documents.Any(note => note.School == x.School && note.ReversesReference == x.Reference)
            );

    private async Task GrantAsync(LedgerContext ledger, List<Document> invoices, CancellationToken ct)
    {
        var references = invoices.SelectMany(x => x.Lines).Select(x => x.ReceivableRef).ToList();
        var rows = await ledger
            .Receivables.AsNoTracking()
            .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .Where(x => x.State == ReceivableState.Live)
            .Select(x => new { x.Reference, x.Agreement.Terms })
            .ToDictionaryAsync(x => x.Reference, x => x.Terms, ct);
        var paid = await ledger
            .Payments.Where(x => x.School == run.School.Key && x.State == PaymentState.Succeeded)
            .SelectMany(
                x => x.Allocations,
                (payment, allocation) =>
                    new
                    {
                        payment.StateAt,
                        allocation.ReceivableRef,
                        allocation.AmountMinor,
                    }
            )
            .Where(x => references.Contains(x.ReceivableRef))
            .ToListAsync(ct);
        foreach (var invoice in invoices)
        {
            var terms = rows.TryGetValue(invoice.Lines[0].ReceivableRef, out var json)
                ? AgreementSnapshot.Parse(json).Terms.EarlyPayment
                : null;
            if (terms is null)
            {
                continue;
            }

            var until = invoice.IssueOn.AddDays(terms.Days);
            var own = invoice.Lines.Select(x => x.ReceivableRef).ToHashSet();
            var inTime = paid.Where(x => own.Contains(x.ReceivableRef) && run.School.DayOf(x.StateAt) <= until)
                .Sum(x => x.AmountMinor);
            if (IsEarned(terms, invoice.TotalMinor, invoice.OpenMinor, inTime))
            {
                await GrantAsync(ledger, invoice, terms, ct);
            }
        }
    }

    private async Task GrantAsync(LedgerContext ledger, Document invoice, EarlyPaymentTerms terms, CancellationToken ct)
    {
        var amounts = invoice
            .Lines.Select(x => (x.ReceivableRef, Off: Part(x.AmountMinor, terms.Percent)))
            .Where(x => x.Off > 0)
            .ToDictionary(x => x.ReceivableRef, x => x.Off);
        if (amounts.Count == 0 || CreditNotes.Objection(invoice) is not null)
        {
            return;
        }

        var note = await new CreditNotes(run, ledger).PlanAsync(invoice, amounts, ct, withTax: terms.LowersTax);
        run.Journal(
            ledger,
            "discount.early-payment",
            invoice.Reference,
            new { creditNote = note.Reference, terms.Percent }
        );
        run.Report.Count("discounts.early-payment");
    }
}
