using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Turns drafts into rows for <c>account.move.load</c>, with every code resolved.</summary>
internal sealed class OdooDraftRows(OdooCatalog catalog, string prefix)
{
    /// <summary>Header fields that a mapping may not set: Odoo or the connector owns them, and <c>name</c> redefines the journal's numbering.</summary>
    private static readonly HashSet<string> Owned =
    [
        "id",
        "name",
        "state",
        "ref",
        "move_type",
        "partner_id",
        "company_id",
        "currency_id",
        "invoice_date",
        "invoice_date_due",
        "invoice_line_ids",
        "line_ids",
    ];

    private static readonly HashSet<string> ColumnsThatMayBeEmpty =
    [
        "invoice_line_ids/product_id/.id",
        "invoice_line_ids/tax_ids/.id",
        "invoice_line_ids/analytic_distribution",
        "invoice_line_ids/discount",
    ];

    /// <summary>Makes rows; a draft that cannot be sent is named with the reason.</summary>
    public async Task<(List<LoadRecord> Records, List<ItemOutcome<ErpDocument>> Refused)> ToRecordsAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        var codes = await ResolveAsync(drafts, ct);
        var records = new List<LoadRecord>();
        var refused = new List<ItemOutcome<ErpDocument>>();
        foreach (var draft in drafts)
        {
            var faults = new List<string>();
            var rows = Rows(draft, codes, faults);
            if (faults.Count == 0)
            {
                records.Add(new LoadRecord(draft.Reference, rows));
            }
            else
            {
                refused.Add(
                    ItemOutcome<ErpDocument>.Not(
                        OutcomeKind.Rejected,
                        draft.Reference,
                        string.Join(" ", faults.Distinct(StringComparer.Ordinal))
                    )
                );
            }
        }

