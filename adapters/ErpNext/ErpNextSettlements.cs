using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Reads what settled documents, from the Payment Ledger: every payment, journal entry and credit note stands there with its amount.</summary>
/// <remarks>
/// A row raises or lowers what is open of its <c>against_voucher</c>. Rows that were undone are <c>delinked</c> (erpnext, accounts/utils.py).
/// What a refund of ours opened again is taken off from the payment that it went back from, which is what that payment still settles.
/// </remarks>
internal sealed class ErpNextSettlements(ErpNextApi api, ErpNextSettings settings, string schoolKey)
{
    /// <summary>The Payment Ledger.</summary>
    public const string Ledger = "Payment Ledger Entry";

    private const string Payment = "Payment Entry";
    private const string Journal = "Journal Entry";

    private static readonly string[] Fields =
    [
        "name",
        "voucher_type",
        "voucher_no",
        "against_voucher_no",
        "amount_in_account_currency",
        "posting_date",
    ];

    /// <summary>The ledger's rows against documents, without the documents' own.</summary>
    public async Task<List<JToken>> RowsAsync(IEnumerable<string> documents, CancellationToken ct)
    {
        var query = new ErpNextQuery(
            Ledger,
            Fields,
            ErpNextJson.Is("against_voucher_type", "=", ErpNextDocuments.DocType),
            ErpNextJson.Is("delinked", "=", 0)
        );
        var rows = await api.ListAsync(query, "against_voucher_no", documents, ct);
        return rows.FindAll(row => row.Text("voucher_no") != row.Text("against_voucher_no"));
    }

    /// <summary>Adds the whole set of settlements to posted documents.</summary>
    public async Task<List<ErpDocument>> AddAsync(IReadOnlyCollection<ErpNextInvoice> invoices, CancellationToken ct)
    {
        var rows = await RowsAsync(invoices.Select(i => i.Document.Key), ct);
        var sources = await SourcesAsync(rows, ct);
        var byDocument = rows.ToLookup(row => row.Text("against_voucher_no"), StringComparer.Ordinal);
        return
        [
            .. invoices.Select(invoice =>
                invoice.Document with
                {
                    Settlements = Settlements(invoice, byDocument[invoice.Document.Key], sources),
                }
            ),
        ];
    }

    private List<Settlement> Settlements(
        ErpNextInvoice invoice,
        IEnumerable<JToken> rows,
        Dictionary<(string, string), Source> sources
    )
    {
        var sign = invoice.Document.Kind == DocumentKind.Invoice ? -1 : 1;
        var taken = new List<Settlement>();
        var opened = new List<(string Payment, Money Amount)>();
        foreach (var voucher in rows.GroupBy(row => (Type: row.Text("voucher_type"), No: row.Text("voucher_no"))))
        {
            var source = sources.GetValueOrDefault((voucher.Key.Type, voucher.Key.No)) ?? new Source("", "");
            var amount = invoice.ToMoney(sign * voucher.Sum(row => row.Amount("amount_in_account_currency")));
            if (amount.IsPositive)
            {
                taken.Add(ToSettlement(voucher.Key, voucher.Max(row => row.Date("posting_date")), amount, source));
            }
            else if (!amount.IsZero)
            {
                opened.Add((source.About, -amount));
            }
        }

        foreach (var (payment, amount) in opened)
        {
            TakeOff(taken, payment, amount);
        }

        return taken;
    }

    private Settlement ToSettlement((string Type, string No) voucher, DateOnly? on, Money amount, Source source)
    {
        var reference = source.Reference.StartsWith(schoolKey, StringComparison.Ordinal) ? source.Reference : null;
        if (reference is not null && ErpNextOffset.CreditNoteOf(reference) is { } note)
        {
            // The entry that sets a credit note of ours off against the document: the note is what settled it.
            return new Settlement(voucher.No, SettlementKind.CreditNote, source.About, note, amount, on ?? default);
        }

        var kind = voucher.Type switch
        {
            Payment => SettlementKind.Payment,
            ErpNextDocuments.DocType => SettlementKind.CreditNote,
            _ => SettlementKind.Other,
        };
        return new Settlement(voucher.No, kind, voucher.No, reference, amount, on ?? default);
    }

    /// <summary>Takes an amount off: from the settlement of the payment named, then from the newest ones.</summary>
    private static void TakeOff(List<Settlement> taken, string payment, Money amount)
    {
        var order = taken.OrderByDescending(s => s.SourceKey == payment).ThenByDescending(s => s.On).ToList();
        foreach (var settlement in order)
        {
            var part = amount.CompareTo(settlement.Amount) < 0 ? amount : settlement.Amount;
            amount -= part;
            taken.Remove(settlement);
            if (settlement.Amount != part)
            {
                taken.Add(settlement with { Amount = settlement.Amount - part });
            }

            if (amount.IsZero)
            {
                return;
            }
        }
    }

    private async Task<Dictionary<(string, string), Source>> SourcesAsync(List<JToken> rows, CancellationToken ct)
    {
        var sources = new Dictionary<(string, string), Source>();
        foreach (var type in rows.GroupBy(row => row.Text("voucher_type"), StringComparer.Ordinal))
        {
            if (type.Key is not (Payment or Journal or ErpNextDocuments.DocType))
            {
                continue;
            }

            string[] fields =
                type.Key == Journal
                    ? ["name", settings.ReferenceField, "cheque_no"]
                    : ["name", settings.ReferenceField];
            var query = new ErpNextQuery(type.Key, fields);
            foreach (var row in await api.ListAsync(query, "name", type.Select(r => r.Text("voucher_no")), ct))
            {
                sources[(type.Key, row.Text("name"))] = new Source(
                    row.Text(settings.ReferenceField),
                    row.Text("cheque_no")
                );
            }
        }

        return sources;
    }

    /// <param name="Reference">Our reference; empty when none.</param>
    /// <param name="About">The document that a journal entry is about; empty when none.</param>
    private sealed record Source(string Reference, string About);
}

/// <summary>References of the entries that set a credit note off against the document that it corrects.</summary>
internal static class ErpNextOffset
{
    private const string Ending = "_off";

    /// <summary>The entry's reference.</summary>
    public static string Reference(string creditNote) => creditNote + Ending;

    /// <summary>The credit note's reference; null when the reference is of something else.</summary>
    public static string? CreditNoteOf(string reference) =>
        reference.EndsWith(Ending, StringComparison.Ordinal) ? reference[..^Ending.Length] : null;
}
