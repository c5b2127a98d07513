using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Collections.Connector.Flow.Compliance;

/// <summary>The holidays of a country, year by year. Safe for several threads.</summary>
/// <param name="holidays">Their rules.</param>
public sealed class HolidayCalendar(IReadOnlyList<Holiday> holidays)
{
    private readonly ConcurrentDictionary<int, FrozenDictionary<DateOnly, string>> years = new();

    /// <summary>Gets a calendar without holidays.</summary>
    public static HolidayCalendar None { get; } = new([]);

    /// <summary>Gets the rules.</summary>
    public IReadOnlyList<Holiday> Holidays => holidays;

    /// <summary>The name of the holiday that a day is; null when it is none.</summary>
    public string? NameOf(DateOnly day) => holidays.Count == 0 ? null : DaysOf(day.Year).GetValueOrDefault(day);

    /// <summary>The holidays of a year; the name is of the first rule that gives the day.</summary>
    public FrozenDictionary<DateOnly, string> DaysOf(int year) => years.GetOrAdd(year, Count);

    // A holiday that is moved over New Year's Eve belongs to the year in which it is kept.
    private FrozenDictionary<DateOnly, string> Count(int year) =>
        Enumerable
            .Range(year - 1, 3)
            .SelectMany(_ => holidays, (from, holiday) => (Day: holiday.DayIn(from), holiday.Name))
            .Where(x => x.Day?.Year == year)
            .DistinctBy(x => x.Day)
            .ToFrozenDictionary(x => x.Day!.Value, x => x.Name);
}
