using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>The stored gateway events, each once, whether a webhook or the listing brought it.</summary>
internal static class InboxRows
{
    /// <summary>Stores events, each once, in one transaction.</summary>
    /// <returns>How many of them are new.</returns>
    public static async Task<int> StoreAsync(
        LedgerContext ledger,
        IReadOnlyCollection<InboxEvent> events,
        CancellationToken ct
    )
    {
        var rows = await UnknownAsync(ledger, events, ct);
        ledger.Inbox.AddRange(rows);
        try
        {
            await ledger.SaveChangesAsync(ct);
            return rows.Count;
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Webhook and listing brought one at the same time: the unique index let one of them in, and the rest is stored now.
            ledger.ChangeTracker.Clear();
            var rest = await UnknownAsync(ledger, rows, ct);
            if (rest.Count == rows.Count)
            {
                throw;
            }

            ledger.Inbox.AddRange(rest);
            await ledger.SaveChangesAsync(ct);
            return rest.Count;
        }
    }

    /// <summary>The row of an event that has just come.</summary>
    public static InboxEvent ToRow(string school, string source, GatewayEvent gatewayEvent, DateTimeOffset now) =>
        new()
        {
            School = school,
            Source = source,
            EventKey = gatewayEvent.EventKey,
            At = gatewayEvent.At,
            Body = gatewayEvent.Body,
            ReceivedAt = now,
        };

    private static async Task<List<InboxEvent>> UnknownAsync(
        LedgerContext ledger,
        IReadOnlyCollection<InboxEvent> events,
        CancellationToken ct
    )
    {
        var rows = new Dictionary<(string, string, string), InboxEvent>();
        foreach (var row in events)
        {
            row.Id = 0; // A refused save may have given it one.
            rows.TryAdd((row.School, row.Source, row.EventKey), row);
        }

        foreach (var group in events.GroupBy(x => (x.School, x.Source)))
        {
            var (school, source) = group.Key;
            var keys = group.Select(x => x.EventKey).ToList();
            var known = ledger
                .Inbox.Where(x => x.School == school && x.Source == source && keys.Contains(x.EventKey))
                .Select(x => x.EventKey);
            await foreach (var key in known.AsAsyncEnumerable().WithCancellation(ct))
            {
                rows.Remove((school, source, key));
            }
        }

        return [.. rows.Values];
    }
}
