using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Turns drafts into Sales Invoices as ERPNext takes them, with every name resolved.</summary>
internal sealed class ErpNextDrafts(
    ErpNextSettings settings,
    ErpNextCompany company,
    ErpNextCatalog catalog,
    ErpNextMeta meta,
    ErpNextDocuments documents
)
{
    private const int ItemNameLengthMax = 140;

    /// <summary>Fields that a mapping may not set: ERPNext or the connector owns them.</summary>
    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "doctype",
        "name",
        "docstatus",
        "naming_series",
        "company",
        "customer",
        "currency",
        "posting_date",
        "set_posting_time",
        "due_date",
        "payment_schedule",
        "payment_terms_template",
        "ignore_default_payment_terms_template",
        "is_return",
        "return_against",
        "is_pos",
        "items",
        "taxes",
        "taxes_and_charges",
        "debit_to",
        "disable_rounded_total",
        "update_outstanding_for_self",
        "item_code",
        "qty",
        "rate",
    };

    /// <summary>Makes bodies.</summary>
    /// <returns>By reference: a body, or the faults for which there is none.</returns>
    public async Task<Dictionary<string, (JObject? Body, string Faults)>> ToBodiesAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        var bodies = new Dictionary<string, (JObject?, string)>(StringComparer.Ordinal);
        if (drafts.Count == 0)
        {
            return bodies;
        }

        var names = await ResolveAsync(drafts, ct);
        var corrected = await documents.ByAsync("name", drafts.Select(d => d.ReversesKey).OfType<string>(), ct);
        foreach (var draft in drafts)
        {
            var faults = ErpNextDraftShape.Faults(draft);
            var body = Body(draft, names, faults);
            // A credit note stands in the account of its invoice, whatever the settings say now: ERPNext refuses another.
            var account =
                corrected.Find(i => i.Document.Key == draft.ReversesKey)?.Account
                ?? await company.ReceivableAccountAsync(draft.Currency, ct);
            body["debit_to"] = account;
            if (account is null)
            {
                faults.Add(
                    $"There is no receivable account in {draft.Currency}: name one in the setting receivableAccounts."
                );
            }

            bodies[draft.Reference] =
                faults.Count == 0 ? (body, "") : (null, string.Join(" ", faults.Distinct(StringComparer.Ordinal)));
        }

        return bodies;
    }

    private async Task<Names> ResolveAsync(IReadOnlyCollection<DocumentDraft> drafts, CancellationToken ct)
    {
        var lines = drafts.SelectMany(d => d.Lines).ToList();
        var (rows, templates) = await catalog.TaxesAsync(lines.SelectMany(l => l.TaxKeys), ct);
        var named = drafts.Any(d => SeriesOf(d) is not null);
        return new Names(
            await catalog.ResolveAsync(ErpNextKind.Account, lines.Select(AccountOf), ct),
            await catalog.ResolveAsync(ErpNextKind.CostCenter, lines.Select(CostCenterOf), ct),
            await catalog.ResolveAsync(ErpNextKind.Item, lines.Select(l => l.ProductKey), ct),
            await catalog.ResolveAsync(ErpNextKind.Term, drafts.Select(d => d.PaymentTermKey), ct),
            templates,
            rows,
            named ? await meta.SeriesAsync(ErpNextDocuments.DocType, ct) : []
        );
    }

    private JObject Body(DocumentDraft draft, Names names, List<string> faults)
    {
        var isReturn = draft.Kind == DocumentKind.CreditNote;
        var sign = isReturn ? -1 : 1;
        var body = new JObject
        {
            ["company"] = settings.Company,
            ["customer"] = draft.CustomerKey,
            ["currency"] = draft.Currency.Code,
            ["posting_date"] = ErpNextJson.Date(draft.IssueOn),
            ["set_posting_time"] = 1, // Without it ERPNext takes today.
            ["disable_rounded_total"] = 1, // Without it ERPNext rounds to whole units where the company does.
            ["ignore_pricing_rule"] = 1,
            ["update_stock"] = 0,
            ["items"] = new JArray(draft.Lines.Select(line => Line(line, sign, names, faults))),
            ["taxes"] = Taxes(draft, sign, names, faults),
        };
        if (SeriesOf(draft) is { } series)
        {
            body["naming_series"] = series;
            if (!names.Series.Contains(series, StringComparer.Ordinal))
            {
                // ERPNext would begin the series without a word.
                faults.Add(
                    $"Sales Invoice has no naming series '{series}'. Correct the mapping or add it in Document Naming Settings."
                );
            }
        }

        if (isReturn)
        {
            body["is_return"] = 1;
            body["return_against"] = draft.ReversesKey;
            body["update_outstanding_for_self"] = draft.ReversesKey is null ? 1 : 0; // Posting decides anew.
        }
        else if (names.Terms.Take(draft.PaymentTermKey, faults) is { } term)
        {
            body["payment_terms_template"] = term.Name;
        }
        else
        {
            // A schedule of our own, and the flag: else the customer's own terms come in, or refuse a later day.
            body["ignore_default_payment_terms_template"] = 1;
            var dueOn = ErpNextJson.Date(ErpNextDraftShape.LastDueOn(draft));
            body["due_date"] = dueOn;
            body["payment_schedule"] = new JArray(new JObject { ["due_date"] = dueOn, ["invoice_portion"] = 100 });
        }

        AddFields(body, draft.Fields, faults);
        return body;
    }

    private JObject Line(DocumentLineDraft line, int sign, Names names, List<string> faults)
    {
        var name = line.Description.ReplaceLineEndings(" ").Trim();
        var row = new JObject
        {
            ["item_name"] = name.Length <= ItemNameLengthMax ? name : name[..ItemNameLengthMax],
            ["description"] = line.Description,
            ["qty"] = sign * line.Quantity,
            ["rate"] = ErpNextJson.Value(line.UnitPrice),
        };
        if (names.Items.Take(line.ProductKey, faults) is { } item)
        {
            row["item_code"] = item.Name;
        }
        else
        {
            row["uom"] = settings.Unit;
            row["conversion_factor"] = 1;
        }

        if (names.Accounts.Take(AccountOf(line), faults) is { } account)
        {
            row["income_account"] = account.Name;
            if (account.Detail is "Receivable" or "Payable")
            {
                faults.Add($"Account '{AccountOf(line)}' is a receivable or payable account. Use an income account.");
            }
        }
        else if (AccountOf(line).Length == 0 && line.ProductKey is null)
        {
            faults.Add("A line has no income account. Name one in the mapping, or set incomeAccount.");
        }

        if (names.CostCenters.Take(CostCenterOf(line), faults) is { } center)
        {
            row["cost_center"] = center.Name;
        }

        AddFields(row, line.Fields, faults);
        return row;
    }

    /// <summary>ERPNext taxes a document, not a line: the rows of the templates, one after the other.</summary>
    private static JArray Taxes(DocumentDraft draft, int sign, Names names, List<string> faults)
    {
        var keys = draft.Lines.FirstOrDefault()?.TaxKeys ?? [];
        if (draft.Lines.Any(line => !line.TaxKeys.ToHashSet(StringComparer.Ordinal).SetEquals(keys)))
        {
            faults.Add(
                "Lines with different taxes: ERPNext taxes a document as a whole. Bill them on documents of their own."
            );
        }

        var rows = new JArray();
        foreach (var key in draft.Lines.SelectMany(line => line.TaxKeys).Distinct(StringComparer.Ordinal))
        {
            if (!names.TaxRows.TryGetValue(key, out var template))
            {
                faults.AddRange(names.Templates.Faults.Values);
                continue;
            }

            var before = rows.Count;
            foreach (var row in template.Select(row => (JObject)row.DeepClone()))
            {
                if (row.Text("row_id") is { Length: > 0 } place && int.TryParse(place, out var number))
                {
                    row["row_id"] = (number + before).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                if (row.Text("charge_type") == "Actual")
                {
                    row["tax_amount"] = sign * row.Amount("tax_amount");
                }
                else
                {
                    row.Remove("tax_amount");
                }

                rows.Add(row);
            }
        }

        return rows;
    }

    private void AddFields(JObject body, IReadOnlyDictionary<string, string> fields, List<string> faults)
    {
        foreach (var (field, value) in fields.Where(f => f.Value.Length > 0))
        {
            if (Owned.Contains(field) || field == settings.ReferenceField || body.ContainsKey(field))
            {
                faults.Add($"The field '{field}' is set by the connector itself. Remove it from the mapping.");
            }
            else
            {
                body[field] = value;
            }
        }
    }

    private string? SeriesOf(DocumentDraft draft)
    {
        var own = draft.Kind == DocumentKind.CreditNote ? settings.CreditNoteSeries : "";
        var journal = own.Length > 0 ? own : draft.JournalKey ?? "";
        var series = journal.Length > 0 || draft.Kind == DocumentKind.CreditNote ? journal : settings.InvoiceSeries;
        return series.Length > 0 ? series : null;
    }

    private string AccountOf(DocumentLineDraft line) =>
        line.AccountKey ?? (line.ProductKey is null ? settings.IncomeAccount : "");

    private string CostCenterOf(DocumentLineDraft line) => line.AnalyticKey ?? settings.CostCenter;

    private sealed record Names(
        ErpNextResolved Accounts,
        ErpNextResolved CostCenters,
        ErpNextResolved Items,
        ErpNextResolved Terms,
        ErpNextResolved Templates,
        IReadOnlyDictionary<string, JObject[]> TaxRows,
        IReadOnlyList<string> Series
    );
}

