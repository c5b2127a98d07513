using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Takes in what came back from message channels: arrivals, failures, answers, and the wish for no more.</summary>
internal sealed class ReplyInbox(CycleRun run)
{
    /// <summary>Processes what is stored, oldest first.</summary>
    public async Task ProcessAsync(CancellationToken ct)
    {
        var sources = run.Ports.Replies.Keys.ToList();
        await using var ledger = run.OpenLedger();
        var rows = await ledger
            .Inbox.Where(x => x.School == run.School.Key && x.ProcessedAt == null && sources.Contains(x.Source))
            .OrderBy(x => x.At)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        foreach (var row in rows)
        {
            try
            {
                if (run.Ports.Replies[row.Source].ReadStored(row.Body) is { } told)
                {
                    await TakeAsync(ledger, row.Source, told, ct);
                }

                row.ProcessedAt = run.Now;
                row.Problem = null;
            }
            catch (RemoteRejectedException problem)
            {
                row.Problem = problem.Message;
                run.Report.Say(
                    "channel.event-unreadable",
                    $"{row.Source} event {row.EventKey}",
                    problem.Message,
                    "Look at the message at the provider.",
                    needsPerson: true
                );
            }

            await ledger.SaveChangesAsync(ct);
        }
    }

    private async Task TakeAsync(LedgerContext ledger, string channel, MessageEvent told, CancellationToken ct)
    {
        var contact =
            told.ProviderKey.Length == 0
                ? null
                : await ledger.Contacts.FirstOrDefaultAsync(
                    x => x.School == run.School.Key && x.Channel == channel && x.ProviderKey == told.ProviderKey,
                    ct
                );
        var key = $"{channel} {told.EventKey}";
        if (await ledger.ContactReplies.AnyAsync(x => x.School == run.School.Key && x.Key == key, ct))
        {
            return;
        }

        // Several payers may share a number or an address: who wants no more means all of them; whose answer it is, a person says.
        IReadOnlyList<string> payers = contact is null
            ? await PayersAsync(ledger, channel, told.Sender, ct)
            : [contact.PayerKey];
        var payer = payers.Count == 1 ? payers[0] : null;
        ledger.ContactReplies.Add(
            new ContactReply
            {
                School = run.School.Key,
                Key = key,
                Channel = channel,
                ContactReference = contact?.Reference,
                PayerKey = payer,
                Kind = told.Kind,
                At = told.At,
                Text = told.Text,
                State = told.Kind == MessageEventKind.Answer ? ReplyState.Waiting : ReplyState.Noted,
            }
        );
        run.Report.Count($"replies.{told.Kind.ToString().ToLowerInvariant()}");
        switch (told.Kind)
        {
            case MessageEventKind.Delivered when contact is { State: ContactState.Sent or ContactState.Unknown }:
                await ArrivedAsync(ledger, contact, ct);
                break;
            case MessageEventKind.Failed when contact is { State: ContactState.Sent or ContactState.Unknown }:
                await FailedAsync(ledger, contact, told, ct);
                break;
            case MessageEventKind.Answer when payer is not null:
                (await ChannelAsync(ledger, payer, channel, ct)).AnsweredAt = told.At;
                break;
            case MessageEventKind.OptOut or MessageEventKind.OptIn:
                var wish = told.Kind == MessageEventKind.OptOut ? ChannelStanding.OptedOut : ChannelStanding.Consented;
                foreach (var one in payers.Union(await PayersAsync(ledger, channel, told.Sender, ct)))
                {
                    await WishAsync(ledger, one, channel, wish, told.At, ct);
                }

                break;
            default:
                break;
        }

        if (told.Kind == MessageEventKind.Answer)
        {
            run.Report.Say(
                "reply.waits",
                contact?.Reference ?? $"channel {channel}",
                "Somebody answered.",
                "`answer list` shows it; `answer close` says what it became.",
                needsPerson: true
            );
        }
    }

    // Wishes may come late, and after newer ones: the last that was said counts.
    private async Task WishAsync(
        LedgerContext ledger,
        string payer,
        string channel,
        ChannelStanding wish,
        DateTimeOffset saidAt,
        CancellationToken ct
    )
    {
        var row = await ChannelAsync(ledger, payer, channel, ct);
        if (row.Standing is ChannelStanding.OptedOut or ChannelStanding.Consented && row.At > saidAt)
        {
            return;
        }

        await ChannelDesk.SetAsync(ledger, run.School.Key, payer, channel, wish, "answer", run.Now, ct);
        row.At = saidAt;
    }

    // It was not known whether it went out; now it is.
    private async Task ArrivedAsync(LedgerContext ledger, Contact contact, CancellationToken ct)
    {
        contact.SentAt ??= contact.TriedAt ?? run.Now;
        if (contact.State == ContactState.Unknown)
        {
            var intent = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Contact, contact.Reference, ct);
            if (intent is not null)
            {
                Intents.Done(intent);
            }
        }

        contact.State = ContactState.Delivered;
    }

    // The provider had taken it, and it did not arrive: the next way is tried, and as a notice it never was.
    private async Task FailedAsync(LedgerContext ledger, Contact contact, MessageEvent told, CancellationToken ct)
    {
        ChannelDesk.NoteFailure(await ChannelAsync(ledger, contact.PayerKey, contact.Channel, ct));
        contact.State = ContactState.Planned;
        contact.SentAt = null;
        contact.Outcome = told.Text;
        var intent = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Contact, contact.Reference, ct);
        if (intent is not null)
        {
            Intents.Until(intent, run.Now);
        }

        run.Journal(
            ledger,
            "contact.failed",
            contact.Reference,
            new { rung = contact.Rung, channel = contact.Channel }
        );
    }

    private Task<PayerChannel> ChannelAsync(LedgerContext ledger, string payer, string channel, CancellationToken ct) =>
        ChannelDesk.FindOrAddAsync(ledger, run.School.Key, payer, channel, run.Now, ct);

    private async Task<IReadOnlyList<string>> PayersAsync(
        LedgerContext ledger,
        string channel,
        string sender,
        CancellationToken ct
    )
    {
        if (sender.Length == 0 || !run.Ports.Channels.TryGetValue(channel, out var port))
        {
            return [];
        }

        var payers = ledger.Payers.Where(x => x.School == run.School.Key);
        var mine = port.Recipient switch
        {
            RecipientKind.PhoneNumber => payers.Where(x => x.Phone == sender),
            RecipientKind.EmailAddress => payers.Where(x => x.Email == sender),
            _ => payers.Where(x => x.Key == sender),
        };
        return await mine.OrderBy(x => x.Id).Select(x => x.Key).ToListAsync(ct);
    }
}
