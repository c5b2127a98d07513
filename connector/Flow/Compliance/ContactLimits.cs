namespace Collections.Connector.Flow.Compliance;

/// <summary>What the law says of one message in one zone: hours, holidays and counts, in clock times and days of that zone.</summary>
internal sealed class ContactLimits
{
    private readonly TimeZoneInfo zone;
    private readonly HolidayCalendar holidays;
    private readonly bool rests;
    private readonly List<ContactWindow> windows;
    private readonly IReadOnlyList<Func<DateOnly, ContactReason?>> counts;

    /// <param name="zone">Where the debtor lives.</param>
    /// <param name="rule">The law.</param>
    /// <param name="question">The message and the contacts before it.</param>
    public ContactLimits(TimeZoneInfo zone, ContactRule rule, ContactQuestion question)
    {
        this.zone = zone;
        holidays = rule.Holidays;
        rests = rule.RestsOnHolidays(question.Channel);
        windows = [.. rule.WindowsFor(question.Channel).OrderBy(x => x.From)];
        counts = rule.CapsBind(question.Agency) ? ContactCounts.Of(zone, rule, question) : [];
    }

    /// <summary>Where an instant has to move to, and why; null when every limit holds.</summary>
    /// <returns>A later instant before which no moment is lawful; it need not be lawful itself.</returns>
    public (DateTimeOffset To, ContactReason Reason)? Move(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var day = DateOnly.FromDateTime(local);

        return Holiday(at, day) ?? Hours(at, day, local.TimeOfDay) ?? Count(at, day);
    }

    private (DateTimeOffset To, ContactReason Reason)? Holiday(DateTimeOffset at, DateOnly day) =>
        rests && holidays.NameOf(day) is { } name
            ? (DayAfter(at, day), ContactReason.Of(ContactCode.Holiday, ("name", name), ("on", Text(day))))
            : null;

    private (DateTimeOffset To, ContactReason Reason)? Hours(DateTimeOffset at, DateOnly day, TimeSpan time)
    {
        var open = windows.Where(x => x.Days.Contains(day.DayOfWeek)).ToList();
        if (windows.Count == 0 || open.Exists(x => x.From <= time && time < x.To))
        {
            return null;
        }

        var next = open.Find(x => x.From > time);
        return (
            next is null ? DayAfter(at, day) : LocalClock.Next(at, day.ToDateTime(TimeOnly.MinValue) + next.From, zone),
            ContactReason.Of(ContactCode.Window)
        );
    }

    // All days that one reason closes are passed at once.
    private (DateTimeOffset To, ContactReason Reason)? Count(DateTimeOffset at, DateOnly day)
    {
        foreach (var count in counts)
        {
            if (count(day) is { } reason)
            {
                var last = day;
                while (last < day.AddDays(ContactLaw.HorizonDays) && count(last.AddDays(1))?.Code == reason.Code)
                {
                    last = last.AddDays(1);
                }

                return (DayAfter(at, last), reason);
            }
        }

        return null;
    }

    private DateTimeOffset DayAfter(DateTimeOffset at, DateOnly day) =>
        LocalClock.Next(at, day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone);

    private static string Text(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