/// <summary>What of a draft can be judged without ERPNext.</summary>
internal static class ErpNextDraftShape
{
    /// <summary>The last day on which something of it falls due.</summary>
    public static DateOnly LastDueOn(DocumentDraft draft) =>
        draft.DueParts.Count > 0 ? draft.DueParts.Max(part => part.DueOn) : draft.DueOn ?? draft.IssueOn;

    /// <summary>What is wrong with it.</summary>
    public static List<string> Faults(DocumentDraft draft)
    {
        var faults = new List<string>();
        Require(draft.Reference.Length is > 0 and <= 140, "The reference is empty, or longer than 140 characters.");
        Require(draft.CustomerKey.Length > 0, "The document has no customer.");
        Require(draft.Lines.Count > 0, "The document has no lines.");
        Require(draft.Lines.All(line => line.Quantity > 0), "A line has no quantity above zero.");
        Require(
            draft.Lines.All(line => line.Description.Trim().Length > 0),
            "A line has no description, which ERPNext needs."
        );
        Require(
            draft.Lines.All(line => line.UnitPrice.Currency == draft.Currency)
                && draft.DueParts.All(part => part.Amount.Currency == draft.Currency),
            "An amount is in another currency than the document."
        );
        Require(draft.DueParts.All(part => part.Amount.IsPositive), "A due part is not above zero.");
        Require(
            draft.DueParts.Select(part => part.DueOn).Distinct().Count() == draft.DueParts.Count,
            "Two parts fall due on the same day: ERPNext takes one a day."
        );
        Require(
            draft.Kind == DocumentKind.CreditNote
                || draft.PaymentTermKey is not null
                || FirstDueOn(draft) >= draft.IssueOn,
            "It is due before its date, which ERPNext refuses. Give it a later due day."
        );
        return faults;

        void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                faults.Add(otherwise);
            }
        }
    }

    private static DateOnly FirstDueOn(DocumentDraft draft) =>
        draft.DueParts.Count > 0 ? draft.DueParts.Min(part => part.DueOn) : draft.DueOn ?? draft.IssueOn;
}
