using System.Text.RegularExpressions;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Compares the ledger's documents with the ERP's: first what the ERP lists under our references, then what of the ledger was not in it.</summary>
internal sealed partial class DocumentComparison(
    CycleRun run,
    DateOnly? since,
    LiveEnrolments enrolled,
    AccessComparison suspended,
    DifferenceList found
)
{
    private readonly HashSet<long> seen = [];
    private readonly Sums inLedger = new();
    private readonly Sums inErp = new();

    /// <summary>Gets the control totals of ledger and ERP.</summary>
    public IEnumerable<ControlLine> Totals =>
        [
            .. inLedger.Lines("connector", "invoices less credit notes", withOpen: true),
            .. inErp.Lines("ERP", "invoices less credit notes", withOpen: true),
        ];

    /// <summary>Compares.</summary>
    public async Task CompareAsync(CancellationToken ct)
    {
        var read = 0;
        await foreach (var page in run.Ports.Documents.ListAsync($"{run.School.Key}_", since, ct))
        {
            foreach (var chunk in page.Chunk(CycleRun.ChunkSize))
            {
                await CompareListedAsync(chunk, ct);
                run.Tell("documents", read += chunk.Length);
            }
        }

        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await Ledger(ledger)
                .Where(x => x.Id > last && (since == null || x.IssueOn >= since))
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            foreach (var document in chunk.Where(x => x.Standing == DocumentStanding.Posted))
            {
                inLedger.Add(document.Total, document.Open, document.Kind);
            }

            await CompareUnlistedAsync(ledger, chunk.FindAll(x => !seen.Contains(x.Id)), ct);
        }
    }

    private async Task CompareListedAsync(ErpDocument[] listed, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var keys = listed.Select(x => x.Key).ToList();
        var references = listed.Select(x => x.Reference).Distinct().ToList();
        var rows = await Ledger(ledger)
            .Where(x => (x.ErpKey != null && keys.Contains(x.ErpKey)) || references.Contains(x.Reference))
            .ToListAsync(ct);
        var byKey = rows.Where(x => x.ErpKey is not null).ToDictionary(x => x.ErpKey!);
        var byReference = rows.ToDictionary(x => x.Reference);
        var pairs = new List<(Document? Row, ErpDocument Erp, string? Other)>();
        foreach (var erp in listed)
        {
            var named = byReference.GetValueOrDefault(erp.Reference);
            var row = byKey.GetValueOrDefault(erp.Key) ?? (named is { ErpKey: null } ? named : null);
            pairs.Add((row, erp, row is null ? named?.Number ?? named?.Reference : null));
            Count(erp);
        }

        var unbilled = await UnbilledAsync(ledger, pairs.Where(x => x.Row is null).Select(x => x.Erp), ct);
        var around = await AroundAsync(ledger, pairs.Select(x => x.Row).OfType<Document>(), ct);
        foreach (var (row, erp, other) in pairs)
        {
            found.Add(
                DocumentCauses.Of(
                    row is null
                        ? new DocumentFacts(
                            erp.Reference,
                            null,
                            erp,
                            Unbilled: unbilled.Contains(ReceivableOf(erp.Reference)),
                            BilledNumber: other
                        )
                        : Known(row, erp, around)
                )
            );
        }
    }

    // Adopted invoices bear no reference of ours; others were deleted, or were never made.
    private async Task CompareUnlistedAsync(LedgerContext ledger, List<Document> rows, CancellationToken ct)
    {
        var keys = rows.Select(x => x.ErpKey).OfType<string>().ToList();
        var read = keys.Count == 0 ? [] : (await run.Ports.Documents.ReadAsync(keys, ct)).ToDictionary(x => x.Key);
        var around = await AroundAsync(ledger, rows, ct);
        foreach (var row in rows)
        {
            var erp = read.GetValueOrDefault(row.ErpKey ?? "");
            if (erp is not null)
            {
                Count(erp);
            }

            found.Add(DocumentCauses.Of(Known(row, erp, around)));
        }
    }

    private DocumentFacts Known(Document row, ErpDocument? erp, Around around)
    {
        seen.Add(row.Id);
        var receivable = row.Lines.Count == 0 ? null : around.Receivables.GetValueOrDefault(row.Lines[0].ReceivableRef);
        if (erp is { State: DocumentState.Posted, Kind: DocumentKind.Invoice } && row.Lines is [var only])
        {
            suspended.Open(only.ReceivableRef, erp.Open);
        }

        return new DocumentFacts(
            row.Reference,
            row,
            erp,
            around.Intents.GetValueOrDefault(row.Reference),
            receivable?.State,
            HasLeft: receivable?.Agreement.EpisodeRowId is not null
                && enrolled.HasLeft(receivable.CourseKey, receivable.LearnerKey)
        );
    }

    private void Count(ErpDocument erp)
    {
        if (erp.State == DocumentState.Posted)
        {
            inErp.Add(erp.Total, erp.Open, erp.Kind);
        }
    }

    private IQueryable<Document> Ledger(LedgerContext ledger) =>
        ledger.Documents.AsNoTracking().Include(x => x.Lines).Where(x => x.School == run.School.Key);

    private async Task<Around> AroundAsync(LedgerContext ledger, IEnumerable<Document> rows, CancellationToken ct)
    {
        var documents = rows.ToList();
        var references = documents.Select(x => x.Reference).ToList();
        var receivables = documents.SelectMany(x => x.Lines).Select(x => x.ReceivableRef).Distinct().ToList();
        return new Around(
            await ledger
                .Intents.AsNoTracking()
                .Where(x => x.School == run.School.Key && x.Kind == IntentKind.Document)
                .Where(x => references.Contains(x.Reference))
                .ToDictionaryAsync(x => x.Reference, ct),
            await ledger
                .Receivables.AsNoTracking()
                .Include(x => x.Agreement)
                .Where(x => x.School == run.School.Key && receivables.Contains(x.Reference))
                .ToDictionaryAsync(x => x.Reference, ct)
        );
    }

    private async Task<HashSet<string>> UnbilledAsync(
        LedgerContext ledger,
        IEnumerable<ErpDocument> unknown,
        CancellationToken ct
    )
    {
        var references = unknown.Select(x => ReceivableOf(x.Reference)).Distinct().ToList();
        return references.Count == 0
            ? []
            : await DocumentRevisions
                .Unbilled(
                    ledger,
                    ledger.Receivables.Where(x =>
                        x.School == run.School.Key
                        && x.State == ReceivableState.Live
                        && references.Contains(x.Reference)
                    )
                )
                .Select(x => x.Reference)
                .ToHashSetAsync(ct);
    }

    private static string ReceivableOf(string document) => Kind().Replace(document, "");

    [GeneratedRegex("_(inv|cn)[0-9]+$")]
    private static partial Regex Kind();

    private sealed record Around(
        IReadOnlyDictionary<string, Intent> Intents,
        IReadOnlyDictionary<string, Receivable> Receivables
    );
}
