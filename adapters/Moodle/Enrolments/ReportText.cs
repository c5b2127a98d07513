using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads the report's texts, which Moodle writes for people: English, UTC, to the minute.</summary>
/// <param name="report">The report, for messages.</param>
internal sealed class ReportText(string report)
{
    private const string Format = "dddd, d MMMM yyyy, h:mm tt";

    private readonly Dictionary<string, long> times = new(StringComparer.Ordinal);

    /// <summary>Gives the short name of an enrolment method.</summary>
    public static string MethodOf(string plugin) =>
        plugin switch
        {
            "Manual enrolments" => "manual",
            "Self enrolment" => "self",
            "Cohort sync" => "cohort",
            "Course meta link" => "meta",
            "Enrolment on payment" => "fee",
            "Guest access" => "guest",
            _ => plugin.Trim().ToLowerInvariant(),
        };

    /// <summary>Reads a status.</summary>
    /// <exception cref="RemoteMisconfiguredException">The report speaks another language.</exception>
    public EnrolmentStatus StatusOf(string? text) =>
        text switch
        {
            "Active" => EnrolmentStatus.Active,
            "Suspended" => EnrolmentStatus.Suspended,
            "Not current" => EnrolmentStatus.NotCurrent,
            _ => throw new RemoteMisconfiguredException(
                $"{report} shows a status that is not English (Active, Suspended, Not current), though English was asked for. "
                    + "Undo customised strings of the component core_enrol in the English language pack."
            ),
        };

    /// <summary>Reads a time.</summary>
    /// <returns>Unix seconds of the minute's begin; 0 when empty.</returns>
    /// <exception cref="RemoteMisconfiguredException">The time is not in the English format.</exception>
    public long TimeOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (times.TryGetValue(text, out var known))
        {
            return known;
        }

        if (
            !DateTimeOffset.TryParseExact(
                text,
                Format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
        )
        {
            throw new RemoteMisconfiguredException(
                $"{report} shows a time that is not in Moodle's English format ('{Format}'), though English was asked for. "
                    + "Undo a customised 'strftimedaydatetime' in the English language pack."
            );
        }

        // Times repeat a lot; the bound keeps a hostile report from filling the memory.
        if (times.Count < 20_000)
        {
            times[text] = at.ToUnixTimeSeconds();
        }

        return at.ToUnixTimeSeconds();
    }

    /// <summary>Reads the id out of a link or address.</summary>
    /// <exception cref="RemoteRejectedException">There is none.</exception>
    public long IdIn(string? link)
    {
        for (var at = link?.IndexOf("id=", StringComparison.Ordinal) ?? -1; at > 0; )
        {
            if (link![at - 1] is '?' or '&' or ';')
            {
                var digits = link.AsSpan(at + 3);
                var length = digits.IndexOfAnyExceptInRange('0', '9');
                if (long.TryParse(length < 0 ? digits : digits[..length], out var id))
                {
                    return id;
                }
            }

            at = link.IndexOf("id=", at + 3, StringComparison.Ordinal);
        }

        throw new RemoteRejectedException(
            $"{report} has a row without an id in 'Full name with link' or 'Course URL': the answer is not understood."
        );
    }
}
