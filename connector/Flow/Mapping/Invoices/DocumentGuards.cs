using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Invoices;

/// <summary>What holds for every document of every school, whatever its mapping says.</summary>
internal static class DocumentGuards
{
    public static void CheckParts(InvoiceSource source, DataFaults faults)
    {
        var where = $"document {source.Reference}";
        var parts = source.Parts;

        if (parts.Select(part => part.Instalment.Amount.Currency).Distinct().Count() > 1)
        {
            faults.Add(
                "document.currencies-mixed",
                where,
                "Its parts are in several currencies.",
                "Invoice them apart."
            );
        }

        if (parts.Select(part => part.Terms.Basis).Distinct().Count() > 1)
        {
            faults.Add("document.basis-mixed", where, "It mixes prices with and without tax.", "Invoice them apart.");
        }

        if (parts.Select(part => part.ReceivableRef).Distinct(StringComparer.Ordinal).Count() < parts.Count)
        {
            faults.Add("document.repeated", where, "It covers a receivable twice.", "Report this: it must not happen.");
        }

        foreach (var part in parts)
        {
            CheckPart(part, faults);
        }
    }

    /// <summary>The total equals the sum of the lines, to the cent.</summary>
    public static void CheckTotal(DocumentDraft draft, Money expected, DataFaults faults)
    {
        var sum = draft.Lines.Sum(line => line.Quantity * line.UnitPrice.Amount);

        if (sum != expected.Amount)
        {
            faults.Add(
                "guard.total",
                $"document {draft.Reference}",
                "Its lines do not sum to what is owed.",
                "Report this: it must not happen."
            );
        }
    }

    private static void CheckPart(InvoicePart part, DataFaults faults)
    {
        var where = $"receivable {part.ReceivableRef}";
        var amount = part.Instalment.Amount;

        if (!amount.IsPositive)
        {
            faults.Add("guard.amount", where, "Its amount is not above zero.", "Correct the agreement's terms.");
        }

        var price = part.Terms.Price;
        var amounts = part.Terms.Instalments.Select(instalment => instalment.Amount).ToList();

        if (
            amounts.Exists(each => each.Currency != price.Currency)
            || amounts.Sum(each => each.MinorUnits) != price.MinorUnits
        )
        {
            faults.Add(
                "guard.instalments",
                where,
                "The instalments of its agreement do not sum to the price.",
                "Correct the agreement's terms."
            );
        }
    }
}
