using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <content>Invoices and credit notes: made, validated, closed, deleted or not.</content>
public sealed partial class DolibarrTwin
{
    private readonly List<TwinInvoice> invoices = [];
    private int lastInvoice;
    private int lastLine;

    private IReadOnlyDictionary<string, Func<TwinInvoice, string?>> InvoiceColumns =>
        new Dictionary<string, Func<TwinInvoice, string?>>(StringComparer.Ordinal)
        {
            ["t.rowid"] = i => Plain(i.Id),
            ["t.ref"] = i => i.Number,
            ["t.ref_ext"] = i => i.RefExt,
            ["t.ref_client"] = i => i.RefClient,
            ["t.fk_soc"] = i => Plain(i.ThirdParty),
            ["t.type"] = i => Plain(i.Type),
            ["t.fk_statut"] = i => Plain(i.Status),
            ["t.datef"] = i => i.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["t.tms"] = i => DatabaseClock(i.Changed),
        };

    private TwinAnswer ListInvoices(Dictionary<string, string> query)
    {
        Demand("invoices.read", 401, "api_invoices.class.php:186");
        var columns = InvoiceColumns;
        var found = DolibarrTwinFilter.Apply(invoices, query.GetValueOrDefault("sqlfilters"), columns, "invoice list");
        found = query.GetValueOrDefault("status") switch
        {
            "draft" => found.Where(i => i.Status == 0),
            "unpaid" => found.Where(i => i.Status == 1),
            "paid" => found.Where(i => i.Status == 2),
            "cancelled" => found.Where(i => i.Status == 3),
            _ => found,
        };
        found =
            query.GetValueOrDefault("sortfield") == "t.tms" ? found.OrderBy(i => i.Changed) : found.OrderBy(i => i.Id);
        var rows = Page(found, query).Select(i => ToRow(i, RowKind.Listed)).ToList();
        return rows.Count == 0
            ? DolibarrTwinAnswer.Error(404, "Not Found: No invoice found", "api_invoices.class.php:285")
            : DolibarrTwinAnswer.Of(new JArray(rows));
    }

    private TwinAnswer GetInvoice(Func<TwinInvoice, bool> which)
    {
        Demand("invoices.read", 401, "api_invoices.class.php:128");
        var found = invoices.FirstOrDefault(which) ?? throw NoInvoice("api_invoices.class.php:136");
        return DolibarrTwinAnswer.Of(ToRow(found, RowKind.Read));
    }

    private TwinAnswer CreateInvoice(JObject body)
    {
        Demand("invoices.create", 401, "api_invoices.class.php:300");
        if (body["socid"] is not { } socid)
        {
            throw DolibarrTwinRefusal.Of(400, "Bad Request: socid field missing", "api_invoices.class.php:1719");
        }

        if (!thirdParties.Exists(p => p.Id == socid.Value<int>()))
        {
            throw DolibarrTwinRefusal.Of(
                500,
                "Internal Server Error: Error creating invoice",
                "api_invoices.class.php:320",
                "Cannot add or update a child row: a foreign key constraint fails (CONSTRAINT `fk_facture_fk_soc` FOREIGN KEY (`fk_soc`) REFERENCES `llx_societe` (`rowid`))"
            );
        }

        // A number that is passed is ignored, a reference that stands there already is taken again.
        var id = ++lastInvoice;
        var date = body["date"] is { } given ? DayOf(given) : Today;
        var invoice = new TwinInvoice
        {
            Id = id,
            Number = $"(PROV{id})",
            ThirdParty = socid.Value<int>(),
            Type = body.Value<int?>("type") ?? 0,
            Status = 0,
            RefExt = body.Value<string>("ref_ext"),
            RefClient = body.Value<string>("ref_client"),
            Source = body.Value<int?>("fk_facture_source"),
            Date = date,
            DueOn = body["date_lim_reglement"] is { } due
                ? DayOf(due)
                : DueBy(date, body.Value<int?>("cond_reglement_id")),
            Created = Now,
            Changed = Now,
            Extras = body["array_options"] as JObject,
        };
        foreach (var line in body["lines"] as JArray ?? [])
        {
            invoice.Lines.Add(
                new TwinInvoiceLine(
                    ++lastLine,
                    line.Value<string>("desc") ?? "",
                    TwinInvoiceLine.Round(line.Value<decimal?>("subprice") ?? 0m, 5),
                    line.Value<decimal?>("qty") ?? 0m,
                    line.Value<decimal?>("tva_tx") ?? 0m,
                    line.Value<int?>("fk_product")
                )
            );
        }

        invoices.Add(invoice);
        return DolibarrTwinAnswer.Of(id);
    }

