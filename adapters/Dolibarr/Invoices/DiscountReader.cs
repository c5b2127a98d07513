using Collections.Adapters.Dolibarr.Wire;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Reads a customer's fixed discounts: what became of credit notes, deposits and overpayments.</summary>
internal sealed class DiscountReader(DolibarrApi api)
{
    /// <summary>Reads all of them, used ones too.</summary>
    public async Task<List<Discount>> ReadAsync(long customer, CancellationToken ct)
    {
        var rows = await api.ListAsync(
            "thirdparties.fixedamountdiscounts",
            $"thirdparties/{DolibarrJson.Key(customer)}/fixedamountdiscounts",
            [("filter", "none")],
            ct
        );
        return
        [
            .. rows.Select(row => new Discount(
                row.Number("rowid"),
                row.Number("fk_facture_source"),
                row.Number("factype") == 2,
                row.Number("fk_facture"),
                row.Number("fk_facture_line"),
                row.Amount("amount_ttc")
            )),
        ];
    }
}

/// <summary>A fixed discount of a customer. A credit note becomes one for each of its VAT rates.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">The document that it comes from.</param>
/// <param name="OfCreditNote">Whether that is a credit note.</param>
/// <param name="UsedOn">The invoice whose open amount it lowered; 0 for none.</param>
/// <param name="UsedOnLine">The line of an invoice that it became; 0 for none.</param>
/// <param name="Amount">With tax, above zero.</param>
internal sealed record Discount(long Id, long Source, bool OfCreditNote, long UsedOn, long UsedOnLine, decimal Amount)
{
    /// <summary>Gets a value indicating whether nothing has taken it yet.</summary>
    public bool IsFree => UsedOn == 0 && UsedOnLine == 0;
}
