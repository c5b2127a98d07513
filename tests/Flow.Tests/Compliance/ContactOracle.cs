using Collections.Connector.Flow.Compliance;

namespace Collections.Flow.Tests.Compliance;

/// <summary>Whether a moment is lawful, said slowly and another way than <see cref="ContactLaw"/> does: by counting.</summary>
internal static class ContactOracle
{
    /// <summary>Whether hours, holidays and counts allow the moment in every zone.</summary>
    public static bool Allows(ContactQuestion question, DateTimeOffset at) =>
        question.Zones.All(zone =>
            IsOpen(question, TimeZoneInfo.ConvertTime(at, zone).DateTime) && Counts(question, at, zone)
        );

    /// <summary>Whether hours and holidays allow a clock time.</summary>
    public static bool IsOpen(ContactQuestion question, DateTime local)
    {
        var rule = question.Rule!;
        var windows = rule.Windows.Where(x => x.Channels.Count == 0 || x.Channels.Contains(question.Channel)).ToList();
        var rests = !rule.OnHolidays && (rule.Windows.Count == 0 || windows.Count > 0);
        var day = DateOnly.FromDateTime(local);

        return !(rests && IsHoliday(rule, day))
            && (
                windows.Count == 0
                || windows.Exists(x =>
                    x.Days.Contains(local.DayOfWeek) && x.From <= local.TimeOfDay && local.TimeOfDay < x.To
                )
            );
    }

    private static bool IsHoliday(ContactRule rule, DateOnly day) =>
        rule.Holidays.Holidays.Any(x => Enumerable.Range(day.Year - 1, 3).Any(year => x.DayIn(year) == day));

    // Every run of days around the message is counted with the message in it.
    private static bool Counts(ContactQuestion question, DateTimeOffset at, TimeZoneInfo zone)
    {
        var rule = question.Rule!;
        if (rule.AppliesTo == ContactScope.Agency && !question.Agency)
        {
            return true;
        }

        var day = DayOf(at);
        var channels = question.Past.Where(x => Math.Abs(DayOf(x.At).DayNumber - day.DayNumber) <= 6);
        return (!rule.OneChannelPerWeek || channels.All(x => x.Channel == question.Channel))
            && rule.Caps.Where(x => x.Covers(question.Channel)).All(cap => Debts(cap).All(debt => Holds(cap, debt)));

        // Null stands for all debts together.
        IEnumerable<string?> Debts(ContactCap cap) =>
            cap.PerDebt && question.Debts.Count > 0 ? question.Debts.Cast<string?>() : [null];

        bool Holds(ContactCap cap, string? debt)
        {
            var days = question
                .Past.Where(x =>
                    cap.Covers(x.Channel) && (debt is null || x.Debts.Count == 0 || x.Debts.Contains(debt))
                )
                .Select(x => (Day: DayOf(x.At).DayNumber, x.Conversation))
                .ToList();
            var length = cap.Period switch
            {
                CapPeriod.Day => 1,
                CapPeriod.Week => 7,
                _ => cap.Days,
            };
            var runs = Enumerable
                .Range(day.DayNumber - length + 1, length)
                .Where(from =>
                    cap.Period != CapPeriod.Week || DateOnly.FromDayNumber(from).DayOfWeek == DayOfWeek.Monday
                );

            return runs.All(from => days.Count(x => x.Day >= from && x.Day < from + length) + 1 <= cap.Max)
                && days.All(x => Math.Abs(x.Day - day.DayNumber) >= cap.MinGapDays)
                && days.All(x => !x.Conversation || x.Day > day.DayNumber || day.DayNumber >= x.Day + cap.CoolOffDays);
        }

        DateOnly DayOf(DateTimeOffset instant) =>
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
    }
}
