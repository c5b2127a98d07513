using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>
/// The long road from a validated credit note to a lower open amount: it becomes discounts, one for each VAT rate; those are
/// used on the invoice; the invoice is closed when nothing remains. Every stage looks first, so that it may begin anywhere.
/// </summary>
internal sealed class CreditNoteRoad(InvoiceReader invoices, DiscountReader discounts)
{
    /// <summary>Goes on from wherever the credit note stands. What its invoice cannot take stays the customer's credit.</summary>
    /// <param name="turn">The turn to write in.</param>
    /// <param name="id">The credit note, validated.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    public async Task GoOnAsync(WriteTurn turn, long id, CancellationToken ct)
    {
        if (await invoices.ByIdAsync(id, ct) is not { } note || InvoiceRow.Status(note) == InvoiceRow.Draft)
        {
            return; // Deleted or taken back meanwhile: the caller reads it once more.
        }

        if (InvoiceRow.Status(note) == InvoiceRow.Validated && note.Number("paye") == 0)
        {
            await turn.WriteAsync("invoices.markAsCreditAvailable", $"{Route(id)}/markAsCreditAvailable", [], ct);
        }

        var customer = note.Number("socid");
        var free = (await discounts.ReadAsync(customer, ct)).FindAll(d => d.Source == id && d.IsFree);
        if (note.Number("fk_facture_source") is > 0 and var source)
        {
            await UseAsync(turn, source, customer, free, ct);
        }
    }

    private async Task UseAsync(WriteTurn turn, long source, long customer, List<Discount> free, CancellationToken ct)
    {
        foreach (var discount in free)
        {
            // Dolibarr looks neither at the customer nor at what remains.
            if (await OpenAsync(source, customer, ct) is { } open && open >= invoices.Row.Money(discount.Amount))
            {
                var use = $"{Route(source)}/usecreditnote/{DolibarrJson.Key(discount.Id)}";
                await turn.WriteAsync("invoices.usecreditnote", use, [], ct);
            }
        }

        if (await OpenAsync(source, customer, ct) is { IsZero: true })
        {
            await turn.WriteAsync("invoices.settopaid", $"{Route(source)}/settopaid", [], ct);
        }
    }

    /// <summary>What is open on a validated invoice of the customer; null for any other.</summary>
    private async Task<Money?> OpenAsync(long id, long customer, CancellationToken ct)
    {
        var row = await invoices.ByIdAsync(id, ct);
        var takes =
            row is JObject
            && InvoiceRow.Status(row) == InvoiceRow.Validated
            && !InvoiceRow.IsProvisional(row)
            && !InvoiceRow.IsCreditNote(row)
            && row.Number("socid") == customer;
        return takes ? invoices.Row.Money(row!.Amount("remaintopay")) : null;
    }

    private static string Route(long id) => $"invoices/{DolibarrJson.Key(id)}";
}
