using Collections.Connector.Flow.Cycle;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Compares LMS, ledger, ERP and gateway, and names each difference with its cause. Writes nothing, in no system and not in the ledger.</summary>
/// <param name="run">The school's rules, systems and ledger.</param>
/// <param name="since">Only what was issued and paid from this day on; null for everything.</param>
internal sealed class Reconciler(CycleRun run, DateOnly? since)
{
    /// <summary>Compares.</summary>
    /// <exception cref="Ports.RemoteException">A system does not answer: half a comparison would name false differences.</exception>
    public async Task<ReconciliationReport> CompareAsync(CancellationToken ct)
    {
        var found = new DifferenceList();
        var learning = await new EnrolmentComparison(run, found).CompareAsync(ct);
        var suspended = await AccessComparison.LoadAsync(run, found, ct);
        var documents = new DocumentComparison(run, since, learning, suspended, found);
        await documents.CompareAsync(ct);
        await new UnbilledComparison(run, since, learning, found).CompareAsync(ct);
        var payments = new PaymentComparison(run, since, found);
        await payments.CompareAsync(ct);
        await suspended.CompareAsync(ct);
        return found.ToReport(run.School.Key, since, [.. learning.Totals, .. documents.Totals, .. payments.Totals]);
    }
}
