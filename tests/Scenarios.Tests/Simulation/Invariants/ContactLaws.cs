using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Ledger;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>Nobody is written to at night or on a holiday.</summary>
internal sealed class MessagesKeepLawfulHours : IInvariant
{
    /// <summary>So long a message may take from the look at the clock to its sending.</summary>
    private static readonly TimeSpan Sending = TimeSpan.FromMinutes(2);

    public string Promise =>
        "no message goes out outside the lawful hours or on a holiday of any zone in which the payer may live";

    public IEnumerable<string> Breaches(Look look)
    {
        foreach (var (letter, _) in look.Asked)
        {
            var payer = look.Payers.Single(x => x.Key == letter.Payer);
            if (RuleFor(look, payer) is not { } rule)
            {
                continue;
            }

            foreach (var zone in ZonesOf(look, payer))
            {
                if (!IsOpen(rule, letter, letter.At, zone) && !IsOpen(rule, letter, letter.At - Sending, zone))
                {
                    yield return $"{letter} at {TimeZoneInfo.ConvertTime(letter.At, zone):ddd MM-dd HH:mm} in {zone.Id}";
                }
            }
        }
    }

    /// <summary>The law of contacts with a payer; null for none.</summary>
    public static ContactRule? RuleFor(Look look, Payer payer) =>
        ComplianceProfiles.ContactFor(payer.Country, look.Town.School.Profile);

    /// <summary>Every zone in which a payer may live.</summary>
    public static IReadOnlyList<TimeZoneInfo> ZonesOf(Look look, Payer payer) =>
        DebtorZones.Of(payer.Zone, payer.Country, look.Town.School.Profile.Zone);

    /// <summary>The day of an instant in a zone.</summary>
    public static DateOnly DayIn(TimeZoneInfo zone, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static bool IsOpen(ContactRule rule, Letter letter, DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var hours = rule.Windows.Where(x => x.Channels.Count == 0 || x.Channels.Contains(letter.Channel)).ToList();
        var open =
            hours.Count == 0
            || hours.Exists(x =>
                x.Days.Contains(local.DayOfWeek) && x.From <= local.TimeOfDay && local.TimeOfDay < x.To
            );
        var rests =
            !rule.OnHolidays
            && (rule.Windows.Count == 0 || hours.Count > 0)
            && rule.Holidays.NameOf(DayIn(zone, at)) is not null;
        return open && !rests;
    }
}

/// <summary>Nobody is written to too often.</summary>
internal sealed class MessagesKeepTheCaps : IInvariant
{
    private const int WeekDays = 7;

    public string Promise =>
        "no payer gets more messages than the law allows, counted over all that may have gone out and every zone";

    public IEnumerable<string> Breaches(Look look)
    {
        foreach (var (letter, _) in look.Asked.Where(x => x.Letter.IsReminder))
        {
            var payer = look.Payers.Single(x => x.Key == letter.Payer);
            if (MessagesKeepLawfulHours.RuleFor(look, payer) is not { } rule || !rule.CapsBind(IsAgency(look)))
            {
                continue;
            }

            // One that a person sends again is that person's; one of which it was told that it failed is none.
            var past = look
                .Town.Letters.Where(x => x.Payer == letter.Payer && x.Contact != letter.Contact && x.IsReminder)
                .Where(x => x.At < letter.At && (x.FailureKnownAt is not { } known || known > look.Run!.Began))
                .ToList();
            foreach (var zone in MessagesKeepLawfulHours.ZonesOf(look, payer))
            {
                if (Against(rule, letter, past, zone) is { } against)
                {
                    yield return $"{letter} to {payer.Key} ({payer.Country}, {zone.Id}): {against}, after {string.Join(", ", past.Select(x => Described(look, x)))}";
                }
            }
        }
    }

    private static string Described(Look look, Letter letter) =>
        look.Contacts.FirstOrDefault(x => x.Reference == letter.Contact) is { } contact
            ? $"{letter.At:MM-dd HH:mm} {letter.Channel} {contact.State} tried {contact.TriedAt:MM-dd HH:mm}"
            : $"{letter.At:MM-dd HH:mm} {letter.Channel} forgotten";

    private static bool IsAgency(Look look) => look.Town.School.Profile.Contacts.Agency;

    private static string? Against(ContactRule rule, Letter letter, List<Letter> past, TimeZoneInfo zone)
    {
        var today = MessagesKeepLawfulHours.DayIn(zone, letter.At);
        var other = past.Find(x => x.Channel != letter.Channel && DaysSince(x) < WeekDays);
        return rule.OneChannelPerWeek && other is not null
            ? $"{other.Channel} was used on {other.At:MM-dd}"
            : rule
                .Caps.Where(x => x.Covers(letter.Channel))
                .SelectMany(cap => Groups(cap).Select(group => Broken(cap, group)))
                .FirstOrDefault(x => x is not null);

        int DaysSince(Letter x) => today.DayNumber - MessagesKeepLawfulHours.DayIn(zone, x.At).DayNumber;

        IEnumerable<List<Letter>> Groups(ContactCap cap)
        {
            var covered = past.Where(x => cap.Covers(x.Channel)).ToList();
            return cap.PerDebt
                ? letter.Rungs.Keys.Select(debt => covered.FindAll(x => x.Rungs.ContainsKey(debt)))
                : [covered];
        }

        string? Broken(ContactCap cap, List<Letter> group)
        {
            var days = cap.Period switch
            {
                CapPeriod.Day => 1,
                CapPeriod.Week => (((int)today.DayOfWeek + 6) % WeekDays) + 1,
                _ => cap.Days,
            };
            return group.Count(x => DaysSince(x) < days) >= cap.Max ? $"more than {cap.Max} in {days} days"
                : group.Exists(x => DaysSince(x) < cap.MinGapDays) ? $"less than {cap.MinGapDays} days apart"
                : group.Exists(x => x.Spoke && DaysSince(x) < cap.CoolOffDays) ? "too soon after a conversation"
                : null;
        }
    }
}

/// <summary>Who wishes no messages on a channel gets none there.</summary>
internal sealed class WishesOfPayersAreKept : IInvariant
{
    public string Promise =>
        "no message goes out on a channel after a wish for no more was stored, nor without the consent that the law asks for";

    public IEnumerable<string> Breaches(Look look)
    {
        foreach (var (letter, _) in look.Asked)
        {
            var payer = look.Payers.Single(x => x.Key == letter.Payer);
            var last = look
                .Town.Witness.Wishes.Where(x => x.Channel == letter.Channel && x.Payers.Contains(payer.Key))
                .Where(x => x.StoredAt <= look.Run!.Began)
                .OrderBy(x => x.At)
                .LastOrDefault();
            if (last is { Stop: true })
            {
                yield return $"{letter} to {payer.Key}, who ended that channel at {last.At:MM-dd HH:mm}";
            }

            var consented =
                last is { Stop: false } || look.Town.School.Profile.Contacts.Consented.Contains(letter.Channel);
            if (MessagesKeepLawfulHours.RuleFor(look, payer)?.Consent.Contains(letter.Channel) == true && !consented)
            {
                yield return $"{letter} to {payer.Key} in {payer.Country}, who never consented";
            }
        }
    }
}
