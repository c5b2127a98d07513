using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Reads documents from the ERP again and stores what it has now: state, open amounts, and the whole set of settlements.</summary>
internal sealed class DocumentStore(CycleRun run)
{
    /// <summary>The source of payments that were seen in the ERP.</summary>
    public const string ErpSource = "erp";

    /// <summary>Reads and stores.</summary>
    /// <param name="erpKeys">The ERP's keys of documents of ours.</param>
    /// <param name="ct">Stops the run.</param>
    public async Task RefreshAsync(IReadOnlyCollection<string> erpKeys, CancellationToken ct)
    {
        foreach (var asked in erpKeys.Chunk(CycleRun.ChunkSize))
        {
            var keys = await WithOtherRevisionsAsync(asked, ct);
            var erp = await run.Ports.Documents.ReadAsync(keys, ct);
            await using var ledger = run.OpenLedger();
            var rows = await ledger
                .Documents.Include(x => x.Lines)
                .Where(x => x.School == run.School.Key && x.ErpKey != null && keys.Contains(x.ErpKey))
                .ToDictionaryAsync(x => x.ErpKey!, ct);
            var due = await DueDatesAsync(ledger, rows.Values, ct);
            var all = rows.Values.ToList();
            foreach (var document in erp)
            {
                if (rows.Remove(document.Key, out var row))
                {
                    Take(ledger, row, document, due, DocumentMirror.CreditedMinor(all, row.Reference));
                }
            }

            foreach (var deleted in rows.Values)
            {
                Lose(ledger, deleted);
                run.Report.Say(
                    "document.deleted-in-erp",
                    deleted.Reference,
                    "The ERP does not have this document any more.",
                    "It is not made again by itself; decide in the ERP and with `parked`.",
                    needsPerson: true
                );
            }

            await StoreSettlementsAsync(ledger, erp, ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    // Nobody is reminded of, or locked out for, an invoice that is not there. Its lines stay, so that it is not billed again.
    private void Lose(LedgerContext ledger, Document document)
    {
        if (document.Standing == DocumentStanding.Posted)
        {
            document.Standing = DocumentStanding.Cancelled;
            document.OpenMinor = 0;
            document.Lines.ForEach(x => x.OpenMinor = 0);
            run.Journal(ledger, "document.deleted-in-erp", document.Reference, new { number = document.Number });
        }
    }

    // A receivable's settlements are replaced as a whole, so all its invoices are read together.
    private async Task<List<string>> WithOtherRevisionsAsync(string[] keys, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var receivables = ledger
            .Documents.Where(x => x.School == run.School.Key && x.ErpKey != null && keys.Contains(x.ErpKey))
            .SelectMany(x => x.Lines)
            .Select(x => x.ReceivableRef);
        var others = await ledger
            .DocumentLines.Where(x => x.School == run.School.Key && receivables.Contains(x.ReceivableRef))
            .Join(ledger.Documents, line => line.DocumentId, document => document.Id, (_, document) => document.ErpKey)
            .OfType<string>()
            .ToListAsync(ct);
        return [.. keys.Union(others)];
    }

    private void Take(
        LedgerContext ledger,
        Document row,
        ErpDocument document,
        IReadOnlyDictionary<string, DateOnly> due,
        IReadOnlyDictionary<string, long> creditedMinor
    )
    {
        var open = row.OpenMinor;
        if (DocumentMirror.Take(row, document, due, creditedMinor) is { } surprise)
        {
            run.Journal(ledger, surprise, row.Reference, new { number = row.Number, total = row.Total.ToString() });
            run.Report.Say(
                surprise,
                row.Reference,
                $"Document {row.Number} was changed in the ERP itself; it has now {row.Total} in all.",
                "The connector follows the ERP and rewrites nothing there.",
                needsPerson: true
            );
        }

        if (open != row.OpenMinor)
        {
            run.Report.Count("documents.open-changed");
        }

        run.Report.Count("documents.read");
    }

    // The whole set each time: a settlement that was undone in the ERP is not in it, and its allocation goes.
    private async Task StoreSettlementsAsync(
        LedgerContext ledger,
        IReadOnlyList<ErpDocument> documents,
        CancellationToken ct
    )
    {
        var keys = documents.Select(x => x.Key).ToList();
        var lines = (
            await ledger
                .Documents.Include(x => x.Lines)
                .Where(x => x.School == run.School.Key && x.ErpKey != null && keys.Contains(x.ErpKey))
                .ToListAsync(ct)
        ).ToDictionary(x => x.ErpKey!);
        var references = lines.Values.SelectMany(x => x.Lines).Select(x => x.ReceivableRef).ToList();
        var held = await ledger
            .Allocations.Where(x =>
                x.School == run.School.Key && x.SettlementKey != null && references.Contains(x.ReceivableRef)
            )
            .ToListAsync(ct);
        var before = held.ToDictionary(x => (x.ReceivableRef, x.SettlementKey!));
        var payments = await PaymentsAsync(ledger, documents, ct);
        var own = await OwnPaymentsAsync(ledger, documents, ct);
        var ownNotes = await OwnNotesAsync(ledger, documents, ct);
        foreach (var document in documents.Where(x => lines.ContainsKey(x.Key) && x.Kind == DocumentKind.Invoice))
        {
            var reference = lines[document.Key].Lines[0].ReceivableRef;
            // Our own credit note is no payment.
            foreach (var settlement in document.Settlements.Where(x => !ownNotes.Contains(x.SourceReference ?? "")))
            {
                if (before.Remove((reference, settlement.Key)))
                {
                    continue;
                }

                if (own.GetValueOrDefault(settlement.SourceReference ?? "") is { } entered)
                {
                    // A gateway payment that we entered is counted where it came from, not a second time.
                    var taken = entered.Allocations.Find(x => x.ReceivableRef == reference);
                    taken?.SettlementKey = settlement.Key;
                }
                else
                {
                    Add(ledger, payments, lines[document.Key], reference, settlement);
                }
            }
        }

        await UndoAsync(ledger, [.. before.Values], ct);
    }

    // What was undone in the ERP: its own payments shrink by it, those of a gateway stay as the gateway told them.
    private async Task UndoAsync(LedgerContext ledger, List<Allocation> undone, CancellationToken ct)
    {
        var ids = undone.Select(x => x.PaymentId).Distinct().ToList();
        var payments = await ledger.Payments.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
        foreach (var allocation in undone)
        {
            if (payments[allocation.PaymentId].Source == ErpSource)
            {
                payments[allocation.PaymentId].AmountMinor -= allocation.AmountMinor;
                ledger.Allocations.Remove(allocation);
            }
            else
            {
                allocation.SettlementKey = null;
            }
        }
    }

    private void Add(
        LedgerContext ledger,
        Dictionary<string, Payment> payments,
        Document document,
        string reference,
        Settlement settlement
    )
    {
        var key = $"{settlement.Kind}:{settlement.SourceKey}".ToLowerInvariant();
        if (!payments.TryGetValue(key, out var payment))
        {
            payments[key] = payment = new Payment
            {
                School = run.School.Key,
                Source = ErpSource,
                SourceKey = key,
                Reference = settlement.SourceReference ?? "",
                State = PaymentState.Succeeded,
                StateAt = PaidAt(settlement),
                Currency = settlement.Amount.Currency.Code,
                PayerKey = document.PayerKey,
                SeenAt = run.Now,
                ErpKey = settlement.SourceKey,
            };
            ledger.Payments.Add(payment);
            run.Report.Count("payments.seen-in-erp");
        }

        payment.AmountMinor += settlement.Amount.MinorUnits;
        payment.Allocations.Add(
            new Allocation
            {
                School = run.School.Key,
                ReceivableRef = reference,
                AmountMinor = settlement.Amount.MinorUnits,
                SettlementKey = settlement.Key,
            }
        );
    }

    // The accountant's day, which may be over when it is seen: who paid in time is judged by it.
    private DateTimeOffset PaidAt(Settlement settlement)
    {
        if (settlement.On == default || settlement.On >= run.Today)
        {
            return run.Now;
        }

        var noon = settlement.On.ToDateTime(new TimeOnly(12, 0));
        return new DateTimeOffset(noon, run.School.Zone.GetUtcOffset(noon)).ToUniversalTime();
    }

    private async Task<Dictionary<string, Payment>> PaymentsAsync(
        LedgerContext ledger,
        IReadOnlyList<ErpDocument> documents,
        CancellationToken ct
    )
    {
        var keys = documents
            .SelectMany(x => x.Settlements)
            .Select(x => $"{x.Kind}:{x.SourceKey}".ToLowerInvariant())
            .Distinct()
            .ToList();
        return await ledger
            .Payments.Where(x => x.School == run.School.Key && x.Source == ErpSource && keys.Contains(x.SourceKey))
            .ToDictionaryAsync(x => x.SourceKey, ct);
    }

    private async Task<Dictionary<string, Payment>> OwnPaymentsAsync(
        LedgerContext ledger,
        IReadOnlyList<ErpDocument> documents,
        CancellationToken ct
    )
    {
        var references = OwnReferences(documents);
        return await ledger
            .Payments.Include(x => x.Allocations)
            .Where(x => x.School == run.School.Key && x.Source != ErpSource && references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);
    }

    private static List<string> OwnReferences(IReadOnlyList<ErpDocument> documents) =>
        [.. documents.SelectMany(x => x.Settlements).Select(x => x.SourceReference).OfType<string>().Distinct()];

    private async Task<HashSet<string>> OwnNotesAsync(
        LedgerContext ledger,
        IReadOnlyList<ErpDocument> documents,
        CancellationToken ct
    )
    {
        var references = OwnReferences(documents);
        return await ledger
            .Documents.Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .Select(x => x.Reference)
            .ToHashSetAsync(ct);
    }

    private async Task<Dictionary<string, DateOnly>> DueDatesAsync(
        LedgerContext ledger,
        IEnumerable<Document> rows,
        CancellationToken ct
    )
    {
        var references = rows.SelectMany(x => x.Lines).Select(x => x.ReceivableRef).ToList();
        return await ledger
            .Receivables.Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, x => x.DueOn, ct);
    }
}
