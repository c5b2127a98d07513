using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures;

/// <summary>When each receivable was first asked for by a message that went out. Invoices and thanks ask for nothing that is late, and are left out.</summary>
internal static class FirstContacts
{
    /// <summary>Reads: the day in the school's zone, by the receivable's reference.</summary>
    public static async Task<Dictionary<string, DateOnly>> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        CancellationToken ct
    )
    {
        var sent = ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == school.Key && x.SentAt != null)
            .Where(x => x.State == ContactState.Sent || x.State == ContactState.Delivered)
            .Where(x => x.Rung != Occasions.Issue && x.Rung != Occasions.Paid)
            .SelectMany(x => x.Items, (contact, item) => new { item.ReceivableRef, contact.SentAt })
            .OrderByDescending(x => x.SentAt);
        var first = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        await foreach (var one in sent.AsAsyncEnumerable().WithCancellation(ct))
        {
            first[one.ReceivableRef] = school.DayOf(one.SentAt!.Value);
        }

        return first;
    }
}