        return (records, refused);
    }

    private async Task<Codes> ResolveAsync(IReadOnlyCollection<DocumentDraft> drafts, CancellationToken ct)
    {
        var lines = drafts.SelectMany(d => d.Lines).ToList();
        return new Codes(
            await catalog.ResolveAsync(CatalogKind.Currency, drafts.Select(d => d.Currency.Code), ct),
            await catalog.ResolveAsync(CatalogKind.Journal, drafts.Select(d => d.JournalKey), ct),
            await catalog.ResolveAsync(CatalogKind.Term, drafts.Select(d => d.PaymentTermKey), ct),
            await catalog.ResolveAsync(CatalogKind.Product, lines.Select(l => l.ProductKey), ct),
            await catalog.ResolveAsync(CatalogKind.Account, lines.Select(l => l.AccountKey), ct),
            await catalog.ResolveAsync(CatalogKind.Tax, lines.SelectMany(l => l.TaxKeys), ct),
            await catalog.ResolveAsync(CatalogKind.Analytic, lines.Select(l => l.AnalyticKey), ct)
        );
    }

    private List<IReadOnlyDictionary<string, string>> Rows(DocumentDraft draft, Codes codes, List<string> faults)
    {
        CheckShape(draft, faults);
        var header = Header(draft, codes, faults);
        var lines = draft.Lines.Select(line => Line(line, codes, faults)).ToList();
        var columns = lines.SelectMany(line => line.Keys).Distinct(StringComparer.Ordinal).ToList();
        foreach (var line in lines)
        {
            foreach (var column in columns.Where(column => !line.ContainsKey(column)))
            {
                if (!ColumnsThatMayBeEmpty.Contains(column))
                {
                    faults.Add($"'{column}' stands on some lines only. Give every line of the document one, or none.");
                }

                line[column] = "";
            }
        }

        var rows = new List<IReadOnlyDictionary<string, string>>();
        foreach (var line in lines)
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (column, value) in header)
            {
                row[column] = rows.Count == 0 ? value : "";
            }

            columns.ForEach(column => row[column] = line[column]);
            rows.Add(row);
        }

        return rows;
    }

    private Dictionary<string, string> Header(DocumentDraft draft, Codes codes, List<string> faults)
    {
        var header = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = $"{prefix}.{draft.Reference}",
            ["move_type"] = draft.Kind == DocumentKind.Invoice ? "out_invoice" : "out_refund",
            ["partner_id/.id"] = draft.CustomerKey,
            ["ref"] = draft.Reference,
            ["invoice_date"] = OdooJson.Date(draft.IssueOn),
        };
        if (codes.Currencies.Take(draft.Currency.Code, faults) is { } currency)
        {
            header["currency_id/.id"] = OdooJson.Key(currency.Id);
            if (!bool.TryParse(currency.Detail, out var active) || !active)
            {
                // Odoo 17 takes the draft without a word and fails at posting.
                faults.Add(
                    $"The currency {draft.Currency} is archived in Odoo. Activate it under Accounting, Currencies."
                );
            }
        }

        // An empty term is sent on purpose: without the column the customer's own term comes in and overrides the due date.
        var term = codes.Terms.Take(draft.PaymentTermKey, faults);
        header["invoice_payment_term_id/.id"] = term is null ? "" : OdooJson.Key(term.Id);
        if (term is null)
        {
            // With neither date nor term Odoo takes today, not the invoice date.
            header["invoice_date_due"] = OdooJson.Date(draft.DueOn ?? draft.IssueOn);
        }

        if (codes.Journals.Take(draft.JournalKey, faults) is { } journal)
        {
            header["journal_id/.id"] = OdooJson.Key(journal.Id);
            if (journal.Detail != "sale")
            {
                faults.Add($"Journal '{draft.JournalKey}' is no sales journal. Correct the mapping.");
            }
        }

        if (draft.ReversesKey is { } reversed)
        {
            header["reversed_entry_id/.id"] = reversed;
        }

        AddFields(header, "", draft.Fields, faults);
        return header;
    }

    private static Dictionary<string, string> Line(DocumentLineDraft line, Codes codes, List<string> faults)
    {
        var taxes = line.TaxKeys.Select(key => codes.Taxes.Take(key, faults)).OfType<CatalogEntry>();
        var cells = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["invoice_line_ids/name"] = line.Description,
            ["invoice_line_ids/quantity"] = OdooJson.Number(line.Quantity),
            ["invoice_line_ids/price_unit"] = line.UnitPrice.ToPlainString(),
            ["invoice_line_ids/tax_ids/.id"] = string.Join(',', taxes.Select(tax => OdooJson.Key(tax.Id))),
        };
        if (codes.Products.Take(line.ProductKey, faults) is { } product)
        {
            cells["invoice_line_ids/product_id/.id"] = OdooJson.Key(product.Id);
        }

        if (codes.Accounts.Take(line.AccountKey, faults) is { } account)
        {
            cells["invoice_line_ids/account_id/.id"] = OdooJson.Key(account.Id);
            if (account.Detail is "asset_receivable" or "liability_payable")
            {
                // Odoo 17 takes it without a word and makes an invoice over zero.
                faults.Add($"Account '{line.AccountKey}' is a receivable or payable account. Use an income account.");
            }
        }

        if (codes.Analytics.Take(line.AnalyticKey, faults) is { } analytic)
        {
            var shares = new JObject { [OdooJson.Key(analytic.Id)] = 100 };
            cells["invoice_line_ids/analytic_distribution"] = shares.ToString(Formatting.None);
        }

        AddFields(cells, "invoice_line_ids/", line.Fields, faults);
        return cells;
    }

    private static void AddFields(
        Dictionary<string, string> cells,
        string path,
        IReadOnlyDictionary<string, string> fields,
        List<string> faults
    )
    {
        foreach (var (field, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (Owned.Contains(field.Split('/')[0]) || !cells.TryAdd(path + field, value))
            {
                faults.Add($"The field '{field}' is set by the connector itself. Remove it from the mapping.");
            }
            else if (value.Length == 0)
            {
                cells.Remove(path + field); // An empty cell is a value in Odoo, and not the default.
            }
        }
    }

    private static void CheckShape(DocumentDraft draft, List<string> faults)
    {
        if (!OdooReference.IsSafe(draft.Reference))
        {
            faults.Add("The reference holds characters that an external id of Odoo may not hold.");
        }

        if (draft.Lines.Count == 0)
        {
            faults.Add("The document has no lines.");
        }

        if (draft.Lines.Any(line => line.Quantity <= 0))
        {
            faults.Add("A line has no quantity above zero.");
        }

        if (draft.Lines.Any(line => line.UnitPrice.Currency != draft.Currency))
        {
            faults.Add("A line's price is in another currency than the document.");
        }

        if (draft.DueParts.Count > 1 && draft.PaymentTermKey is null)
        {
            faults.Add(
                "Odoo divides a document over several due days by a payment term only. Create one there and name it in the mapping."
            );
        }

        if (OdooJson.Ids([draft.CustomerKey]).Count == 0)
        {
            faults.Add("The customer's key is no id of Odoo.");
        }
    }

    private sealed record Codes(
        Resolved Currencies,
        Resolved Journals,
        Resolved Terms,
        Resolved Products,
        Resolved Accounts,
        Resolved Taxes,
        Resolved Analytics
    );
}
