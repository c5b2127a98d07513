using System.Globalization;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Invoices;

/// <summary>Lists changed documents: those whose date of change moved, and every one that is validated and not closed.</summary>
/// <remarks>
/// Dolibarr 16 does not move the date of change for a second payment, nor when a credit note is used; both leave the invoice
/// unpaid, or close it, which does move it. The cursor is the database's own clock, as the newest row showed it: it may be hours
/// off PHP's. It goes back by the overlap, for transactions that were long and hours that occur twice.
/// </remarks>
internal sealed class ChangeReader(InvoiceReader invoices, DolibarrDays days, TimeSpan overlap)
{
    private const string ClockFormat = "yyyy-MM-dd HH:mm:ss";

    /// <summary>Lists what changed since a cursor; one that cannot be read starts from the beginning.</summary>
    public async Task<DocumentChanges> ListAsync(string? cursor, CancellationToken ct)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        var from = Parse(cursor);
        var newest = from is null ? "" : cursor!;
        string[] conditions = from is { } clock ? [DolibarrFilter.After("t.tms", Write(clock - overlap))] : [];
        await foreach (var page in invoices.PagesAsync(conditions, null, ct))
        {
            Take(page);
        }

        if (from is not null)
        {
            await foreach (var page in invoices.PagesAsync([], "unpaid", ct))
            {
                Take(page);
            }
        }

        return new DocumentChanges([.. versions.Select(v => new DocumentVersion(v.Key, v.Value))], newest);

        void Take(List<JObject> page)
        {
            foreach (var row in page)
            {
                versions[row.Text("id")] = invoices.Row.Version(row);
                if (row.Number("date_modification") is > 0 and var changed)
                {
                    var at = days.DatabaseClock(changed);
                    newest = string.CompareOrdinal(at, newest) > 0 ? at : newest;
                }
            }
        }
    }

    private static string Write(DateTime clock) => clock.ToString(ClockFormat, CultureInfo.InvariantCulture);

    private static DateTime? Parse(string? cursor) =>
        DateTime.TryParseExact(cursor, ClockFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? clock
            : null;
}
