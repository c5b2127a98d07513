using Collections.Adapters.Dolibarr.Invoices;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr.Payments;

/// <summary>Reads what customers have in their favour: discounts that nothing has taken, and credit notes that are none yet.</summary>
/// <remarks>Dolibarr holds no money that was paid without an invoice.</remarks>
internal sealed class CreditReader(DolibarrApi api, InvoiceReader invoices, Currency currency)
{
    private readonly DiscountReader discounts = new(api);

    /// <summary>Positive amounts, one per customer.</summary>
    public async Task<IReadOnlyList<UnallocatedCredit>> ReadAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    )
    {
        var customers = DolibarrJson.Ids(customerKeys);
        if (customers.Count == 0)
        {
            return [];
        }

        string[] openNotes =
        [
            DolibarrFilter.In("t.type", [2L]),
            DolibarrFilter.In("t.fk_statut", [InvoiceRow.Validated]),
        ];
        var notes = (await invoices.ByCustomersAsync(customers, openNotes, ct)).ToLookup(row => row.Number("socid"));
        var credit = new List<UnallocatedCredit>();
        foreach (var customer in customers)
        {
            var free = (await discounts.ReadAsync(customer, ct)).Where(d => d.IsFree).Sum(d => d.Amount);
            var open = notes[customer].Aggregate(Money.Zero(currency), (sum, row) => sum + invoices.Row.Open(row));
            if (invoices.Row.Money(free) + open is { IsPositive: true } amount)
            {
                credit.Add(new UnallocatedCredit(DolibarrJson.Key(customer), amount));
            }
        }

        return credit;
    }
}
