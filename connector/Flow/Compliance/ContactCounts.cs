using System.Globalization;

namespace Collections.Connector.Flow.Compliance;

/// <summary>How often a debtor may be contacted, as questions of a day: may one more contact be on it?</summary>
internal static class ContactCounts
{
    private const int WeekDays = 7;

    /// <summary>The questions that concern a message. Each gives the reason against a day, or null.</summary>
    /// <param name="zone">The zone whose days count.</param>
    /// <param name="rule">The law.</param>
    /// <param name="question">The message and the contacts before it.</param>
    public static IReadOnlyList<Func<DateOnly, ContactReason?>> Of(
        TimeZoneInfo zone,
        ContactRule rule,
        ContactQuestion question
    )
    {
        var past = question
            .Past.Select(x => (Contact: x, Day: DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(x.At, zone).DateTime)))
            .OrderBy(x => x.Day)
            .ToList();
        var others = past.Where(x => x.Contact.Channel != question.Channel).Select(x => x.Day).ToList();

        return
        [
            .. rule.OneChannelPerWeek
                ? [day => OneChannel(others, day)]
                : Array.Empty<Func<DateOnly, ContactReason?>>(),
            .. rule.Caps.Where(cap => cap.Covers(question.Channel)).SelectMany(cap => OfCap(cap)),
        ];

        IEnumerable<Func<DateOnly, ContactReason?>> OfCap(ContactCap cap)
        {
            var covered = past.Where(x => cap.Covers(x.Contact.Channel)).ToList();
            var groups =
                cap.PerDebt && question.Debts.Count > 0
                    ? question.Debts.Select(debt => covered.Where(x => IsAbout(x.Contact, debt)).ToList())
                    : [covered];
            return groups.Select(group =>
            {
                var days = group.ConvertAll(x => x.Day);
                var spoke = group.Where(x => x.Contact.Conversation).Select(x => x.Day).ToList();
                return (Func<DateOnly, ContactReason?>)(day => Against(cap, days, spoke, day));
            });
        }
    }

    private static bool IsAbout(PastContact contact, string debt) =>
        contact.Debts.Count == 0 || contact.Debts.Contains(debt);

    private static ContactReason? OneChannel(List<DateOnly> others, DateOnly day) =>
        others.Exists(x => Apart(x, day) < WeekDays) ? ContactReason.Of(ContactCode.OneChannel) : null;

    private static ContactReason? Against(ContactCap cap, List<DateOnly> days, List<DateOnly> spoke, DateOnly day)
    {
        if (spoke.Exists(x => x <= day && Apart(x, day) < cap.CoolOffDays))
        {
            return ContactReason.Of(ContactCode.CoolOff, ("days", Text(cap.CoolOffDays)));
        }

        if (days.Exists(x => Apart(x, day) < cap.MinGapDays))
        {
            return ContactReason.Of(ContactCode.Gap, ("days", Text(cap.MinGapDays)));
        }

        return cap.Period switch
        {
            CapPeriod.Day => Full(cap, days, day, 1),
            CapPeriod.Week => Full(cap, days, Monday(day), WeekDays),
            // Any run of days that holds this one: the fullest begins with it, ends with it, or begins with a contact.
            _ => days.Where(x => x > day.AddDays(-cap.Days) && x < day)
                .Prepend(day.AddDays(1 - cap.Days))
                .Append(day)
                .Select(from => Full(cap, days, from, cap.Days))
                .FirstOrDefault(x => x is not null),
        };
    }

    private static ContactReason? Full(ContactCap cap, List<DateOnly> days, DateOnly from, int length) =>
        days.Count(x => x >= from && x < from.AddDays(length)) >= cap.Max
            ? ContactReason.Of(ContactCode.Cap, ("max", Text(cap.Max)), ("days", Text(length)))
            : null;

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % WeekDays));

    private static int Apart(DateOnly one, DateOnly other) => Math.Abs(one.DayNumber - other.DayNumber);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
