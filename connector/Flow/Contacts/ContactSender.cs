using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Sends the planned messages, each at most once: what got no answer is never sent again by itself.</summary>
internal sealed class ContactSender(CycleRun run)
{
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
        var sent = 0;
        foreach (var chunk in intents.Chunk(20))
        {
            var references = chunk.Select(x => x.Reference).ToList();
            var contacts = await ledger
                .Contacts.Include(x => x.Items)
                .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
                .ToDictionaryAsync(x => x.Reference, ct);
            await SendAsync(ledger, [.. chunk.Select(x => (x, contacts[x.Reference]))], ct);
            run.Tell("contacts", sent += chunk.Length, intents.Count);
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
            var letter = await ContactLetter.WriteAsync(run, ledger, contact, ct);
            if (letter is null)
            {
                await DropAsync(ledger, intent, contact);
            }
            else if (letter.Recipients.Count == 0)
            {
                contact.State = ContactState.Failed;
                Intents.Park(
                    run,
                    ledger,
                    intent,
                    $"Payer {contact.PayerKey} cannot be reached on any channel of rung {contact.Rung}.",
                    "Give the learner an e-mail address in the LMS, or add a channel to the rung, then `parked retry`."
                );
            }
            else
            {
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
            foreach (var group in letters.GroupBy(x => x.Letter.Recipients[turn].Channel))
            {
                var byReference = group.ToDictionary(x => x.Contact.Reference);
                var messages = group.Select(x => x.Letter.ToMessage(x.Contact.Reference, turn)).ToList();
                foreach (var outcome in await OutcomesAsync(group.Key, messages, ct))
                {
                    var item = byReference[outcome.Reference];
                    item.Contact.Channel = group.Key;
                    if (!Ended(ledger, item.Intent, item.Contact, outcome))
                    {
                        if (turn + 1 < item.Letter.Recipients.Count)
                        {
                            refused.Add(item);
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

    // Paid, or otherwise settled, between the decision and now: nothing after payment.
    private Task DropAsync(LedgerContext ledger, Intent intent, Contact contact)
    {
        ledger.Contacts.Remove(contact);
        ledger.Intents.Remove(intent);
        run.Journal(ledger, "contact.dropped", contact.Reference, new { rung = contact.Rung, reason = "nothing owed" });
        run.Report.Count("contacts.dropped");
        return Task.CompletedTask;
    }
}
