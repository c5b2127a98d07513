using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Reads documents: headers, due lines and what settled them.</summary>
internal sealed class OdooDocuments(OdooRpc rpc, string schoolKey)
{
    /// <summary>How many documents one read asks for.</summary>
    public const int PageSize = 500;

    private const int HeadersPerPage = 2_000;

    private static readonly string[] HeaderFields =
    [
        "id",
        "name",
        "ref",
        "move_type",
        "state",
        "partner_id",
        "invoice_date",
        "amount_untaxed",
        "amount_total",
        "amount_residual",
        "currency_id",
        "reversed_entry_id",
        "write_date",
    ];

    private static readonly string[] DueFields =
    [
        "id",
        "move_id",
        "date_maturity",
        "amount_currency",
        "amount_residual_currency",
        "currency_id",
    ];

    private static readonly string[] PartialFields =
    [
        "id",
        "debit_move_id",
        "credit_move_id",
        "debit_amount_currency",
        "credit_amount_currency",
    ];

    private static readonly string[] CounterpartFields =
    [
        "id",
        "move_id",
        "payment_id",
        "statement_line_id",
        "move_type",
        "ref",
        "date",
    ];

    private readonly string[] headerFields =
    [
        .. HeaderFields,
        .. new[] { rpc.Settings.LegalStateField, rpc.Settings.LegalNumberField }.OfType<string>().Except(HeaderFields),
    ];

    /// <summary>The condition that every search of documents begins with.</summary>
    public JArray Scope() =>
        [
            new JArray("company_id", "=", rpc.Settings.CompanyId),
            new JArray("move_type", "in", new JArray("out_invoice", "out_refund")),
        ];

    /// <summary>Reads headers by a condition, in one call.</summary>
    public async Task<List<ErpDocument>> HeadersAsync(IEnumerable<JToken> conditions, CancellationToken ct) =>
        [.. (await HeaderRowsAsync(conditions, null, ct)).Select(Header).OfType<ErpDocument>()];

    /// <summary>Streams headers by a condition, in pages by id.</summary>
    public async IAsyncEnumerable<List<ErpDocument>> PagesAsync(
        IReadOnlyCollection<JToken> conditions,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        long last = 0;
        JArray rows;
        do
        {
            rows = await HeaderRowsAsync([.. conditions, new JArray("id", ">", last)], HeadersPerPage, ct);
            yield return [.. rows.Select(Header).OfType<ErpDocument>()];
            last = rows.Count == 0 ? last : rows.Last!.Id("id");
        } while (rows.Count == HeadersPerPage);
    }

    private async Task<JArray> HeaderRowsAsync(IEnumerable<JToken> conditions, int? limit, CancellationToken ct)
    {
        var domain = Scope();
        foreach (var condition in conditions)
        {
            domain.Add(condition);
        }

        return (JArray)
            (await rpc.SearchAsync("account.move", domain, headerFields, ct, order: "id asc", limit: limit)).Result!;
    }

    /// <summary>Reads headers by ids, in one call.</summary>
    public Task<List<ErpDocument>> HeadersAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        HeadersAsync([new JArray("id", "in", new JArray(ids))], ct);

    /// <summary>Adds due lines to posted documents, in one call.</summary>
    public Task<List<ErpDocument>> WithDueLinesAsync(IReadOnlyList<ErpDocument> documents, CancellationToken ct) =>
        WithDueLinesAsync(documents, d => d.State == DocumentState.Posted, ct);

    /// <summary>Adds due lines to some documents, in one call. A draft has them as it will have them when it is posted.</summary>
    public async Task<List<ErpDocument>> WithDueLinesAsync(
        IReadOnlyList<ErpDocument> documents,
        Func<ErpDocument, bool> which,
        CancellationToken ct
    )
    {
        var divided = documents.Where(which).ToList();
        if (divided.Count == 0)
        {
            return [.. documents];
        }

        var rows = await rpc.SearchAsync(
            "account.move.line",
            [
                new JArray("move_id", "in", new JArray(OdooJson.Ids(divided.Select(d => d.Key)))),
                new JArray("account_type", "=", "asset_receivable"),
            ],
            DueFields,
            ct,
            order: "id asc"
        );
        var byDocument = rows.Result!.ToLookup(row => row.Key("move_id"), StringComparer.Ordinal);
        return
        [
            .. documents.Select(document =>
                document with
                {
                    DueLines =
                    [
                        .. byDocument[document.Key].Select(row => Due(row, document)).OrderBy(line => line.DueOn),
                    ],
                }
            ),
        ];
    }

    /// <summary>Adds the whole set of settlements, in at most two calls; none when nothing is settled.</summary>
    public async Task<List<ErpDocument>> WithSettlementsAsync(
        IReadOnlyList<ErpDocument> documents,
        CancellationToken ct
    )
    {
        var settled = documents.Where(d => d.DueLines.Any(line => line.Open != line.Amount)).ToList();
        var lines = settled
            .SelectMany(d => d.DueLines.Select(line => (line.Key, Document: d)))
            .ToDictionary(pair => pair.Key, pair => pair.Document, StringComparer.Ordinal);
        if (lines.Count == 0)
        {
            return [.. documents];
        }

        var ids = new JArray(OdooJson.Ids(settled.Select(d => d.Key)));
        var partials = await rpc.SearchAsync(
            "account.partial.reconcile",
            ["|", new JArray("debit_move_id.move_id", "in", ids), new JArray("credit_move_id.move_id", "in", ids)],
            PartialFields,
            ct,
            order: "id asc"
        );
        var found = Settled(partials.Result!, lines);
        var counterparts = await CounterpartsAsync(found.Select(f => f.Counterpart), ct);
        var byDocument = found
            .Select(f => (f.Document, Settlement: Settlement(f, counterparts)))
            .ToLookup(pair => pair.Document, pair => pair.Settlement, StringComparer.Ordinal);
        return [.. documents.Select(d => d with { Settlements = [.. byDocument[d.Key].OfType<Settlement>()] })];
    }

