using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>A Sales Invoice as it was read, with what the port does not tell.</summary>
/// <param name="Document">What the port tells.</param>
/// <param name="Outstanding">What ERPNext calls outstanding, in the document's currency: below zero for credit.</param>
/// <param name="Rate">What an amount of the receivable account is divided by to be one in the document's currency.</param>
/// <param name="Modified">ERPNext's text of the last change.</param>
/// <param name="DueOn">The due day of the header; null when none.</param>
/// <param name="Account">The receivable account.</param>
internal sealed record ErpNextInvoice(
    ErpDocument Document,
    Money Outstanding,
    decimal Rate,
    string Modified,
    DateOnly? DueOn,
    string Account
)
{
    /// <summary>An amount of the receivable account in the document's currency.</summary>
    public Money ToMoney(decimal amount) => Money.Rounded(amount / Rate, Document.Total.Currency);
}

/// <summary>Reads Sales Invoices: headers, due lines and what settled them.</summary>
internal sealed class ErpNextDocuments(ErpNextApi api, ErpNextSettings settings, ErpNextSettlements settlements)
{
    /// <summary>The doctype.</summary>
    public const string DocType = "Sales Invoice";

    private static readonly string[] HeaderFields =
    [
        "name",
        "docstatus",
        "customer",
        "debit_to",
        "posting_date",
        "due_date",
        "currency",
        "party_account_currency",
        "conversion_rate",
        "net_total",
        "grand_total",
        "rounded_total",
        "outstanding_amount",
        "is_return",
        "return_against",
        "po_no",
        "modified",
    ];

    private string[] Fields =>
        [
            .. HeaderFields,
            .. new[] { settings.ReferenceField, settings.LegalStateField, settings.LegalNumberField }.Where(f =>
                f.Length > 0
            ),
        ];

    /// <summary>The search that every reading of documents begins with.</summary>
    public ErpNextQuery Query(params JArray[] conditions) =>
        new(DocType, Fields, [ErpNextJson.Is("company", "=", settings.Company), .. conditions]);

    /// <summary>Reads headers by one field's values.</summary>
    public async Task<List<ErpNextInvoice>> ByAsync(
        string field,
        IEnumerable<string> values,
        CancellationToken ct,
        params JArray[] conditions
    ) => Headers(await api.ListAsync(Query(conditions), field, values, ct));

