using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Journal;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Ends a run: sums, alarms to the school's staff, and the journal's seal.</summary>
internal sealed class RunClosing(CycleRun run)
{
    /// <summary>Closes.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        run.Report.Totals = await TotalsBook.OfAsync(ledger, run.School.Key, ct);
        await new StaffAlarm(run).RaiseAsync(ct);
        run.Report.Count("journal.sealed", await JournalSeal.SealAsync(ledger, run.School.Key, ct));
    }
}
