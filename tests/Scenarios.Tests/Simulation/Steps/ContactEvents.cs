using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What comes back from payers and message providers, and what staff does with it.</summary>
internal static class ContactEvents
{
    private const string By = "simulation";

    public static async Task<string?> DeliveredAsync(Town town, Dice dice)
    {
        if (Untold(town, dice) is not ({ } channel, { } letter))
        {
            return null;
        }

        letter.IsToldOf = true;
        await town.TellAsync(channel, channel.Event(MessageEventKind.Delivered, letter, ""), dice, () => { });
        return $"{letter.Contact} by {channel.Name}";
    }

    /// <summary>The provider had taken it, and it did not arrive.</summary>
    public static async Task<string?> FailedAsync(Town town, Dice dice)
    {
        if (Untold(town, dice) is not ({ } channel, { } letter))
        {
            return null;
        }

        letter.IsToldOf = true;
        var told = channel.Event(MessageEventKind.Failed, letter, "");
        await town.TellAsync(channel, told, dice, () => letter.FailureKnownAt ??= town.Now);
        return $"{letter.Contact} by {channel.Name}";
    }

    /// <summary>Somebody answers, with or without naming the message, or a stranger writes.</summary>
    public static async Task<string?> AnswerAsync(Town town, Dice dice)
    {
        var channel = dice.Pick([town.Email, town.Sms]);
        if (!town.School.IsRich || dice.PickOrNone(channel.Arrived) is not { } letter)
        {
            return null;
        }

        var sender = dice.Chance(200) ? "+34999999999" : letter.Recipient;
        var named = dice.Chance(500) && sender == letter.Recipient ? letter : null;
        await town.TellAsync(channel, channel.Event(MessageEventKind.Answer, named, sender), dice, () => { });
        return $"{(named is null ? "no message named" : named.Contact)} by {channel.Name}";
    }

    /// <summary>STOP, as an answer: it is about the address, and so about all who share it.</summary>
    public static async Task<string?> OptOutAsync(Town town, Dice dice)
    {
        var channel = dice.Pick([town.Sms, town.Sms, town.Email]);
        if (!town.School.IsRich || dice.PickOrNone(channel.Arrived) is not { } letter)
        {
            return null;
        }

        return await WishAsync(town, dice, channel, letter, stop: true);
    }

    /// <summary>Who wished for no more messages wishes for them again.</summary>
    public static async Task<string?> OptInAsync(Town town, Dice dice)
    {
        var stopped = town
            .Channels.Where(x => x.Replies)
            .SelectMany(x => x.Arrived, (channel, letter) => (Channel: channel, Letter: letter))
            .Where(x =>
                town.Witness.Wishes.LastOrDefault(w => w.Channel == x.Channel.Name && w.Payers.Contains(x.Letter.Payer))
                    is { Stop: true }
            )
            .ToList();
        if (stopped.Count == 0)
        {
            return null;
        }

        var (channel, letter) = dice.Pick(stopped);
        return await WishAsync(town, dice, channel, letter, stop: false);
    }

    /// <summary>The link at the end of a message.</summary>
    public static async Task<string?> LinkAsync(Town town, Dice dice)
    {
        var channel = dice.Pick([town.Email, town.Inbox]);
        if (!town.School.IsRich || await PayerAsync(town, dice) is not { } payer)
        {
            return null;
        }

        var stop = dice.Chance(600);
        var desk = new StopDesk(town.Ledger, town.Clock);
        await desk.SetAsync(new StopLink(SimulatedSchool.Key, payer, channel.Name), stop, CancellationToken.None);
        Note(town, channel.Name, [payer], stop).StoredAt = town.Now;
        return $"{payer} {(stop ? "ends" : "takes back")} {channel.Name}";
    }

    /// <summary>A person notes that a payer consents.</summary>
    public static async Task<string?> ConsentAsync(Town town, Dice dice)
    {
        var channel = dice.Pick(town.Channels).Name;
        if (!town.School.IsRich || await PayerAsync(town, dice) is not { } payer)
        {
            return null;
        }

        await Desk(town).SetChannelAsync(payer, channel, ChannelStanding.Consented, By, CancellationToken.None);
        Note(town, channel, [payer], stop: false).StoredAt = town.Now;
        return $"{payer} {channel}";
    }

