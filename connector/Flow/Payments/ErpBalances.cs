using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Pulls what the ERP has open: one listing of what changed, and a reading of those documents of ours that did.</summary>
internal sealed class ErpBalances(CycleRun run)
{
    /// <summary>The name of this source in freshness and cursors.</summary>
    public const string Source = "erp.documents";

    /// <summary>Pulls.</summary>
    public async Task PullAsync(CancellationToken ct)
    {
        string? cursor;
        await using (var ledger = run.OpenLedger())
        {
            cursor = (await Readings.FindAsync(ledger, run.School.Key, Source, ct))?.Cursor;
        }

        var changes = await run.Ports.Documents.ListChangedAsync(cursor, ct);
        var changed = run.Options.Reread ? await AllAsync(ct) : await ChangedAsync(changes, ct);
        await new DocumentStore(run).RefreshAsync(changed, ct);

        await using (var ledger = run.OpenLedger())
        {
            await Readings.NoteAsync(ledger, run.School.Key, Source, changes.Cursor, run.Now, ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    private async Task<List<string>> AllAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        return await ledger
            .Documents.Where(x => x.School == run.School.Key && x.ErpKey != null)
            .OrderBy(x => x.Id)
            .Select(x => x.ErpKey!)
            .ToListAsync(ct);
    }

    private async Task<List<string>> ChangedAsync(DocumentChanges changes, CancellationToken ct)
    {
        var ours = await OursAsync([.. changes.Changes.Select(x => x.Key)], ct);
        var changed = changes
            .Changes.Where(x => ours.TryGetValue(x.Key, out var version) && version != x.Version)
            .Select(x => x.Key);
        return [.. changed.Union(await NotReadWholeAsync(ct))];
    }

    // Taken in while it was issued, with settlements that are still to be read.
    private async Task<List<string>> NotReadWholeAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        return await ledger
            .Documents.Where(x => x.School == run.School.Key && x.ErpKey != null && x.Version == null)
            .Select(x => x.ErpKey!)
            .ToListAsync(ct);
    }

    private async Task<Dictionary<string, string?>> OursAsync(List<string> keys, CancellationToken ct)
    {
        var ours = new Dictionary<string, string?>();
        await using var ledger = run.OpenLedger();
        foreach (var chunk in keys.Chunk(CycleRun.ChunkSize))
        {
            var found = ledger
                .Documents.Where(x => x.School == run.School.Key && x.ErpKey != null && chunk.Contains(x.ErpKey))
                .Select(x => new { x.ErpKey, x.Version });
            await foreach (var row in found.AsAsyncEnumerable().WithCancellation(ct))
            {
                ours[row.ErpKey!] = row.Version;
            }
        }

        return ours;
    }
}
