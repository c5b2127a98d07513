using System.Runtime.CompilerServices;
using Collections.Adapters.Dolibarr.Invoices;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Payments;

/// <summary>Finds payments. Dolibarr lists them invoice by invoice only.</summary>
internal sealed class PaymentReader(DolibarrApi api, InvoiceReader invoices)
{
    private readonly PaidPartReader parts = new(api);

    /// <summary>Gets how an amount is read.</summary>
    public InvoiceRow Row => invoices.Row;

    /// <summary>Reads every invoice of customers.</summary>
    public Task<List<JObject>> InvoicesAsync(IReadOnlyCollection<long> customers, CancellationToken ct) =>
        invoices.ByCustomersAsync(customers, [], ct);

    /// <summary>Reads every payment that gave to one of the invoices, whole.</summary>
    public async Task<List<FoundPayment>> OnAsync(IEnumerable<JObject> rows, CancellationToken ct)
    {
        var found = new List<PaidPart>();
        foreach (var row in rows.Where(row => row.Amount("totalpaid") != 0m))
        {
            found.AddRange(await parts.ReadAsync(row.Number("id"), ct));
        }

        return
        [
            .. found
                .GroupBy(part => (part.Number, part.Reference))
                .Select(g => new FoundPayment(
                    g.Key.Number,
                    g.Key.Reference,
                    Row.Money(g.Sum(part => part.Amount)),
                    g.First().On
                )),
        ];
    }

    /// <summary>Streams the payments under references with a beginning. It looks through every invoice that was paid.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EnteredPayment>> ListAsync(
        string prefix,
        DateOnly? paidFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        // A payment over several invoices shows a part on each: it is whole only at the end.
        var paid = new List<JObject>();
        await foreach (var page in invoices.PagesAsync([], null, ct))
        {
            paid.AddRange(page.Where(row => row.Amount("totalpaid") != 0m).Select(Slim));
        }

        yield return
        [
            .. (await OnAsync(paid, ct))
                .Where(p => p.Reference.StartsWith(prefix, StringComparison.Ordinal))
                .Where(p => paidFrom is null || p.On >= paidFrom)
                .Select(p => new EnteredPayment(p.Number, p.Reference, p.Amount)),
        ];
    }

    private static JObject Slim(JObject row) => new() { ["id"] = row["id"], ["totalpaid"] = row["totalpaid"] };
}

/// <summary>A payment that was found.</summary>
/// <param name="Number">Its number; the only key that Dolibarr shows.</param>
/// <param name="Reference">Our reference; empty when it is not ours.</param>
/// <param name="Amount">What it gave to the invoices looked through.</param>
/// <param name="On">Its day.</param>
internal sealed record FoundPayment(string Number, string Reference, Money Amount, DateOnly On);
