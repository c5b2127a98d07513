using Collections.Connector.Ports;

namespace Collections.Adapters.ErpNext;

/// <summary>Reads money of customers that no document has taken: on account, and of credit notes and overpaid invoices.</summary>
/// <remarks>
/// On account stands in the Payment Ledger what is against a payment or journal entry itself. What went back is entered there too, so that the
/// two together are the customer's own; a Payment Entry's <c>unallocated_amount</c> knows only of itself.
/// </remarks>
internal sealed class ErpNextCredit(ErpNextApi api, ErpNextSettings settings)
{
    /// <summary>Positive amounts, one per customer and currency.</summary>
    public async Task<IReadOnlyList<UnallocatedCredit>> ReadAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    )
    {
        if (customerKeys.Count == 0)
        {
            return [];
        }

        var credit = new Dictionary<(string Customer, string Currency), decimal>();
        foreach (var (customer, currency, amount) in await OnAccountAsync(customerKeys, ct))
        {
            if (amount > 0)
            {
                credit[(customer, currency)] = amount;
            }
        }

        var documents = new ErpNextQuery(
            ErpNextDocuments.DocType,
            ["name", "customer", "currency", "party_account_currency", "outstanding_amount"],
            ErpNextJson.Is("company", "=", settings.Company),
            ErpNextJson.Is("docstatus", "=", 1),
            ErpNextJson.Is("outstanding_amount", "<", 0)
        );
        foreach (var row in await api.ListAsync(documents, "customer", customerKeys, ct))
        {
            var key = (row.Text("customer"), row.TextOrNull("party_account_currency") ?? row.Text("currency"));
            credit[key] = credit.GetValueOrDefault(key) - row.Amount("outstanding_amount");
        }

        return
        [
            .. credit
                .Where(pair => Currency.TryOf(pair.Key.Currency, out _))
                .Select(pair => new UnallocatedCredit(
                    pair.Key.Customer,
                    Money.Rounded(pair.Value, Currency.Of(pair.Key.Currency))
                ))
                .Where(one => one.Amount.IsPositive),
        ];
    }

    /// <summary>What customers have on account, by currency of the account; below zero when they owe it.</summary>
    public async Task<List<(string Customer, string Currency, decimal Amount)>> OnAccountAsync(
        IEnumerable<string> customerKeys,
        CancellationToken ct
    )
    {
        var query = new ErpNextQuery(
            ErpNextSettlements.Ledger,
            ["name", "party", "account_currency", "amount_in_account_currency"],
            ErpNextJson.Is("company", "=", settings.Company),
            ErpNextJson.Is("party_type", "=", "Customer"),
            ErpNextJson.Is("delinked", "=", 0),
            ErpNextJson.In("against_voucher_type", [ErpNextPayments.DocType, ErpNextJournal.DocType])
        );
        var rows = await api.ListAsync(query, "party", customerKeys, ct);
        return
        [
            .. rows.GroupBy(row => (Customer: row.Text("party"), Currency: row.Text("account_currency")))
                .Select(g => (g.Key.Customer, g.Key.Currency, -g.Sum(row => row.Amount("amount_in_account_currency")))),
        ];
    }
}
