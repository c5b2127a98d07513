using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>What staff does about contacts: the calls and letters that wait for a person, what payers answered, and the channels that they use.</summary>
internal sealed class ContactDesk(IDbContextFactory<LedgerContext> ledgers, SchoolProfile school, TimeProvider clock)
{
    /// <summary>What may come of a task.</summary>
    public static readonly IReadOnlyList<string> Outcomes =
    [
        ContactMoments.Reached,
        "left-message",
        "posted",
        "no-answer",
        "wrong-address",
    ];

    /// <summary>The calls and letters that wait, oldest first.</summary>
    public async Task<IReadOnlyList<ContactTask>> TasksAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var rows = await ledger
            .Contacts.AsNoTracking()
            .Include(x => x.Items)
            .Where(x => x.School == school.Key && x.State == ContactState.WithPerson)
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var keys = rows.Select(x => x.PayerKey).ToList();
        var payers = await ledger
            .Payers.AsNoTracking()
            .Where(x => x.School == school.Key && keys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, ct);
        return
        [
            .. rows.Select(x => new ContactTask(
                school.Key,
                x.Reference,
                x.Channel,
                x.Rung,
                payers[x.PayerKey].Name,
                x.Channel == CallList.Call ? payers[x.PayerKey].Phone ?? "" : x.ProviderKey ?? "",
                x.TriedAt ?? x.PlannedAt,
                x.Outcome,
                [.. x.Items.Select(i => i.ReceivableRef)]
            )),
        ];
    }

    /// <summary>Notes what came of a call or a letter.</summary>
    /// <param name="reference">The contact.</param>
    /// <param name="outcome">One of <see cref="Outcomes"/>: nobody answering leaves the task open; a wrong address tries the next channel.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="note">What was said, for the journal; empty for nothing.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Whether there was such a task.</returns>
    public async Task<bool> FinishAsync(string reference, string outcome, string by, string note, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var contact = await ledger.Contacts.SingleOrDefaultAsync(
            x => x.School == school.Key && x.Reference == reference && x.State == ContactState.WithPerson,
            ct
        );
        if (contact is null)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        contact.Outcome = outcome;
        contact.TriedAt = now;
        switch (outcome)
        {
            case "no-answer":
                break;
            case "wrong-address":
                await NextChannelAsync(ledger, contact, by, now, ct);
                break;
            default:
                contact.State = ContactState.Sent;
                contact.SentAt = now;
                break;
        }

        Note(
            ledger,
            by,
            "contact.task-done",
            reference,
            new
            {
                channel = contact.Channel,
                outcome,
                note,
            }
        );
        await ledger.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>What payers answered and nobody has dealt with, oldest first.</summary>
    public async Task<IReadOnlyList<WaitingReply>> RepliesAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var rows = await ledger
            .ContactReplies.AsNoTracking()
            .Where(x => x.School == school.Key && x.State == ReplyState.Waiting)
            .OrderBy(x => x.At)
            .ToListAsync(ct);
        return
        [
            .. rows.Select(x => new WaitingReply(
                x.Id,
                school.Key,
                x.Channel,
                x.PayerKey,
                x.ContactReference,
                x.At,
                x.Text
            )),
        ];
    }

    /// <summary>Notes what an answer became, such as a promise or a dispute that was entered; its text is erased.</summary>
    /// <returns>Whether it waited.</returns>
    public async Task<bool> CloseReplyAsync(long id, string became, string by, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var reply = await ledger.ContactReplies.SingleOrDefaultAsync(
            x => x.School == school.Key && x.Id == id && x.State == ReplyState.Waiting,
            ct
        );
        if (reply is null)
        {
            return false;
        }

        reply.State = ReplyState.Dealt;
        reply.Became = $"{by}: {became}";
        reply.Text = "";
        Note(ledger, by, "reply.closed", reply.ContactReference ?? reply.PayerKey ?? reply.Channel, new { became });
        await ledger.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Whether a payer wishes no more messages on a channel: only the payer's consent ends that.</summary>
    public async Task<bool> IsStoppedAsync(string payerKey, string channel, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        return await ledger.PayerChannels.AnyAsync(
            x =>
                x.School == school.Key
                && x.PayerKey == payerKey
                && x.Channel == channel
                && x.Standing == ChannelStanding.OptedOut,
            ct
        );
    }

    /// <summary>Stores a payer's word on a channel, or frees one that had failed. A wish for no more outlives both.</summary>
    /// <returns>Whether there is such a payer.</returns>
    public async Task<bool> SetChannelAsync(
        string payerKey,
        string channel,
        ChannelStanding standing,
        string by,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        if (!await ledger.Payers.AnyAsync(x => x.School == school.Key && x.Key == payerKey, ct))
        {
            return false;
        }

        var isWish = standing is ChannelStanding.OptedOut or ChannelStanding.Consented;
        if (isWish || !await IsStoppedAsync(payerKey, channel, ct))
        {
            await ChannelDesk.SetAsync(ledger, school.Key, payerKey, channel, standing, by, clock.GetUtcNow(), ct);
            await ledger.SaveChangesAsync(ct);
        }

        return true;
    }

    private async Task NextChannelAsync(
        LedgerContext ledger,
        Contact contact,
        string by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var row = await ChannelDesk.FindOrAddAsync(ledger, school.Key, contact.PayerKey, contact.Channel, now, ct);
        if (row.Standing != ChannelStanding.OptedOut)
        {
            await ChannelDesk.SetAsync(
                ledger,
                school.Key,
                contact.PayerKey,
                contact.Channel,
                ChannelStanding.Failed,
                by,
                now,
                ct
            );
        }

        contact.State = ContactState.Planned;
        var intent = await Intents.FindAsync(ledger, school.Key, IntentKind.Contact, contact.Reference, ct);
        if (intent is not null)
        {
            Intents.Until(intent, now);
        }
    }

    private void Note(LedgerContext ledger, string by, string kind, string subject, object facts) =>
        ledger.Journal.Add(JournalEntry.Of(school.Key, clock.GetUtcNow(), by, kind, subject, facts));
}

/// <summary>A call or a letter that waits for a person. Personal data: shown to staff, never logged.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Reference">The contact.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Step">The step of the policy.</param>
/// <param name="Payer">Whom to call or write to.</param>
/// <param name="Address">The telephone number, or the letter's file.</param>
/// <param name="Since">Since when, UTC; or when it was last tried.</param>
/// <param name="Last">What came of the last try; null before.</param>
/// <param name="Receivables">What it is about.</param>
internal sealed record ContactTask(
    string School,
    string Reference,
    string Channel,
    string Step,
    string Payer,
    string Address,
    DateTimeOffset Since,
    string? Last,
    IReadOnlyList<string> Receivables
);

/// <summary>What a payer answered. Personal data: shown to staff, never logged.</summary>
/// <param name="Id">Its number.</param>
/// <param name="School">The school's key.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Payer">The payer; null when nobody is known by that address.</param>
/// <param name="Contact">The message that it answers; null when it names none.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">In the payer's own words.</param>
internal sealed record WaitingReply(
    long Id,
    string School,
    string Channel,
    string? Payer,
    string? Contact,
    DateTimeOffset At,
    string Text
);
