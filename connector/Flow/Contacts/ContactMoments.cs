using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>When the law and the payer's own wish let a channel be used: asked with what was sent to that payer lately.</summary>
internal sealed class ContactMoments(CycleRun run)
{
    /// <summary>How long a provider may take to deliver.</summary>
    private static readonly TimeSpan Delivery = TimeSpan.FromMinutes(5);

    /// <summary>The answer of a person who was reached on the telephone.</summary>
    public const string Reached = "reached";

    /// <summary>The contacts with a payer that caps count: what may have gone out counts, and so does a call that is still to be made.</summary>
    /// <remarks>The invoice and the thanks ask for nothing: they count for nobody's cap.</remarks>
    public async Task<IReadOnlyList<PastContact>> PastAsync(LedgerContext ledger, Contact contact, CancellationToken ct)
    {
        if (IsOccasion(contact.Rung))
        {
            return [];
        }

        var since = run.Now.AddDays(-ContactLaw.HorizonDays);
        var past = await ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.PayerKey == contact.PayerKey && x.Id != contact.Id)
            .Where(x => x.TriedAt >= since && x.Rung != Occasions.Issue && x.Rung != Occasions.Paid)
            .Where(x =>
                x.State == ContactState.Sent
                || x.State == ContactState.Delivered
                || x.State == ContactState.Unknown
                || x.State == ContactState.WithPerson
            )
            .Select(x => new
            {
                x.Channel,
                At = x.TriedAt!.Value,
                Debts = x.Items.Select(i => i.ReceivableRef).ToList(),
                x.Outcome,
            })
            .ToListAsync(ct);
        return [.. past.Select(x => new PastContact(x.Channel, x.At, x.Debts, x.Outcome == Reached))];
    }

    /// <summary>The next moment. One that ends in a few minutes is none: a provider takes its time.</summary>
    public ContactAnswer Next(
        string channel,
        Payer payer,
        Contact contact,
        ChannelStanding standing,
        IReadOnlyList<PastContact> past
    )
    {
        var now = Ask(run.Now);
        var soon = Ask(run.Now + Delivery);
        return now.At == run.Now && soon.At > run.Now + Delivery ? soon : now;

        ContactAnswer Ask(DateTimeOffset moment) =>
            ContactLaw.Next(QuestionOf(moment, channel, payer, contact, standing, past));
    }

    private ContactQuestion QuestionOf(
        DateTimeOffset moment,
        string channel,
        Payer payer,
        Contact contact,
        ChannelStanding standing,
        IReadOnlyList<PastContact> past
    ) =>
        new ContactQuestion(
            moment,
            channel,
            DebtorZones.Of(payer.Zone, payer.Country, run.School.Zone),
            ComplianceProfiles.ContactFor(payer.Country, run.School)
        )
        {
            Past = past,
            Debts = [.. contact.Items.Select(x => x.ReceivableRef)],
            Agency = run.School.Contacts.Agency,
            Consent = standing switch
            {
                ChannelStanding.OptedOut => ConsentState.OptedOut,
                ChannelStanding.Consented => ConsentState.Consented,
                _ when run.School.Contacts.Consented.Contains(channel) => ConsentState.Consented,
                _ => ConsentState.Unknown,
            },
        };

    private static bool IsOccasion(string rung) => rung is Occasions.Issue or Occasions.Paid;
}
