using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Which ways lead to a payer now, later, or not at all.</summary>
internal sealed class ContactRoutes(CycleRun run)
{
    private readonly ContactMoments moments = new(run);

    /// <summary>Finds them for a message.</summary>
    public async Task<ContactLetter> FindAsync(
        LedgerContext ledger,
        Contact contact,
        Payer payer,
        MessageRule rule,
        RenderedMessage message,
        IReadOnlyDictionary<string, string> words,
        CancellationToken ct
    )
    {
        var known = await ledger
            .PayerChannels.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.PayerKey == payer.Key)
            .ToDictionaryAsync(x => x.Channel, ct);
        var past = await moments.PastAsync(ledger, contact, ct);
        var open = new List<ContactRoute>();
        var closed = new List<string>();
        (DateTimeOffset At, string Why)? later = null;
        foreach (var name in Preferred(rule, payer))
        {
            if (Recipient(name, payer, closed) is not { } recipient)
            {
                continue;
            }

            var standing = known.GetValueOrDefault(name);
            if (standing?.Standing == ChannelStanding.Failed)
            {
                closed.Add($"{name}: the last message did not arrive");
                continue;
            }

            var moment = moments.Next(name, payer, contact, standing?.Standing ?? ChannelStanding.Unknown, past);
            var reasons = string.Join(' ', moment.Reasons.Select(x => ContactReasons.NameOf(x.Code)));
            if (moment.At is not { } at)
            {
                closed.Add($"{name}: {reasons}");
            }
            else if (at > run.Now)
            {
                later = later is { } first && first.At <= at ? later : (at, reasons);
            }
            else
            {
                open.Add(
                    new ContactRoute(
                        name,
                        recipient,
                        Approved(rule, name, message.Language, words),
                        standing?.AnsweredAt,
                        HasRoomForLink(name) ? run.Options.StopLink?.Invoke(run.School.Key, payer.Key, name) : null
                    )
                );
            }
        }

        return new ContactLetter(
            open,
            later?.At,
            later?.Why ?? "",
            open.Count > 0 || later is not null
                ? null
                : $"Payer {payer.Key} cannot be reached on any channel of {contact.Rung} ({string.Join("; ", closed)}).",
            message
        )
        {
            PayerName = payer.Name,
        };
    }

    // On the telephone one answers STOP; a letter is answered.
    private bool HasRoomForLink(string channel) =>
        run.Ports.Channels[channel].Recipient is RecipientKind.EmailAddress or RecipientKind.LearnerKey;

    // The payer's own preference comes first, where the school uses that channel at all.
    private static IEnumerable<string> Preferred(MessageRule rule, Payer payer) =>
        rule.Channels.OrderByDescending(x => x == payer.PreferredChannel);

    private string? Recipient(string name, Payer payer, List<string> closed)
    {
        if (!run.Ports.Channels.TryGetValue(name, out var channel))
        {
            run.Report.Say(
                "channel.not-configured",
                $"channel {name}",
                "The policy names it, and no adapter has it.",
                $"Configure {name} in connector.json, or take it out of policy.json."
            );
            closed.Add($"{name}: not configured");
            return null;
        }

        var recipient = channel.Recipient switch
        {
            RecipientKind.EmailAddress => payer.Email,
            RecipientKind.LearnerKey => payer.LearnerKey,
            RecipientKind.PhoneNumber => payer.Phone,
            RecipientKind.PostalAddress => payer.PostalAddress,
            RecipientKind.PayerKey => payer.Key,
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(recipient))
        {
            closed.Add($"{name}: no address");
            return null;
        }

        if (channel.Recipient == RecipientKind.PhoneNumber && !PhoneNumber.IsValid(recipient))
        {
            run.Report.Say(
                "payer.bad-phone",
                $"payer {payer.Key}",
                "The payer's telephone number cannot be told.",
                "Write it with + and the country in the LMS, such as +34 600 111 222."
            );
            closed.Add($"{name}: no valid telephone number");
            return null;
        }

        return recipient;
    }

    private static ApprovedTemplate? Approved(
        MessageRule rule,
        string channel,
        string language,
        IReadOnlyDictionary<string, string> words
    )
    {
        if (!rule.Approved.TryGetValue(channel, out var text))
        {
            return null;
        }

        // In a language without an approved text, the first one that the school has is better than silence.
        var name = text.Names.TryGetValue(language, out var own) ? own : text.Names.Values.First();
        return new ApprovedTemplate(
            name,
            text.Variables.ToDictionary(x => x.Key, x => words.GetValueOrDefault(x.Value, ""))
        );
    }
}
