using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Sends the planned messages, each at most once: what got no answer is never sent again by itself.</summary>
internal sealed class ContactSender(CycleRun run)
{
    private readonly LetterWriter writer = new(run);

    /// <summary>Plans and sends.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (run.Switches.Contacts == SwitchLevel.Off)
        {
            return;
        }

        await new ContactPlanner(run).PlanAsync(ct);
        if (run.Switches.Contacts != SwitchLevel.Act)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var intents = await Intents.Due(run, ledger, IntentKind.Contact).ToListAsync(ct);
        var contacts = new List<(Intent Intent, Contact Contact)>();
        foreach (var chunk in intents.Chunk(CycleRun.ChunkSize))
        {
            var references = chunk.Select(x => x.Reference).ToList();
            var found = await ledger
                .Contacts.Include(x => x.Items)
                .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
                .ToDictionaryAsync(x => x.Reference, ct);
            contacts.AddRange(chunk.Select(x => (x, found[x.Reference])));
        }

        // A payer's second message is looked at after the first is out: caps count that one.
        var rounds = contacts
            .GroupBy(x => x.Contact.PayerKey)
            .SelectMany(payer => payer.Select((x, round) => (x, round)))
            .GroupBy(x => x.round, x => x.x)
            .OrderBy(x => x.Key);
        var sent = 0;
        foreach (var chunk in rounds.SelectMany(x => x.Chunk(20)))
        {
            // Who paid while the messages before were going out is not asked any more.
            await new GatewayInbox(run).ProcessStoredAsync(ct);
            await new ReplyInbox(run).ProcessAsync(ct);
            await SendAsync(ledger, [.. chunk], ct);
            run.Tell("contacts", sent += chunk.Length, contacts.Count);
        }
    }

    private async Task SendAsync(
        LedgerContext ledger,
        List<(Intent Intent, Contact Contact)> chunk,
        CancellationToken ct
    )
    {
        foreach (var (intent, contact) in chunk.Where(x => x.Intent.State != IntentState.Planned))
        {
            // A run died while it was being sent.
            NotKnown(ledger, intent, contact, "The run ended while it was being sent.");
        }

        var letters = new List<(Intent Intent, Contact Contact, ContactLetter Letter)>();
        foreach (var (intent, contact) in chunk.Where(x => x.Intent.State == IntentState.Planned))
        {
            var letter = await writer.WriteAsync(ledger, contact, ct);
            if (letter is null)
            {
                Drop(ledger, intent, contact);
            }
            else if (letter.Closed is { } closed)
            {
                contact.State = ContactState.Failed;
                Intents.Park(
                    run,
                    ledger,
                    intent,
                    closed,
                    "Give the payer an address in the LMS, or add a channel to the step, then `parked retry`."
                );
            }
            else if (letter.Routes.Count == 0)
            {
                Wait(ledger, intent, contact, letter);
            }
            else
            {
                // Stored before it is sent: should the run die, caps count it for the channel on which it may have gone out.
                contact.Channel = letter.Routes[0].Channel;
                contact.TriedAt = run.Now;
                contact.NotBefore = null;
                contact.Waits = null;
                letters.Add((intent, contact, letter));
            }
        }

        var claimed = await Intents.SendingAsync(run, ledger, letters.Select(x => x.Intent), ct);
        letters.RemoveAll(x => !claimed.Contains(x.Intent));
        await SendByChannelAsync(ledger, letters, ct);
        await ledger.SaveChangesAsync(ct);
    }

    // First everybody's preferred channel, then the next one for those whom it refused.
    private async Task SendByChannelAsync(
        LedgerContext ledger,
        List<(Intent Intent, Contact Contact, ContactLetter Letter)> letters,
        CancellationToken ct
    )
    {
        for (var turn = 0; letters.Count > 0; turn++)
        {
            var refused = new List<(Intent, Contact, ContactLetter)>();
            if (turn > 0)
            {
                letters.ForEach(x => x.Contact.Channel = x.Letter.Routes[turn].Channel);
                await ledger.SaveChangesAsync(ct);
            }

            foreach (var group in letters.GroupBy(x => x.Letter.Routes[turn].Channel))
            {
                var byReference = group.ToDictionary(x => x.Contact.Reference);
                var messages = group.Select(x => x.Letter.ToMessage(x.Contact.Reference, turn)).ToList();
                foreach (var outcome in await OutcomesAsync(group.Key, messages, ct))
                {
                    var item = byReference[outcome.Reference];
                    if (!Ended(ledger, item.Intent, item.Contact, outcome))
                    {
                        if (turn + 1 < item.Letter.Routes.Count)
                        {
                            refused.Add(item);
                        }
                        else if (item.Letter.Later is not null)
                        {
                            Wait(ledger, item.Intent, item.Contact, item.Letter);
                        }
                        else
                        {
                            item.Contact.State = ContactState.Failed;
                            Intents.Park(
                                run,
                                ledger,
                                item.Intent,
                                outcome.Reason!,
                                "Mend the payer's address in the LMS, then `parked retry`."
                            );
                        }
                    }
                }
            }

            letters = refused;
        }
    }

    private async Task<IReadOnlyList<ItemOutcome<SentMessage>>> OutcomesAsync(
        string channel,
        List<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        try
        {
            return await run.Ports.Channels[channel].SendAsync(messages, ct);
        }
        catch (RemoteUnavailableException problem)
        {
            run.Report.Say(
                "channel.unavailable",
                $"channel {channel}",
                problem.Message,
                "The messages wait; the next run sends them."
            );
            return
            [
                .. messages.Select(x => ItemOutcome<SentMessage>.Not(OutcomeKind.Later, x.Reference, problem.Message)),
            ];
        }
        catch (RemoteMisconfiguredException problem)
        {
            run.Report.Say(
                "channel.misconfigured",
                $"channel {channel}",
                problem.Message,
                "Run `check`; the messages wait.",
                needsPerson: true
            );
            return
            [
                .. messages.Select(x => ItemOutcome<SentMessage>.Not(OutcomeKind.Later, x.Reference, problem.Message)),
            ];
        }
    }

    /// <summary>Takes an answer in.</summary>
    /// <returns>False when this channel refused and another may be tried.</returns>
    private bool Ended(LedgerContext ledger, Intent intent, Contact contact, ItemOutcome<SentMessage> outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Done when run.Ports.Channels[contact.Channel].IsByHand:
                contact.State = ContactState.WithPerson;
                contact.ProviderKey = outcome.Value!.ProviderKey;
                Intents.Done(intent);
                run.Journal(
                    ledger,
                    "contact.task",
                    contact.Reference,
                    new { rung = contact.Rung, channel = contact.Channel }
                );
                run.Report.Count($"contacts.tasks.{contact.Channel}");
                return true;
            case OutcomeKind.Done:
                contact.State = ContactState.Sent;
                contact.SentAt = run.Now;
                contact.ProviderKey = outcome.Value!.ProviderKey;
                Intents.Done(intent);
                run.Journal(
                    ledger,
                    "contact.sent",
                    contact.Reference,
                    new
                    {
                        rung = contact.Rung,
                        channel = contact.Channel,
                        receivables = contact.Items.Select(x => x.ReceivableRef),
                    }
                );
                run.Report.Count($"contacts.sent.{contact.Rung}");
                return true;
            case OutcomeKind.Later:
                Intents.Later(run, intent, outcome.Reason!);
                return true;
            case OutcomeKind.Unknown:
                NotKnown(ledger, intent, contact, outcome.Reason!);
                return true;
            default:
                return false;
        }
    }

    private void NotKnown(LedgerContext ledger, Intent intent, Contact contact, string reason)
    {
        contact.State = ContactState.Unknown;
        Intents.Park(
            run,
            ledger,
            intent,
            $"It is not known whether it went out. {reason}",
            "Ask the payer or the provider; `parked retry` sends it again, `parked dismiss` counts it as sent."
        );
    }

    // The next lawful moment, said once: the run of that moment looks at everything again.
    private void Wait(LedgerContext ledger, Intent intent, Contact contact, ContactLetter letter)
    {
        if (contact.NotBefore != letter.Later || contact.Waits != letter.WaitsFor)
        {
            run.Journal(
                ledger,
                "contact.moved",
                contact.Reference,
                new
                {
                    rung = contact.Rung,
                    to = letter.Later!.Value.ToString("O", CultureInfo.InvariantCulture),
                    because = letter.WaitsFor,
                }
            );
        }

        contact.NotBefore = letter.Later;
        contact.Waits = letter.WaitsFor;
        Intents.Until(intent, letter.Later!.Value);
        run.Report.Count("contacts.moved");
    }

    // Paid, or otherwise settled, between the decision and now: nothing after payment.
    private void Drop(LedgerContext ledger, Intent intent, Contact contact)
    {
        ledger.Contacts.Remove(contact);
        ledger.Intents.Remove(intent);
        run.Journal(
            ledger,
            "contact.dropped",
            contact.Reference,
            new { rung = contact.Rung, reason = "not asked for any more" }
        );
        run.Report.Count("contacts.dropped");
    }
}
