using System.Globalization;

namespace Collections.Connector.Flow.Figures;

/// <summary>Weeks by ISO 8601: they begin on Monday, and the first of a year is that of its first Thursday.</summary>
internal static class Weeks
{
    /// <summary>The first day of a day's week.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The week's name, such as <c>2026-W36</c>.</summary>
    public static string NameOf(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ISOWeek.GetYear(date):0000}-W{ISOWeek.GetWeekOfYear(date):00}"
        );
    }

    /// <summary>The Mondays of all weeks with a day from one day to another.</summary>
    public static IEnumerable<DateOnly> Between(DateOnly from, DateOnly to)
    {
        for (var monday = MondayOf(from); monday <= to; monday = monday.AddDays(7))
        {
            yield return monday;
        }
    }
}
