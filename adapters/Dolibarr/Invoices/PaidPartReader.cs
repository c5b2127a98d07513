using Collections.Adapters.Dolibarr.Wire;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Reads what payments gave to one invoice. Dolibarr lists payments nowhere else.</summary>
internal sealed class PaidPartReader(DolibarrApi api)
{
    /// <summary>Reads the parts of an invoice, oldest first.</summary>
    public async Task<List<PaidPart>> ReadAsync(long invoice, CancellationToken ct)
    {
        var rows = await api.ListAsync("invoices.payments", $"invoices/{DolibarrJson.Key(invoice)}/payments", [], ct);
        return
        [
            .. rows.Select(row => new PaidPart(
                invoice,
                row.Text("ref"),
                row.Text("ref_ext"),
                row.Amount("amount"),
                row.Day("date") ?? default
            )),
        ];
    }
}

/// <summary>What one payment gave to one invoice.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Number">The payment's number, the same on every invoice that it paid; Dolibarr shows no other key.</param>
/// <param name="Reference">Our reference; empty when it is not ours. It is not unique in Dolibarr.</param>
/// <param name="Amount">What it gave to this invoice.</param>
/// <param name="On">The day, in Dolibarr's zone.</param>
internal sealed record PaidPart(long Invoice, string Number, string Reference, decimal Amount, DateOnly On);
