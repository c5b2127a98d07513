using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>What payers say of a channel: consent, and the wish for no more. In force from the next message on.</summary>
internal static class ChannelDesk
{
    /// <summary>Stores a payer's word, and writes it to the journal; saves with the caller's transaction.</summary>
    public static async Task SetAsync(
        LedgerContext ledger,
        string school,
        string payer,
        string channel,
        ChannelStanding standing,
        string by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var row = await FindOrAddAsync(ledger, school, payer, channel, now, ct);
        row.At = now;
        if (row.Standing == standing)
        {
            return;
        }

        row.Standing = standing;
        row.By = by;
        ledger.Journal.Add(
            JournalEntry.Of(
                school,
                now,
                by,
                $"channel.{standing.ToString().ToLowerInvariant()}",
                payer,
                new { channel }
            )
        );
    }

    /// <summary>Notes that a message did not arrive; the wish for no more stands over it.</summary>
    public static void NoteFailure(PayerChannel row)
    {
        if (row.Standing != ChannelStanding.OptedOut)
        {
            row.Standing = ChannelStanding.Failed;
        }
    }

    /// <summary>The row of a payer and a channel.</summary>
    public static async Task<PayerChannel> FindOrAddAsync(
        LedgerContext ledger,
        string school,
        string payer,
        string channel,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var row =
            ledger.PayerChannels.Local.FirstOrDefault(x =>
                x.School == school && x.PayerKey == payer && x.Channel == channel
            )
            ?? await ledger.PayerChannels.SingleOrDefaultAsync(
                x => x.School == school && x.PayerKey == payer && x.Channel == channel,
                ct
            );
        if (row is null)
        {
            row = new PayerChannel
            {
                School = school,
                PayerKey = payer,
                Channel = channel,
                At = now,
            };
            ledger.PayerChannels.Add(row);
        }

        return row;
    }
}
