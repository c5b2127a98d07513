using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.SelfService;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Ends a run: sums, the journal's seal, the access ledger, and alarms to the school's staff.</summary>
internal sealed class RunClosing(CycleRun run)
{
    /// <summary>Closes.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        run.Report.Totals = await TotalsBook.OfAsync(ledger, run.School.Key, ct);
        run.Report.Count("journal.sealed", await JournalSeal.SealAsync(ledger, run.School.Key, ct));
        await KeepAsync(ledger, ct);
        await ObjectionDesk.SayAsync(run, ledger, ct);
        await new StaffAlarm(run).RaiseAsync(ct);
    }

    private async Task KeepAsync(LedgerContext ledger, CancellationToken ct)
    {
        if (run.Options.AccessLedger is not { } file || run.Options.DryRun)
        {
            return;
        }

        try
        {
            await AccessLedgerSync.WriteAsync(ledger, file, run.School.Key, run.Now, ct);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            run.Report.Say(
                "access-ledger.unwritable",
                file.FullPath,
                "The access ledger file cannot be written: nobody is suspended until it can.",
                "Free some space, or give the connector's user the right to write it.",
                needsPerson: true
            );
        }
    }
}