    private static List<Found> Settled(JToken partials, Dictionary<string, ErpDocument> lines)
    {
        var found = new List<Found>();
        foreach (var partial in partials)
        {
            var debit = partial.Key("debit_move_id") ?? "";
            var credit = partial.Key("credit_move_id") ?? "";
            if (lines.TryGetValue(debit, out var invoice))
            {
                var taken = partial.Amount("debit_amount_currency");
                found.Add(new Found(partial.Key("id")!, invoice.Key, credit, ToMoney(taken, invoice)));
            }

            if (lines.TryGetValue(credit, out var creditNote))
            {
                var taken = partial.Amount("credit_amount_currency");
                found.Add(new Found(partial.Key("id")!, creditNote.Key, debit, ToMoney(taken, creditNote)));
            }
        }

        return found;
    }

    private async Task<Dictionary<string, JToken>> CounterpartsAsync(IEnumerable<string> lineKeys, CancellationToken ct)
    {
        var ids = OdooJson.Ids(lineKeys);
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = await rpc.SearchAsync(
            "account.move.line",
            [new JArray("id", "in", new JArray(ids))],
            CounterpartFields,
            ct
        );
        return rows.Result!.ToDictionary(row => row.Key("id")!, StringComparer.Ordinal);
    }

    private Settlement? Settlement(Found found, Dictionary<string, JToken> counterparts)
    {
        if (!counterparts.TryGetValue(found.Counterpart, out var line))
        {
            return null; // Undone between the two calls: the document has changed and will be listed again.
        }

        var (kind, source) = line switch
        {
            _ when line.Key("payment_id") is { } payment => (SettlementKind.Payment, payment),
            _ when line.Key("statement_line_id") is { } bankLine => (SettlementKind.BankLine, bankLine),
            _ when line.Text("move_type") == "out_refund" => (SettlementKind.CreditNote, line.Key("move_id")),
            _ => (SettlementKind.Other, line.Key("move_id")),
        };
        return new Settlement(
            found.Key,
            kind,
            source ?? "",
            OdooReference.Ours(line.Text("ref"), schoolKey),
            found.Amount,
            line.Date("date") ?? default
        );
    }

    private ErpDocument? Header(JToken row)
    {
        if (!Currency.TryOf(row.Label("currency_id"), out var currency))
        {
            return null; // A currency outside ISO 4217: none of our documents can have it.
        }

        var state = row.Text("state") switch
        {
            "draft" => DocumentState.Draft,
            "posted" => DocumentState.Posted,
            _ => DocumentState.Cancelled,
        };
        var open = state == DocumentState.Cancelled ? 0m : row.Amount("amount_residual");
        return new ErpDocument(
            row.Key("id")!,
            row.Text("ref") ?? "",
            row.Text("move_type") == "out_refund" ? DocumentKind.CreditNote : DocumentKind.Invoice,
            state,
            state == DocumentState.Draft ? null : Number(row), // A period's first draft shows a number that is not its own yet.
            row.Key("partner_id") ?? "",
            row.Date("invoice_date"),
            Money.Rounded(row.Amount("amount_untaxed"), currency),
            Money.Rounded(row.Amount("amount_total"), currency),
            Money.Rounded(open, currency),
            [],
            [],
            row.Key("reversed_entry_id"),
            OdooVersion.Of(row)
        )
        {
            LegalState = Legal(row, rpc.Settings.LegalStateField),
            LegalNumber = Legal(row, rpc.Settings.LegalNumberField),
        };
    }

    /// <summary>A field that a localisation of Odoo adds: text, a selection's key, or the label of a link.</summary>
    private static string? Legal(JToken row, string? field) =>
        field is null ? null : row.Text(field) ?? row.Label(field);

    private static string? Number(JToken row) => row.Text("name") is { } name and not "/" ? name : null;

    private static DueLine Due(JToken row, ErpDocument document)
    {
        var sign = document.Kind == DocumentKind.Invoice ? 1 : -1;
        return new DueLine(
            row.Key("id")!,
            row.Date("date_maturity") ?? document.IssuedOn ?? default,
            ToMoney(sign * row.Amount("amount_currency"), document),
            ToMoney(sign * row.Amount("amount_residual_currency"), document)
        );
    }

    private static Money ToMoney(decimal amount, ErpDocument document) =>
        Money.Rounded(amount, document.Total.Currency);

    private sealed record Found(string Key, string Document, string Counterpart, Money Amount);
}

/// <summary>A document's version: what listing and reading both see.</summary>
internal static class OdooVersion
{
    /// <summary>The fields that a version is made of.</summary>
    public static readonly string[] Fields = ["id", "write_date", "state", "amount_residual"];

    /// <summary>The version of a row. Odoo shows whole seconds, so state and open amount tell two changes in one second apart.</summary>
    public static string Of(JToken row) =>
        $"{row.Text("write_date")}|{row.Text("state")}|{OdooJson.Number(row.Amount("amount_residual"))}";
}
