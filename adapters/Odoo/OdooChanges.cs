using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Lists changed documents by a window of <c>write_date</c>, paged by id.</summary>
/// <remarks>
/// A keyset of (write_date, id) never ends: the database has microseconds, reads truncate to seconds. write_date is the
/// transaction's beginning, so a long one appears later with an older date: each window overlaps the one before.
/// </remarks>
internal sealed class OdooChanges(OdooRpc rpc, OdooDocuments documents, TimeProvider clock)
{
    /// <summary>How many rows one page has at most.</summary>
    public const int PageSize = 10_000;

    private const int PagesAtMost = 1_000;

    /// <summary>Lists what changed since a cursor.</summary>
    public async Task<DocumentChanges> ListAsync(string? cursor, CancellationToken ct)
    {
        var from = From(cursor)?.AddMinutes(-rpc.Settings.OverlapMinutes);
        var changes = new List<DocumentVersion>();
        DateTimeOffset? until = null;
        long last = 0;
        for (var page = 1; page <= PagesAtMost; page++)
        {
            var answer = await PageAsync(from, until, last, ct);
            until ??= WholeSecond(answer.ServerTime ?? clock.GetUtcNow());
            var rows = (JArray)answer.Result!;
            changes.AddRange(rows.Select(row => new DocumentVersion(row.Key("id")!, OdooVersion.Of(row))));
            if (rows.Count < PageSize)
            {
                return new DocumentChanges(changes, ToCursor(until.Value));
            }

            last = rows.Last!.Id("id");
        }

        throw new RemoteRejectedException(
            $"account.move.search_read: more than {PagesAtMost * (long)PageSize} changed documents; the listing is not complete."
        );
    }

    /// <summary>The first page has no end of the window yet: the end is the server's clock at its answer.</summary>
    private Task<OdooAnswer> PageAsync(DateTimeOffset? from, DateTimeOffset? until, long last, CancellationToken ct)
    {
        var domain = documents.Scope();
        if (from is { } begin)
        {
            domain.Add(new JArray("write_date", ">=", OdooJson.Instant(begin)));
        }

        if (until is { } end)
        {
            domain.Add(new JArray("write_date", "<", OdooJson.Instant(end)));
            domain.Add(new JArray("id", ">", last));
        }

        return rpc.SearchAsync("account.move", domain, OdooVersion.Fields, ct, order: "id asc", limit: PageSize);
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    private static string ToCursor(DateTimeOffset until) =>
        new JObject { ["from"] = until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) }.ToString(
            Formatting.None
        );

    /// <summary>A cursor that cannot be read starts from the beginning: more is read, nothing is missed.</summary>
    private static DateTimeOffset? From(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        try
        {
            using var reader = OdooJson.Reader(cursor);
            return
                JToken.ReadFrom(reader) is JObject json
                && DateTimeOffset.TryParse(
                    json.Text("from"),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var from
                )
                ? from
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
