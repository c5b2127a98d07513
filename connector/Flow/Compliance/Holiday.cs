namespace Collections.Connector.Flow.Compliance;

/// <summary>A holiday of a country: a rule that gives at most one day a year. Exactly one of the four anchors is set.</summary>
/// <param name="Name">Its name, in the country's language.</param>
public sealed record Holiday(string Name)
{
    /// <summary>Gets the day of each year.</summary>
    public MonthDay? On { get; init; }

    /// <summary>Gets the one day that it ever is.</summary>
    public DateOnly? Once { get; init; }

    /// <summary>Gets the days after Easter Sunday; below 0 for days before.</summary>
    public int? Easter { get; init; }

    /// <summary>Gets the weekday of a month.</summary>
    public NthWeekday? Nth { get; init; }

    /// <summary>Gets its first year; null when it has long been one.</summary>
    public int? Since { get; init; }

    /// <summary>Gets the days of the week on which alone it is one; empty for any.</summary>
    public IReadOnlySet<DayOfWeek> OnlyOn { get; init; } = new HashSet<DayOfWeek>();

    /// <summary>Gets by how many days it moves when it falls on a day of the week.</summary>
    public IReadOnlyDictionary<DayOfWeek, int> Moves { get; init; } = new Dictionary<DayOfWeek, int>();

    /// <summary>Its day, from the anchor in a year; moved, it may lie in the year beside. Null when that year has none.</summary>
    public DateOnly? DayIn(int year)
    {
        DateOnly? day = this switch
        {
            { Once: { } once } => once.Year == year ? once : null,
            { On: { } on } => on.In(year),
            { Easter: { } offset } => EasterSunday(year).AddDays(offset),
            { Nth: { } nth } => nth.In(year),
            _ => null,
        };

        return day is { } found && year >= (Since ?? year) && (OnlyOn.Count == 0 || OnlyOn.Contains(found.DayOfWeek))
            ? found.AddDays(Moves.GetValueOrDefault(found.DayOfWeek))
            : null;
    }

    /// <summary>Easter Sunday of the Gregorian calendar.</summary>
    /// <remarks>The algorithm "Meeus/Jones/Butcher": J. Meeus, Astronomical Algorithms, chapter 8. Its letters are kept.</remarks>
    public static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = Math.DivRem(year, 100);
        var (d, e) = Math.DivRem(b, 4);
        var f = (b + 8) / 25;
        var g = (b - f + 1) / 3;
        var h = (19 * a + b - d - g + 15) % 30;
        var (i, k) = Math.DivRem(c, 4);
        var l = (32 + 2 * e + 2 * i - h - k) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var (month, day) = Math.DivRem(h + l - 7 * m + 114, 31);
        return new DateOnly(year, month, day + 1);
    }
}

/// <summary>A day of every year.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
public sealed record MonthDay(int Month, int Day)
{
    /// <summary>Its day in a year; null for 29 February in a year without it.</summary>
    public DateOnly? In(int year) => Day <= DateTime.DaysInMonth(year, Month) ? new DateOnly(year, Month, Day) : null;
}

/// <summary>A weekday of a month, such as the third Monday of January.</summary>
/// <param name="Number">1 to 5 from the month's beginning, or -1 for its last.</param>
/// <param name="Weekday">The weekday.</param>
/// <param name="Month">1 to 12.</param>
public sealed record NthWeekday(int Number, DayOfWeek Weekday, int Month)
{
    /// <summary>Its day in a year; null when the month has no fifth.</summary>
    public DateOnly? In(int year)
    {
        var days = Enumerable
            .Range(1, DateTime.DaysInMonth(year, Month))
            .Select(day => new DateOnly(year, Month, day))
            .Where(day => day.DayOfWeek == Weekday)
            .ToList();
        return Number < 0 ? days[^1]
            : Number <= days.Count ? days[Number - 1]
            : null;
    }
}
