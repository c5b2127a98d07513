using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Reads money of customers that no document has taken: payments, bank lines and credit notes alike.</summary>
internal sealed class OdooCredit(OdooRpc rpc)
{
    private const int CustomersPerCall = 1_000;

    /// <summary>Positive amounts, one per customer and currency.</summary>
    public async Task<IReadOnlyList<UnallocatedCredit>> ReadAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    )
    {
        var credit = new List<UnallocatedCredit>();
        foreach (var ids in OdooJson.Ids(customerKeys).Chunk(CustomersPerCall))
        {
            credit.AddRange(await ReadAsync(ids, ct));
        }

        return credit;
    }

    private async Task<IEnumerable<UnallocatedCredit>> ReadAsync(long[] customers, CancellationToken ct)
    {
        // A contact of a company has its entries under the company: looked up, so that its credit is not missed.
        var partners = await rpc.SearchAsync(
            "res.partner",
            [new JArray("id", "in", new JArray(customers))],
            ["id", "commercial_partner_id"],
            ct,
            archivedToo: true
        );
        var payers = partners.Result!.ToLookup(row => row.Id("commercial_partner_id"), row => row.Key("id")!);
        if (payers.Count == 0)
        {
            return [];
        }

        var rows = await rpc.SearchAsync(
            "account.move.line",
            [
                new JArray("company_id", "=", rpc.Settings.CompanyId),
                new JArray("partner_id", "in", new JArray(payers.Select(p => p.Key))),
                new JArray("account_type", "=", "asset_receivable"),
                new JArray("parent_state", "=", "posted"),
                new JArray("reconciled", "=", false),
                new JArray("amount_residual", "<", 0),
            ],
            ["id", "partner_id", "amount_residual_currency", "currency_id"],
            ct
        );
        return rows.Result!.Where(row => Currency.TryOf(row.Label("currency_id"), out _))
            .GroupBy(row => (Partner: row.Id("partner_id"), Code: row.Label("currency_id")!))
            .SelectMany(group =>
            {
                var open = -group.Sum(row => row.Amount("amount_residual_currency"));
                var amount = Money.Rounded(open, Currency.Of(group.Key.Code));
                return payers[group.Key.Partner].Select(payer => new UnallocatedCredit(payer, amount));
            })
            .Where(one => one.Amount.IsPositive);
    }
}