    /// <summary>Streams headers, in pages by name.</summary>
    public async IAsyncEnumerable<List<ErpNextInvoice>> PagesAsync(
        ErpNextQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var page in api.PagesAsync(query, ct))
        {
            yield return Headers(page);
        }
    }

    /// <summary>The condition that our reference begins with a text; the caller compares what comes back.</summary>
    public JArray BeginsWith(string prefix) =>
        ErpNextJson.Is(settings.ReferenceField, "like", ErpNextJson.Like(prefix) + "%");

    /// <summary>Keeps the documents that hold a text in their reference, their customer's order number, or a line.</summary>
    public async Task<List<ErpDocument>> ContainingAsync(
        IReadOnlyCollection<ErpDocument> documents,
        string text,
        CancellationToken ct
    )
    {
        var query = new ErpNextQuery("Sales Invoice Item", ["name", "parent", "item_name", "description"])
        {
            Parent = DocType,
        };
        var lines = await api.ListAsync(query, "parent", documents.Select(d => d.Key), ct);
        var byDocument = lines.ToLookup(row => row.Text("parent"), StringComparer.Ordinal);
        return
        [
            .. documents.Where(d =>
                Holds(d.Reference)
                || byDocument[d.Key].Any(row => Holds(row.Text("item_name")) || Holds(row.Text("description")))
            ),
        ];

        bool Holds(string value) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds due lines: a document's schedule, or one line where it has none, as a credit note.</summary>
    /// <remarks>ERPNext settles a document, not its due lines: the earliest counts as settled first.</remarks>
    public async Task<List<ErpNextInvoice>> WithDueLinesAsync(
        IReadOnlyCollection<ErpNextInvoice> invoices,
        CancellationToken ct
    )
    {
        var query = new ErpNextQuery(
            "Payment Schedule",
            ["name", "parent", "idx", "due_date", "payment_amount"],
            ErpNextJson.Is("parenttype", "=", DocType)
        )
        {
            Parent = DocType,
        };
        var rows = await api.ListAsync(query, "parent", invoices.Select(i => i.Document.Key), ct);
        var byDocument = rows.ToLookup(row => row.Text("parent"), StringComparer.Ordinal);
        return
        [
            .. invoices.Select(invoice =>
                invoice with
                {
                    Document = invoice.Document with { DueLines = DueLines(invoice, byDocument[invoice.Document.Key]) },
                }
            ),
        ];
    }

    /// <summary>A document as ERPNext answers a write, with its due lines; null when its currency is none.</summary>
    public ErpNextInvoice? Answered(JToken document) =>
        Header(document) is { } invoice
            ? invoice with
            {
                Document = invoice.Document with
                {
                    DueLines = DueLines(invoice, document["payment_schedule"] ?? new JArray()),
                },
            }
            : null;

    /// <summary>Reads whole documents: a draft without due lines, a posted one with them and with what settled it.</summary>
    public async Task<List<ErpDocument>> ReadAsync(IEnumerable<string> keys, CancellationToken ct)
    {
        var headers = await ByAsync("name", keys, ct);
        var posted = headers.FindAll(i => i.Document.State == DocumentState.Posted);
        var due = posted.Count == 0 ? [] : await WithDueLinesAsync(posted, ct);
        var whole = due.Count == 0 ? [] : await settlements.AddAsync(due, ct);
        return [.. headers.Where(i => i.Document.State != DocumentState.Posted).Select(i => i.Document), .. whole];
    }

    private List<ErpNextInvoice> Headers(IEnumerable<JToken> rows) => [.. rows.Select(Header).OfType<ErpNextInvoice>()];

    private ErpNextInvoice? Header(JToken row)
    {
        if (!Currency.TryOf(row.Text("currency"), out var currency))
        {
            return null; // A currency outside ISO 4217: none of our documents can have it.
        }

        var isReturn = row.Flag("is_return");
        var sign = isReturn ? -1 : 1;
        var total = Money.Rounded(
            sign * (row.Amount("rounded_total") is not 0m and var rounded ? rounded : row.Amount("grand_total")),
            currency
        );
        var foreign = row.TextOrNull("party_account_currency") is { } account && account != currency.Code;
        var rate = foreign && row.Amount("conversion_rate") is > 0 and var given ? given : 1m;
        var outstanding = Money.Rounded(row.Amount("outstanding_amount") / rate, currency);
        var open = isReturn ? -outstanding : outstanding;
        var state = row.Amount("docstatus") switch
        {
            0 => DocumentState.Draft,
            1 => DocumentState.Posted,
            _ => DocumentState.Cancelled,
        };
        var document = new ErpDocument(
            row.Text("name"),
            row.TextOrNull(settings.ReferenceField) ?? row.Text("po_no"),
            isReturn ? DocumentKind.CreditNote : DocumentKind.Invoice,
            state,
            state == DocumentState.Draft ? null : row.Text("name"), // A draft has its number already, without legal force.
            row.Text("customer"),
            row.Date("posting_date"),
            Money.Rounded(sign * row.Amount("net_total"), currency),
            total,
            state switch
            {
                DocumentState.Draft => total,
                DocumentState.Posted when open.IsPositive => open,
                _ => Money.Zero(currency), // What is overpaid is the customer's credit.
            },
            [],
            [],
            isReturn ? row.TextOrNull("return_against") : null,
            ErpNextVersion.Of(row)
        )
        {
            LegalState = settings.LegalStateField.Length > 0 ? row.TextOrNull(settings.LegalStateField) : null,
            LegalNumber = settings.LegalNumberField.Length > 0 ? row.TextOrNull(settings.LegalNumberField) : null,
        };
        return new ErpNextInvoice(
            document,
            outstanding,
            rate,
            row.Text("modified"),
            row.Date("due_date"),
            row.Text("debit_to")
        );
    }

    private static List<DueLine> DueLines(ErpNextInvoice invoice, IEnumerable<JToken> schedule)
    {
        var document = invoice.Document;
        var parts = schedule
            .Select(row =>
                (
                    Key: row.Text("name"),
                    DueOn: row.Date("due_date") ?? invoice.DueOn ?? document.IssuedOn ?? default,
                    Amount: Money.Rounded(row.Amount("payment_amount"), document.Total.Currency),
                    Place: row.Amount("idx")
                )
            )
            .OrderBy(part => part.DueOn)
            .ThenBy(part => part.Place)
            .ToList();
        if (parts.Count == 0)
        {
            return [new(document.Key, invoice.DueOn ?? document.IssuedOn ?? default, document.Total, document.Open)];
        }

        var settled = document.Total - document.Open;
        var lines = new List<DueLine>();
        foreach (var part in parts)
        {
            var taken = settled.CompareTo(part.Amount) < 0 ? settled : part.Amount;
            settled -= taken;
            lines.Add(new DueLine(part.Key, part.DueOn, part.Amount, part.Amount - taken));
        }

        return lines;
    }
}

/// <summary>A document's version: what listing and reading both see.</summary>
internal static class ErpNextVersion
{
    /// <summary>The fields that a version is made of.</summary>
    public static readonly string[] Fields = ["name", "modified", "docstatus", "outstanding_amount"];

    /// <summary>
    /// The version of a row. A payment moves <c>modified</c> too (accounts/utils.py, update_voucher_outstanding, sets the amount with
    /// <c>db.set_value</c>, which stamps it); the amount stands in the version besides, for scripts that set it without a stamp.
    /// </summary>
    public static string Of(JToken row) =>
        $"{row.Text("modified")}|{row.Text("docstatus")}|{ErpNextJson.Number(row.Amount("outstanding_amount"))}";

    /// <summary>The <c>modified</c> of a version; null when it has none.</summary>
    public static string? Modified(string version) =>
        version.Split('|') is [{ Length: > 0 } modified, _, _] ? modified : null;
}
