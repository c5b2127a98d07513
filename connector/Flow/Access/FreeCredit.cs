using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Access;

/// <summary>Money that payers have in the ERP and that no document has taken: whoever paid is not kept out because nobody has reconciled it yet.</summary>
internal sealed class FreeCredit(CycleRun run)
{
    private readonly Dictionary<string, IReadOnlyList<UnallocatedCredit>> known = new(StringComparer.Ordinal);

    /// <summary>Whether the payers' free money is as much as is owed. An ERP that does not answer says no: its own step tells that.</summary>
    public async Task<bool> CoversAsync(
        LedgerContext ledger,
        IReadOnlyCollection<Receivable> causing,
        IReadOnlyDictionary<string, Money> owed,
        CancellationToken ct
    )
    {
        var open = causing
            .Where(x => owed.TryGetValue(x.Reference, out var amount) && amount.IsPositive)
            .GroupBy(x => (x.PayerKey, x.Currency))
            .ToList();
        foreach (var debt in open)
        {
            var asked = debt.Sum(x => owed[x.Reference].MinorUnits);
            if (await OfAsync(ledger, debt.Key.PayerKey, debt.Key.Currency, ct) < asked)
            {
                return false;
            }
        }

        return open.Count > 0;
    }

    private async Task<long> OfAsync(LedgerContext ledger, string payer, string currency, CancellationToken ct)
    {
        if (!known.TryGetValue(payer, out var credit))
        {
            var customers = await ledger
                .Documents.Where(x => x.School == run.School.Key && x.PayerKey == payer && x.ErpKey != null)
                .Select(x => x.CustomerKey)
                .Distinct()
                .ToListAsync(ct);
            known[payer] = credit = await ReadAsync(customers, ct);
        }

        return credit.Where(x => x.Amount.Currency.Code == currency).Sum(x => x.Amount.MinorUnits);
    }

    private async Task<IReadOnlyList<UnallocatedCredit>> ReadAsync(List<string> customers, CancellationToken ct)
    {
        try
        {
            return await run.Ports.Payments.ReadCreditAsync(customers, ct);
        }
        catch (RemoteException)
        {
            return [];
        }
    }
}
