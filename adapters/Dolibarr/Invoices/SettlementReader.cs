using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Reads what settled documents: payments, credit notes, and what an accountant wrote off.</summary>
internal sealed class SettlementReader(DolibarrApi api, InvoiceReader invoices, string prefix)
{
    private readonly DiscountReader discounts = new(api);
    private readonly PaidPartReader paidParts = new(api);

    /// <summary>Documents with due lines and the whole set of their settlements.</summary>
    public async Task<List<ErpDocument>> ReadAsync(IReadOnlyList<JObject> rows, CancellationToken ct)
    {
        var byCustomer = new Dictionary<long, List<Discount>>();
        foreach (var customer in rows.Where(NeedsDiscounts).Select(r => r.Number("socid")).Distinct())
        {
            byCustomer[customer] = await discounts.ReadAsync(customer, ct);
        }

        var sources = await SourcesAsync(rows, byCustomer, ct);
        var documents = new List<ErpDocument>();
        foreach (var row in rows)
        {
            var document = invoices.Row.ToDocument(row, withDueLine: true);
            documents.Add(
                document.State == DocumentState.Posted && document.Open != document.Total
                    ? document with
                    {
                        Settlements = await SettlementsAsync(row, document, byCustomer, sources, ct),
                    }
                    : document
            );
        }

        return documents;
    }

    private static bool NeedsDiscounts(JObject row) =>
        row.Amount("totalcreditnotes") != 0m
        || row.Amount("totaldeposits") != 0m
        || (InvoiceRow.IsCreditNote(row) && InvoiceRow.Status(row) == InvoiceRow.Closed);

    /// <summary>The credit notes and deposits that were used on these documents, for their references and days.</summary>
    private async Task<Dictionary<long, JObject>> SourcesAsync(
        IReadOnlyList<JObject> rows,
        Dictionary<long, List<Discount>> byCustomer,
        CancellationToken ct
    )
    {
        var known = rows.Select(r => r.Number("id")).ToHashSet();
        var asked = byCustomer
            .Values.SelectMany(d => d)
            .Where(d => known.Contains(d.UsedOn))
            .Select(d => d.Source)
            .Distinct()
            .ToList();
        return (await invoices.ByIdsAsync(asked, ct)).ToDictionary(r => r.Number("id"));
    }

    private async Task<IReadOnlyList<Settlement>> SettlementsAsync(
        JObject row,
        ErpDocument document,
        Dictionary<long, List<Discount>> byCustomer,
        Dictionary<long, JObject> sources,
        CancellationToken ct
    )
    {
        var sign = InvoiceRow.IsCreditNote(row) ? -1 : 1;
        var parts = row.Amount("totalpaid") == 0m ? [] : await paidParts.ReadAsync(row.Number("id"), ct);
        var found = parts
            .Select((part, i) => ToSettlement(part with { Amount = sign * part.Amount }, document, parts, i))
            .ToList();
        var own = byCustomer.GetValueOrDefault(row.Number("socid")) ?? [];
        found.AddRange(own.Where(d => d.UsedOn == row.Number("id")).Select(d => ToSettlement(d, document, sources)));
        found.AddRange(own.Where(d => d.Source == row.Number("id") && !d.IsFree).Select(d => Given(d, document)));

        var rest = found.Aggregate(document.Total - document.Open, (left, one) => left - one.Amount);
        if (InvoiceRow.Status(row) == InvoiceRow.Closed && !InvoiceRow.IsCreditNote(row) && rest.IsPositive)
        {
            // Closed as abandoned, bad debt or discount: what was open is owed no more.
            found.Add(
                new Settlement(
                    $"closed-{document.Key}",
                    SettlementKind.Other,
                    row.Text("close_code"),
                    null,
                    rest,
                    Issued(document)
                )
            );
        }

        return found;
    }

    private Settlement ToSettlement(PaidPart part, ErpDocument document, List<PaidPart> parts, int index)
    {
        // A payment that gave twice to one invoice has one number.
        var nth = parts.Take(index).Count(p => p.Number == part.Number);
        var key = $"payment-{document.Key}-{part.Number}" + (nth == 0 ? "" : $"-{nth + 1}");
        return new Settlement(
            key,
            SettlementKind.Payment,
            part.Number,
            Ours(part.Reference),
            invoices.Row.Money(part.Amount),
            part.On
        );
    }

    private Settlement ToSettlement(Discount discount, ErpDocument document, Dictionary<long, JObject> sources)
    {
        var source = sources.GetValueOrDefault(discount.Source);
        return new Settlement(
            $"discount-{DolibarrJson.Key(discount.Id)}",
            discount.OfCreditNote ? SettlementKind.CreditNote : SettlementKind.Other,
            DolibarrJson.Key(discount.Source),
            source is null ? null : Ours(source.Text("ref_ext")),
            invoices.Row.Money(discount.Amount),
            source is null ? Issued(document) : Issued(invoices.Row.ToDocument(source, withDueLine: false))
        );
    }

    /// <summary>What a credit note gave to an invoice, seen from the credit note.</summary>
    private Settlement Given(Discount discount, ErpDocument creditNote) =>
        new(
            $"discount-{DolibarrJson.Key(discount.Id)}",
            SettlementKind.Other,
            DolibarrJson.Key(discount.UsedOn),
            null,
            invoices.Row.Money(discount.Amount),
            Issued(creditNote)
        );

    private string? Ours(string reference) =>
        DolibarrFilter.IsReference(reference) && reference.StartsWith(prefix, StringComparison.Ordinal)
            ? reference
            : null;

    private static DateOnly Issued(ErpDocument document) => document.IssuedOn ?? default;
}