    /// <summary>A person frees a channel on which a message did not arrive.</summary>
    public static async Task<string?> FreeAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var failed = await ledger
            .PayerChannels.AsNoTracking()
            .Where(x => x.Standing == ChannelStanding.Failed)
            .OrderBy(x => x.Id)
            .ToListAsync();
        if (dice.PickOrNone(failed) is not { } row)
        {
            return null;
        }

        await Desk(town)
            .SetChannelAsync(row.PayerKey, row.Channel, ChannelStanding.Unknown, By, CancellationToken.None);
        return $"{row.PayerKey} {row.Channel}";
    }

    /// <summary>A person makes a call that waits.</summary>
    public static async Task<string?> FinishAsync(Town town, Dice dice)
    {
        if (dice.PickOrNone(await Desk(town).TasksAsync(CancellationToken.None)) is not { } task)
        {
            return null;
        }

        var outcome = dice.Pick(["reached", "reached", "left-message", "no-answer", "wrong-address"]);
        await Desk(town).FinishAsync(task.Reference, outcome, By, "", CancellationToken.None);
        if (outcome is "no-answer")
        {
            return $"{task.Reference} {outcome}";
        }

        var call = town.Calls.Tasks.Last(x => x.Contact == task.Reference);
        town.Calls.Tasks.Remove(call);
        if (outcome is not "wrong-address")
        {
            call.At = town.Now;
            call.Spoke = outcome == "reached";
            town.Calls.Arrived.Add(call);
        }

        return $"{task.Reference} {outcome}";
    }

    public static async Task<string?> CloseReplyAsync(Town town, Dice dice)
    {
        if (dice.PickOrNone(await Desk(town).RepliesAsync(CancellationToken.None)) is not { } reply)
        {
            return null;
        }

        await Desk(town).CloseReplyAsync(reply.Id, "nothing", By, CancellationToken.None);
        return $"{reply.Id}";
    }

    private static async Task<string?> WishAsync(Town town, Dice dice, ChannelWorld channel, Letter letter, bool stop)
    {
        var named = dice.Chance(300) ? letter : null;
        var kind = stop ? MessageEventKind.OptOut : MessageEventKind.OptIn;
        var payers = await SharingAsync(town, letter);
        var wish = Note(town, channel.Name, payers, stop);
        var told = channel.Event(kind, named, letter.Recipient);
        await town.TellAsync(channel, told, dice, () => wish.StoredAt ??= town.Now);
        return $"{string.Join(' ', payers)} by {channel.Name}{(named is null ? "" : ", naming a message")}";
    }

    private static async Task<IReadOnlyList<string>> SharingAsync(Town town, Letter letter)
    {
        await using var ledger = town.OpenLedger();
        return await ledger
            .Payers.Where(x => x.Phone == letter.Recipient || x.Email == letter.Recipient)
            .OrderBy(x => x.Id)
            .Select(x => x.Key)
            .ToListAsync();
    }

    private static ChannelWish Note(Town town, string channel, IReadOnlyList<string> payers, bool stop)
    {
        var wish = new ChannelWish(channel, payers, stop, town.Now);
        town.Witness.Wishes.Add(wish);
        return wish;
    }

    private static async Task<string?> PayerAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        return dice.PickOrNone(await ledger.Payers.OrderBy(x => x.Id).Select(x => x.Key).ToListAsync());
    }

    private static (ChannelWorld? Channel, Letter? Letter) Untold(Town town, Dice dice)
    {
        var channel = dice.Pick([town.Email, town.Sms]);
        var letters = town.School.IsRich ? channel.Arrived.Where(x => !x.IsToldOf).ToList() : [];
        return (channel, dice.PickOrNone(letters));
    }

    private static ContactDesk Desk(Town town) => new(town.Ledger, town.School.Profile, town.Clock);
}
