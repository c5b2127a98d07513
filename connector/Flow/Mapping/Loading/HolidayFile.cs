using System.Globalization;
using Collections.Connector.Flow.Compliance;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>One entry of <c>holidays</c> in a compliance profile -> <see cref="Holiday"/>.</summary>
internal static class HolidayFile
{
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static Holiday Read(ConfigNode node) =>
        new(node.Text("name") ?? "")
        {
            On = node.Text("on") is { Length: 5 } on ? Yearly(node, on) : null,
            Once = node.Text("on") is { Length: > 5 } ? Once(node) : null,
            Easter = node.Integer("easter"),
            Nth = node.Has("nth") ? Nth(node) : null,
            Since = node.Integer("since"),
            OnlyOn = node.Texts("onlyOn").Select(WeekdayOf).OfType<DayOfWeek>().ToHashSet(),
            Moves = Moves(node),
        };

    /// <summary>The weekday of a short name such as <c>mon</c>; null when there is none.</summary>
    public static DayOfWeek? WeekdayOf(string name) =>
        Array.IndexOf(Weekdays, name) is >= 0 and var day ? (DayOfWeek)day : null;

    private static MonthDay? Yearly(ConfigNode node, string text)
    {
        // A leap year, so that 29 February is a day.
        if (Day("2024-" + text) is { } day)
        {
            return new MonthDay(day.Month, day.Day);
        }

        NoDay(node, text);
        return null;
    }

    private static DateOnly? Once(ConfigNode node)
    {
        if (node.Date("on") is { } day)
        {
            return day;
        }

        NoDay(node, node.Text("on")!);
        return null;
    }

    private static NthWeekday? Nth(ConfigNode node)
    {
        if (
            node.Texts("nth") is [var number, var name]
            && int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nth)
            && nth is -1 or (>= 1 and <= 5)
            && WeekdayOf(name) is { } weekday
            && node.Integer("month") is { } month and >= 1 and <= 12
        )
        {
            return new NthWeekday(nth, weekday, month);
        }

        node.Fault(
            "nth",
            "The weekday of a month is not written as it must be.",
            "Write [3, \"mon\"], or -1 for the last."
        );
        return null;
    }

    private static Dictionary<DayOfWeek, int> Moves(ConfigNode node) =>
        node.Text("move") == "nextMonday"
            ? Enumerable.Range(0, 7).Where(x => x != 1).ToDictionary(x => (DayOfWeek)x, x => (8 - x) % 7)
            : Weekdays
                .Select((name, day) => (Day: (DayOfWeek)day, By: node.Child("move")?.Integer(name) ?? 0))
                .Where(x => x.By != 0)
                .ToDictionary(x => x.Day, x => x.By);

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static void NoDay(ConfigNode node, string text) =>
        node.Fault("on", $"'{text}' is not a day.", "Write it as 12-25, or as 2026-12-25 for one year.");
}
