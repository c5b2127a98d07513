using System.Globalization;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>An iCalendar file (RFC 5545) of a school's folder -> days on which nobody is suspended.</summary>
/// <remarks>Only what a calendar of exams has: events with a beginning and an end. One that repeats is refused, never guessed.</remarks>
internal static class CalendarFile
{
    /// <summary>Reads the days of every event, in the school's zone.</summary>
    public static IReadOnlyList<ProtectedDays> Read(string folder, string file, TimeZoneInfo zone, FaultList faults)
    {
        if (ConfigFile.ReadText(folder, file, faults) is not { } text)
        {
            return [];
        }

        var days = new List<ProtectedDays>();
        var events = 0;
        Dictionary<string, (string Value, int Line)>? open = null;
        foreach (var (content, line) in Unfolded(text))
        {
            var (name, value) = Split(content);
            if (content.Equals("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase))
            {
                open = new(StringComparer.OrdinalIgnoreCase) { ["BEGIN"] = (value, line) };
            }
            else if (content.Equals("END:VEVENT", StringComparison.OrdinalIgnoreCase) && open is not null)
            {
                events++;
                days.AddRange(Event(open, file, zone, faults));
                open = null;
            }
            else if (open is not null)
            {
                open.TryAdd(name, (value, line));
            }
        }

        if (events == 0)
        {
            faults.Add(file, 0, "It has no event.", "Give events with DTSTART and DTEND, or leave the file out.");
        }

        return days;
    }

    private static IEnumerable<ProtectedDays> Event(
        Dictionary<string, (string Value, int Line)> fields,
        string file,
        TimeZoneInfo zone,
        FaultList faults
    )
    {
        var line = fields["BEGIN"].Line;
        if (fields.ContainsKey("RRULE") || fields.ContainsKey("RDATE"))
        {
            faults.Add(file, line, "An event that repeats is not read.", "Write each date as an event of its own.");
            yield break;
        }

        if (!fields.TryGetValue("DTSTART", out var begins) || DayOf(begins.Value, zone, last: false) is not { } from)
        {
            faults.Add(
                file,
                line,
                "An event has no DTSTART that can be read.",
                "Write it as 20270115 or 20270115T090000Z."
            );
            yield break;
        }

        var to = fields.TryGetValue("DTEND", out var ends) ? DayOf(ends.Value, zone, last: true) : from;
        if (to is not { } until || until < from)
        {
            faults.Add(
                file,
                line,
                "An event has no DTEND on or after its DTSTART.",
                "Write it as 20270130 or 20270130T140000Z."
            );
            yield break;
        }

        yield return new ProtectedDays(from, until, fields.GetValueOrDefault("SUMMARY").Value ?? file);
    }

    // The end of a day without a time is the day after the last one (RFC 5545, 3.6.1).
    private static DateOnly? DayOf(string text, TimeZoneInfo zone, bool last)
    {
        if (DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return last ? day.AddDays(-1) : day;
        }

        if (
            DateTime.TryParseExact(
                text,
                ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var instant
            )
        )
        {
            return DateOnly.FromDateTime(
                text.EndsWith('Z')
                    ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(instant, DateTimeKind.Utc), zone)
                    : instant
            );
        }

        return null;
    }

    // A line that begins with a blank goes on from the one before (RFC 5545, 3.1).
    private static IEnumerable<(string Content, int Line)> Unfolded(string text)
    {
        var (content, begins, at) = ("", 0, 0);
        foreach (var raw in text.Split('\n').Select(x => x.TrimEnd('\r')))
        {
            at++;
            if (raw.StartsWith(' ') || raw.StartsWith('\t'))
            {
                content += raw[1..];
                continue;
            }

            if (content.Length > 0)
            {
                yield return (content, begins);
            }

            (content, begins) = (raw, at);
        }

        if (content.Length > 0)
        {
            yield return (content, begins);
        }
    }

    private static (string Name, string Value) Split(string content)
    {
        var colon = content.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (content, "") : (content[..colon].Split(';')[0], content[(colon + 1)..].Trim());
    }
}
