using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>What is owed: the ERP's open amount of the receivable's own due line, less succeeded gateway payments that the ERP does not have yet.</summary>
internal static class OpenItems
{
    /// <summary>What is owed for receivables by reference.</summary>
    /// <returns>The receivables that have a posted invoice; others are absent: before an invoice there is nothing to pay.</returns>
    public static async Task<Dictionary<string, Money>> OwedAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var owed = (await DocumentRevisions.StandingAsync(ledger, school, references, ct))
            .GroupBy(x => x.ReceivableRef)
            .ToDictionary(
                x => x.Key,
                x => x.Select(i => new Money(i.OpenMinor, Currency.Of(i.Currency))).Aggregate((a, b) => a + b)
            );
        var onTheWay = await OnTheWay(ledger, school).Where(x => references.Contains(x.ReceivableRef)).ToListAsync(ct);
        foreach (var allocation in onTheWay.Where(x => owed.ContainsKey(x.ReceivableRef)))
        {
            owed[allocation.ReceivableRef] -= owed[allocation.ReceivableRef] with
            {
                MinorUnits = allocation.AmountMinor,
            };
        }

        return owed;
    }

    /// <summary>Allocations of succeeded gateway payments that are not in the ERP yet, nor seen there under our reference.</summary>
    public static IQueryable<Allocation> OnTheWay(LedgerContext ledger, string school) =>
        ledger
            .Payments.Where(x => x.School == school && x.ErpKey == null && x.State == PaymentState.Succeeded)
            .SelectMany(x => x.Allocations)
            .Where(x => x.SettlementKey == null);
}