    private TwinAnswer Validate(int id)
    {
        Demand("invoices.create", 401, "api_invoices.class.php:896");
        var invoice = Invoice(id, "api_invoices.class.php:900");
        if (invoice.Status != 0)
        {
            return DolibarrTwinAnswer.Nothing(); // A draft that was paid is closed: it never gets a number.
        }

        if (invoice.Lines.Count == 0)
        {
            throw DolibarrTwinRefusal.Of(
                500,
                $"Internal Server Error: Error when validating Invoice: Object {invoice.Number} must have lines to be validated.",
                "api_invoices.class.php:912"
            );
        }

        var before = invoice.Number;
        invoice.Number = before.StartsWith('(') ? NextNumber(invoice.Type == 2 ? "IC" : "IN", invoice.Date) : before;
        invoice.Status = 1;
        invoice.ValidatedOn = Today;
        Touch(invoice);
        var reply = ToRow(invoice, RowKind.Replied);
        reply["brouillon"] = 0;
        reply["oldref"] = before;
        return DolibarrTwinAnswer.Of(reply);
    }

    private TwinAnswer SetToPaid(int id, JObject body)
    {
        Demand("invoices.create", 401, "api_invoices.class.php:945");
        var invoice = Invoice(id, "api_invoices.class.php:949");
        if (invoice.Status == 2)
        {
            return DolibarrTwinAnswer.Nothing();
        }

        var code = body.Value<string>("close_code");
        Close(invoice, string.IsNullOrEmpty(code) ? null : code);
        invoice.CloseNote = body.Value<string>("close_note");
        return DolibarrTwinAnswer.Of(ToRow(invoice, RowKind.Replied));
    }

    /// <summary>It says that it deleted, whether it did or not. The last number's invoice really goes, and its number is given again.</summary>
    private TwinAnswer DeleteInvoice(int id)
    {
        Demand("invoices.delete", 401, "api_invoices.class.php:590");
        var invoice = Invoice(id, "api_invoices.class.php:595");
        var last = invoices
            .Where(i => i.Status > 0 && !i.Number.StartsWith('('))
            .MaxBy(i => i.Number, StringComparer.Ordinal);
        if (!payments.Exists(p => p.Parts.ContainsKey(id)) && (invoice.Status == 0 || invoice == last))
        {
            invoices.Remove(invoice);
        }

        return DolibarrTwinAnswer.Of(
            new JObject
            {
                ["success"] = new JObject { ["code"] = 200, ["message"] = "Invoice deleted" },
            }
        );
    }

    private void Close(TwinInvoice invoice, string? code)
    {
        invoice.Status = 2;
        invoice.Paid = code is null;
        invoice.CloseCode = code;
        Touch(invoice);
    }

    private TwinInvoice Invoice(int id, string source) => invoices.Find(i => i.Id == id) ?? throw NoInvoice(source);

    private static DolibarrTwinRefusal NoInvoice(string source) =>
        DolibarrTwinRefusal.Of(404, "Not Found: Invoice not found", source);

    private string NextNumber(string kind, DateOnly date)
    {
        var head = $"{kind}{date:yyMM}-";
        var last = invoices
            .Where(i => i.Number.StartsWith(head, StringComparison.Ordinal))
            .Select(i => int.Parse(i.Number[head.Length..], CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();
        return $"{head}{last + 1:0000}";
    }

    private decimal PaidOn(int invoice) => payments.Sum(p => p.Parts.GetValueOrDefault(invoice));

    private decimal CreditedOn(int invoice) => discounts.Where(d => d.UsedOn == invoice).Sum(d => d.Net + d.Tax);

    private decimal Remaining(TwinInvoice invoice) => invoice.Total - PaidOn(invoice.Id) - CreditedOn(invoice.Id);

    private void Touch(TwinInvoice invoice) => invoice.Changed = Now;

    private static DateOnly DueBy(DateOnly date, int? term) => term == 2 ? date.AddDays(30) : date;
}
