using Collections.Connector.Flow.Compliance;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>Monday to Friday without the holidays of the country's profile.</summary>
/// <param name="holidays">The holidays; none when the country has no profile.</param>
internal sealed class WorkingDays(HolidayCalendar holidays)
{
    public static WorkingDays Of(SchoolProfile school) =>
        new(school.Compliance?.Contact?.Holidays ?? HolidayCalendar.None);

    public bool Holds(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && holidays.NameOf(day) is null;

    /// <summary>The day itself when it is one; otherwise the nearest after it, or before it.</summary>
    public DateOnly Nearest(DateOnly day, WorkingDayShift shift)
    {
        var step = shift == WorkingDayShift.Previous ? -1 : 1;
        while (shift != WorkingDayShift.None && !Holds(day))
        {
            day = day.AddDays(step);
        }

        return day;
    }

    /// <summary>The last of so many working days that begin after a day.</summary>
    public DateOnly After(DateOnly day, int count)
    {
        for (var left = count; left > 0; left -= Holds(day) ? 1 : 0)
        {
            day = day.AddDays(1);
        }

        return day;
    }
}

/// <summary>Where a due day goes that is no working day.</summary>
internal enum WorkingDayShift
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>To the next working day.</summary>
    Next,

    /// <summary>To the working day before, but never before the invoice.</summary>
    Previous,
}
