using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>Sales Invoices and returns, as erpnext 15's sales_invoice.py, accounts_controller.py and taxes_and_totals.py treat them.</summary>
internal sealed class ErpNextSales(ErpNextSite site, ErpNextBooks books)
{
    private const string DocType = "Sales Invoice";
    private static readonly string[] Series = ["ACC-SINV-.YYYY.-", "ACC-SINV-RET-.YYYY.-", "SCHOOL-.YYYY.-"];

    /// <summary>Gets the naming series that the form offers.</summary>
    public static string SeriesOptions => string.Join('\n', Series);

    /// <summary>Makes an invoice, submitted at once where it says so.</summary>
    public JObject Insert(JObject body)
    {
        var given = ErpNextSite.Text(body, "naming_series");
        var submit = ErpNextSite.Number(body, "docstatus") == 1;
        body["docstatus"] = 0;
        Validate(body, isNew: true);
        var series = given.Length > 0 ? given : Series[0];
        var made = site.Add(DocType, site.Next(series), body);
        return submit ? Update(made, new JObject { ["docstatus"] = 1 }) : made;
    }

    /// <summary>Changes a draft, submits it, or cancels what was submitted.</summary>
    public JObject Update(JObject document, JObject changes)
    {
        if (
            ErpNextSite.Text(changes, "modified") is { Length: > 0 } read
            && read != ErpNextSite.Text(document, "modified")
        )
        {
            throw new ErpNextError("TimestampMismatchError", "Document has been modified after you have opened it");
        }

        var before = ErpNextSite.Number(document, "docstatus");
        var after = changes["docstatus"] is null ? before : ErpNextSite.Number(changes, "docstatus");
        switch (before, after)
        {
            case (0, 0 or 1):
                site.Change(
                    document,
                    d =>
                    {
                        d.Merge(changes, new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
                        Validate(d, isNew: false);
                    }
                );
                if (after == 1)
                {
                    Submit(document);
                }

                return document;
            case (1, 2):
                site.Change(document, d => d["docstatus"] = 2);
                books.Delink(DocType, ErpNextSite.Text(document, "name"));
                return document;
            case (1, 1):
                throw new ErpNextError("UpdateAfterSubmitError", "Not allowed to change after submission");
            default:
                throw new ErpNextError("DocstatusTransitionError", "Cannot edit a cancelled document");
        }
    }

    private void Submit(JObject document)
    {
        books.RequireOpen(ErpNextSite.Text(document, "posting_date"));
        var (name, total) = (ErpNextSite.Text(document, "name"), Payable(document));
        var against = name;
        if (ErpNextSite.Text(document, "return_against") is { Length: > 0 } original)
        {
            // What is paid already cannot be taken from the invoice: ERPNext makes the note open on its own.
            var own =
                ErpNextSite.Flag(document, "update_outstanding_for_self")
                || -total > ErpNextSite.Number(site.Get(DocType, original), "outstanding_amount");
            document["update_outstanding_for_self"] = own ? 1 : 0;
            against = own ? name : original;
        }

        books.Enter(document, "debit_to", ErpNextSite.Text(document, "customer"), DocType, against, total);
    }

    private void Validate(JObject document, bool isNew)
    {
        foreach (var field in new[] { "customer", "company", "currency" })
        {
            if (ErpNextSite.Text(document, field).Length == 0)
            {
                throw ErpNextError.Mandatory(field);
            }
        }

        site.RequireLink("Customer", ErpNextSite.Text(document, "customer"));
        site.RequireLink("Company", ErpNextSite.Text(document, "company"));
        site.RequireLink("Account", ErpNextSite.Text(document, "debit_to"));
        var company = site.Get("Company", ErpNextSite.Text(document, "company"));
        document["debit_to"] ??= company["default_receivable_account"];
        document["payment_terms_template"] ??= site.Get("Customer", ErpNextSite.Text(document, "customer"))[
            "payment_terms"
        ];
        var account = site.Get("Account", ErpNextSite.Text(document, "debit_to"));
        if (ErpNextSite.Text(account, "account_type") != "Receivable")
        {
            throw ErpNextError.Invalid("Debit To account must be a Receivable account");
        }

        document["party_account_currency"] = account["account_currency"];
        document["conversion_rate"] ??= 1m;
        if (!ErpNextSite.Flag(document, "set_posting_time"))
        {
            document["posting_date"] = Text(site.Today);
        }

        var isReturn = ErpNextSite.Flag(document, "is_return");
        var items = ErpNextSite.RowsOf(document, "items");
        if (items.Count == 0)
        {
            throw ErpNextError.Mandatory("items");
        }

        items.ForEach(item => ValidateItem(item, isReturn));
        if (isNew && ErpNextSite.RowsOf(document, "taxes").Count == 0)
        {
            TakeDefaultTaxes(document);
        }

        Reckon(document, items);
        if (isReturn)
        {
            ValidateReturn(document);
            document["payment_schedule"] = new JArray();
            document["outstanding_amount"] = 0m;
        }
        else
        {
            Schedule(document);
            document["outstanding_amount"] = Payable(document);
        }
    }

    private void ValidateItem(JObject item, bool isReturn)
    {
        site.RequireLink("Item", ErpNextSite.Text(item, "item_code"));
        site.RequireLink("Account", ErpNextSite.Text(item, "income_account"));
        site.RequireLink("Cost Center", ErpNextSite.Text(item, "cost_center"));
        if (ErpNextSite.Text(item, "item_code").Length > 0)
        {
            item["uom"] ??= "Nos";
            item["income_account"] ??= "Sales - S";
        }

        foreach (var field in new[] { "item_name", "uom", "income_account" })
        {
            if (ErpNextSite.Text(item, field).Length == 0)
            {
                throw ErpNextError.Mandatory(field);
            }
        }

        if (ErpNextSite.Number(item, "qty") == 0 || isReturn != ErpNextSite.Number(item, "qty") < 0)
        {
            throw ErpNextError.Invalid("Quantity has the wrong sign or is zero");
        }
    }

    private void TakeDefaultTaxes(JObject document)
    {
        var standard = site.All("Sales Taxes and Charges Template")
            .FirstOrDefault(t => ErpNextSite.Flag(t, "is_default") && !ErpNextSite.Flag(t, "disabled"));
        if (standard is not null)
        {
            document["taxes_and_charges"] = standard["name"];
            document["taxes"] = new JArray(
                ErpNextSite
                    .RowsOf(standard, "taxes")
                    .Select(row => new JObject(row.Properties().Where(p => !ErpNextFields.Every.Contains(p.Name))))
            );
        }
    }

    private void Reckon(JObject document, List<JObject> items)
    {
        var taxes = ErpNextSite.RowsOf(document, "taxes");
        taxes.ForEach(tax => site.RequireLink("Account", ErpNextSite.Text(tax, "account_head")));
        var included = taxes
            .Where(tax => ErpNextSite.Flag(tax, "included_in_print_rate"))
            .Sum(tax => ErpNextSite.Number(tax, "rate"));
        foreach (var item in items)
        {
            var amount = Round(ErpNextSite.Number(item, "qty") * ErpNextSite.Number(item, "rate"));
            item["amount"] = amount;
            item["net_amount"] = Round(amount / (1 + included / 100));
        }

        var total = items.Sum(item => ErpNextSite.Number(item, "amount"));
        var net = items.Sum(item => ErpNextSite.Number(item, "net_amount"));
        var charged = 0m;
        foreach (var tax in taxes)
        {
            var amount = ErpNextSite.Text(tax, "charge_type") switch
            {
                "Actual" => ErpNextSite.Number(tax, "tax_amount"),
                "On Net Total" => Round(net * ErpNextSite.Number(tax, "rate") / 100),
                var other => throw ErpNextError.Invalid($"Charge type {other} is not played"),
            };
            tax["tax_amount"] = amount;
            charged += amount;
        }

        var grand = included > 0 ? total : net + charged;
        document["total"] = total;
        document["net_total"] = included > 0 ? grand - charged : net;
        document["total_taxes_and_charges"] = charged;
        document["grand_total"] = grand;
        document["rounded_total"] = ErpNextSite.Flag(document, "disable_rounded_total")
            ? 0m
            : Math.Round(grand, 0, MidpointRounding.AwayFromZero);
    }

    private void ValidateReturn(JObject document)
    {
        if (ErpNextSite.Text(document, "return_against") is not { Length: > 0 } against)
        {
            return;
        }

        site.RequireLink(DocType, against);
        var original = site.Get(DocType, against);
        if (
            ErpNextSite.Number(original, "docstatus") != 1
            || ErpNextSite.Text(original, "customer") != ErpNextSite.Text(document, "customer")
            || ErpNextSite.Text(original, "debit_to") != ErpNextSite.Text(document, "debit_to")
            || string.CompareOrdinal(
                ErpNextSite.Text(document, "posting_date"),
                ErpNextSite.Text(original, "posting_date")
            ) < 0
        )
        {
            throw ErpNextError.Invalid($"Return against {against} is not possible");
        }
    }

    private void Schedule(JObject document)
    {
        var (posted, due) = (ErpNextSite.Text(document, "posting_date"), ErpNextSite.Text(document, "due_date"));
        var payable = Payable(document);
        var template = site.Find("Payment Terms Template", ErpNextSite.Text(document, "payment_terms_template"));
        var byTemplate = template is null
            ? null
            : Text(
                DateOnly
                    .ParseExact(posted, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    .AddDays((int)ErpNextSite.Number(template, "credit_days"))
            );
        var parts = ErpNextSite.RowsOf(document, "payment_schedule");
        if (parts.Count == 0)
        {
            parts.Add(
                new JObject { ["due_date"] = byTemplate ?? (due.Length > 0 ? due : posted), ["invoice_portion"] = 100m }
            );
        }

        foreach (var part in parts.Where(p => ErpNextSite.Number(p, "invoice_portion") != 0))
        {
            part["payment_amount"] = Round(payable * ErpNextSite.Number(part, "invoice_portion") / 100);
            part["outstanding"] = part["payment_amount"];
        }

        var days = parts.ConvertAll(p => ErpNextSite.Text(p, "due_date"));
        if (days.Exists(day => string.CompareOrdinal(day, posted) < 0))
        {
            throw ErpNextError.Invalid("Due Date cannot be before Posting Date");
        }

        if (days.Distinct().Count() != days.Count)
        {
            throw ErpNextError.Invalid("Rows with duplicate due dates");
        }

        document["payment_schedule"] = new JArray(parts.Cast<object>());
        document["due_date"] = days.Max(StringComparer.Ordinal);
        if (ErpNextSite.Flag(document, "ignore_default_payment_terms_template"))
        {
            return; // ERPNext then looks neither at the sum nor at the day of the template.
        }

        if (parts.Sum(p => ErpNextSite.Number(p, "payment_amount")) != payable)
        {
            throw ErpNextError.Invalid("Total Payment Amount in Payment Schedule must be equal to Grand Total");
        }

        if (byTemplate is not null && string.CompareOrdinal(days.Max(StringComparer.Ordinal), byTemplate) > 0)
        {
            throw ErpNextError.Invalid($"Due / Reference Date cannot be after {byTemplate}");
        }
    }

    private static decimal Payable(JObject document) =>
        ErpNextSite.Number(document, "rounded_total") is not 0m and var rounded
            ? rounded
            : ErpNextSite.Number(document, "grand_total");

    private static decimal Round(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
