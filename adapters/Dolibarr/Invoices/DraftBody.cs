using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Writes a draft as Dolibarr takes it. What Dolibarr would take without a word and get wrong is refused here.</summary>
internal sealed class DraftBody(DolibarrSettings settings, DolibarrCatalog catalog, DolibarrDays days)
{
    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "socid",
        "type",
        "date",
        "date_lim_reglement",
        "cond_reglement_id",
        "ref_ext",
        "lines",
        "fk_facture_source",
        "multicurrency_code",
        "array_options",
        "statut",
        "status",
        "id",
    };

    private static readonly HashSet<string> OwnedByLine = new(StringComparer.Ordinal)
    {
        "desc",
        "subprice",
        "qty",
        "tva_tx",
        "fk_product",
        "array_options",
        "id",
    };

    /// <summary>The body of the request.</summary>
    /// <param name="draft">The document to make.</param>
    /// <param name="reversed">The row of the document that a credit note corrects; null when it is not there.</param>
    /// <param name="faults">Takes why it cannot be made.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    public async Task<JObject> WriteAsync(
        DocumentDraft draft,
        JObject? reversed,
        List<string> faults,
        CancellationToken ct
    )
    {
        CheckHeader(draft, faults);
        var note = draft.Kind == DocumentKind.CreditNote;
        var body = new JObject
        {
            ["socid"] = DolibarrJson.Id(draft.CustomerKey),
            ["type"] = note ? 2 : 0,
            ["date"] = days.Noon(draft.IssueOn),
            ["ref_ext"] = draft.Reference,
        };
        if (note)
        {
            CheckReversed(draft, reversed, faults);
            body["fk_facture_source"] = DolibarrJson.Id(draft.ReversesKey ?? "");
        }

        if (draft.DueOn is { } dueOn)
        {
            body["date_lim_reglement"] = days.Noon(dueOn);
        }

        if (draft.PaymentTermKey is { } term)
        {
            var found = await catalog.PaymentTermAsync(term, ct);
            body["cond_reglement_id"] = found;
            AddIf(found is null, faults, $"Dolibarr has no active payment term '{term}'.");
        }

        FieldBag.Add(body, draft.Fields, Owned, faults);
        var lines = new JArray();
        foreach (var line in draft.Lines)
        {
            lines.Add(await LineAsync(line, note ? -1 : 1, faults, ct));
        }

        body["lines"] = lines;
        return body;
    }

    private void CheckHeader(DocumentDraft draft, List<string> faults)
    {
        AddIf(
            !DolibarrFilter.IsReference(draft.Reference),
            faults,
            "The reference holds other signs than small letters, digits, _ and -: Dolibarr cannot be asked for it."
        );
        AddIf(
            DolibarrJson.Id(draft.CustomerKey) == 0,
            faults,
            $"'{draft.CustomerKey}' is no key of one of Dolibarr's third parties."
        );
        AddIf(
            draft.Currency != settings.Currency,
            faults,
            $"The document is in {draft.Currency}, and this Dolibarr keeps {settings.Currency}: it would take the amount as {settings.Currency}."
        );
        AddIf(
            draft.DueParts.Count > 1,
            faults,
            "Dolibarr has one due day for a document: bill each instalment on an invoice of its own."
        );
        AddIf(
            draft.JournalKey is not null,
            faults,
            $"Dolibarr chooses the sales journal itself: remove journal '{draft.JournalKey}' from the mapping."
        );
        AddIf(draft.Lines.Count == 0, faults, "The document has no lines.");
    }

    private static void CheckReversed(DocumentDraft draft, JObject? reversed, List<string> faults)
    {
        if (reversed is null)
        {
            faults.Add($"Document '{draft.ReversesKey}', which the credit note corrects, is not in Dolibarr.");
            return;
        }

        AddIf(
            reversed.Text("socid") != draft.CustomerKey,
            faults,
            $"Document {reversed.Text("id")}, which the credit note corrects, belongs to another customer."
        );
        AddIf(
            InvoiceRow.IsProvisional(reversed) || InvoiceRow.Status(reversed) == InvoiceRow.Draft,
            faults,
            $"Document {reversed.Text("id")}, which the credit note corrects, is a draft."
        );
    }

    private async Task<JObject> LineAsync(DocumentLineDraft line, int sign, List<string> faults, CancellationToken ct)
    {
        // The price is always sent: from the product alone, Dolibarr would take zero.
        var body = new JObject
        {
            ["desc"] = line.Description,
            ["subprice"] = sign * line.UnitPrice.Amount,
            ["qty"] = line.Quantity,
            ["tva_tx"] = Rate(line.TaxKeys, faults),
            ["product_type"] = 1,
        };
        if (line.ProductKey is { } product)
        {
            var found = await catalog.ProductAsync(product, ct);
            body["fk_product"] = found;
            AddIf(found is null, faults, $"Dolibarr has no product or service with reference '{product}'.");
        }

        AddIf(line.Quantity <= 0m, faults, "A line's quantity must be above zero.");
        AddIf(
            line.AccountKey is not null,
            faults,
            $"Dolibarr takes the account from the product or at transfer: remove account '{line.AccountKey}' from the mapping."
        );
        AddIf(
            line.AnalyticKey is not null,
            faults,
            $"Dolibarr's lines have no analytic account: remove '{line.AnalyticKey}' from the mapping."
        );
        FieldBag.Add(body, line.Fields, OwnedByLine, faults);
        return body;
    }

    /// <summary>The rate of a line. Dolibarr takes any rate, so only those of the settings pass.</summary>
    private decimal Rate(IReadOnlyList<string> taxes, List<string> faults)
    {
        if (taxes.Count > 1)
        {
            faults.Add($"A line of Dolibarr has one VAT rate; the mapping gives {string.Join(", ", taxes)}.");
            return 0m;
        }

        if (taxes.Count == 0 || settings.TaxRates.TryGetValue(taxes[0], out var rate))
        {
            return taxes.Count == 0 ? 0m : settings.TaxRates[taxes[0]];
        }

        faults.Add(
            $"Tax '{taxes[0]}' is not in taxRates ({string.Join(", ", settings.TaxRates.Keys)}). A key is a VAT rate that adds to a price without tax; Dolibarr has no prices with tax included."
        );
        return rate;
    }

    private static void AddIf(bool wrong, List<string> faults, string fault)
    {
        if (wrong)
        {
            faults.Add(fault);
        }
    }
}
