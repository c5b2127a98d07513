using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Lists changed documents by <c>modified</c>, paged by name.</summary>
/// <remarks>
/// <c>modified</c> is the site's own time of day, without a zone, with microseconds. It is never compared with another clock: a cursor is the
/// newest one seen. A row is stamped before its transaction ends, and in autumn the clock goes back by an hour: each listing therefore begins
/// earlier than the one before ended, by more than an hour.
/// </remarks>
internal sealed class ErpNextChanges(ErpNextApi api, ErpNextSettings settings)
{
    private const string Shape = "yyyy-MM-dd HH:mm:ss.ffffff";
    private static readonly string[] Read = ["yyyy-MM-dd HH:mm:ss.ffffff", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Lists what changed since a cursor; one call while it fits a page.</summary>
    public async Task<DocumentChanges> ListAsync(string? cursor, CancellationToken ct)
    {
        // A cursor that cannot be read starts from the beginning: more is read, nothing is missed.
        var from = At(cursor) is { } last ? last - settings.Overlap : (DateTime?)null;
        var query = new ErpNextQuery(ErpNextDocuments.DocType, ErpNextVersion.Fields, Conditions(from));
        var rows = (await api.PageAsync(query, ErpNextApi.PageSize, ct)).ToList();
        var newest = rows;
        if (rows.Count == ApiPage)
        {
            // Pages by name take a while: what changes behind them is newer than the newest before them, and comes next time.
            newest = [.. await api.PageAsync(query with { Order = "modified desc" }, 1, ct)];
            rows = await api.ListAsync(query, ct);
        }

        var until = newest.Select(row => At(row.Text("modified"))).Append(At(cursor)).Max();
        return new DocumentChanges(
            [.. rows.Select(row => new DocumentVersion(row.Text("name"), ErpNextVersion.Of(row)))],
            until?.ToString(Shape, CultureInfo.InvariantCulture) ?? ""
        );
    }

    private static int ApiPage => ErpNextApi.PageSize;

    private JArray[] Conditions(DateTime? from)
    {
        var company = ErpNextJson.Is("company", "=", settings.Company);
        return from is { } begin
            ? [company, ErpNextJson.Is("modified", ">=", begin.ToString(Shape, CultureInfo.InvariantCulture))]
            : [company];
    }

    private static DateTime? At(string? text) =>
        DateTime.TryParseExact(text, Read, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
