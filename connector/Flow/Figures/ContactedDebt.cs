using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures;

/// <summary>A receivable on a message that went out.</summary>
/// <param name="ContactId">The message.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Step">The rung that led the message.</param>
/// <param name="Channel">The channel that took it.</param>
/// <param name="Template">Its text.</param>
/// <param name="Segment">The payer's behaviour when it was planned; empty when unknown.</param>
/// <param name="SentOn">The day in the school's zone.</param>
/// <param name="SentAt">The time of day there.</param>
/// <param name="Reference">The receivable.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="Amount">What was invoiced, with tax.</param>
/// <param name="SettledOn">When it was settled; null while it is open.</param>
internal sealed record ContactedDebt(
    long ContactId,
    string Payer,
    string Step,
    string Channel,
    string Template,
    string Segment,
    DateOnly SentOn,
    TimeOnly SentAt,
    string Reference,
    DateOnly DueOn,
    Money Amount,
    DateOnly? SettledOn
);

/// <summary>Reads the messages that went out with what they were about: two queries, nothing tracked.</summary>
internal static class ContactedDebts
{
    /// <summary>Reads.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school.</param>
    /// <param name="from">Messages from this day on; null for all.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>In the order of sending. Invoices and thanks are left out: they ask for nothing that is late.</returns>
    public static async Task<List<ContactedDebt>> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        DateOnly? from,
        CancellationToken ct
    )
    {
        // A zone is at most a day away from UTC; the exact day is looked at below.
        var since = from is { Year: >= 1971 } day
            ? new DateTimeOffset(day.AddDays(-1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : DateTimeOffset.UnixEpoch;
        var rows = ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == school.Key && x.SentAt >= since)
            .Where(x => x.State == ContactState.Sent || x.State == ContactState.Delivered)
            .Where(x => x.Rung != Occasions.Issue && x.Rung != Occasions.Paid)
            .Join(ledger.ContactItems, x => x.Id, x => x.ContactId, (contact, item) => new { contact, item })
            .Join(
                ledger.Receivables.Where(x => x.School == school.Key && x.State == ReceivableState.Live),
                x => x.item.ReceivableRef,
                x => x.Reference,
                (x, receivable) =>
                    new
                    {
                        x.contact.Id,
                        x.contact.PayerKey,
                        x.contact.Rung,
                        x.contact.Channel,
                        x.contact.Template,
                        x.contact.Segment,
                        x.contact.SentAt,
                        receivable.Reference,
                        receivable.DueOn,
                        receivable.AmountMinor,
                        receivable.Currency,
                        receivable.SettledOn,
                    }
            )
            .OrderBy(x => x.SentAt)
            .ThenBy(x => x.Id)
            .ThenBy(x => x.Reference);
        var invoiced = await OpenItems.InvoicedAsync(ledger, school.Key, null, ct);
        var debts = new List<ContactedDebt>();
        await foreach (var x in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var sentOn = school.DayOf(x.SentAt!.Value);
            if (!(sentOn < from))
            {
                debts.Add(
                    new ContactedDebt(
                        x.Id,
                        x.PayerKey,
                        x.Rung,
                        x.Channel,
                        x.Template,
                        x.Segment ?? "",
                        sentOn,
                        TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(x.SentAt.Value, school.Zone).TimeOfDay),
                        x.Reference,
                        x.DueOn,
                        new Money(invoiced.GetValueOrDefault(x.Reference, x.AmountMinor), Currency.Of(x.Currency)),
                        x.SettledOn
                    )
                );
            }
        }

        return debts;
    }
}
