using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Parks invoices that the ERP has cancelled or lost: somebody must say whether the debt stands, or a learner would study for free and nobody see it.</summary>
internal sealed class LostInvoices(CycleRun run)
{
    /// <summary>Parks those that nobody has decided on.</summary>
    public async Task ParkAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var decided = ledger.Intents.Where(x =>
            x.School == run.School.Key
            && x.Kind == IntentKind.Document
            && (x.State == IntentState.Parked || x.State == IntentState.Dismissed)
        );
        var live = ledger.Receivables.Where(x => x.School == run.School.Key && x.State == ReceivableState.Live);
        var lost = await ledger
            .Documents.Where(x =>
                x.School == run.School.Key
                && x.Standing == DocumentStanding.Cancelled
                && x.Kind == DocumentKind.Invoice
                && !decided.Any(i => i.Reference == x.Reference)
                && x.Lines.Any(line => live.Any(r => r.Reference == line.ReceivableRef))
            )
            .ToListAsync(ct);
        foreach (var document in lost)
        {
            var intent =
                await Intents.FindAsync(ledger, run.School.Key, IntentKind.Document, document.Reference, ct)
                ?? Intents.Plan(run, ledger, IntentKind.Document, document.Reference, "");
            Intents.Park(
                run,
                ledger,
                intent,
                $"{document.Number ?? "It"} was cancelled or deleted in the ERP; nobody is asked for the money.",
                "If the debt stands, `parked retry` bills it anew; if not, `parked dismiss` ends it."
            );
        }

        await ledger.SaveChangesAsync(ct);
    }
}
