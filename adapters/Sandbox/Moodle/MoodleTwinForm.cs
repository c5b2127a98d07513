using System.Globalization;
using System.Net;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>A posted form, with PHP's names for lists and structures.</summary>
internal sealed class MoodleTwinForm
{
    private static readonly string[] OfEveryCall =
    [
        "wstoken",
        "wsfunction",
        "moodlewsrestformat",
        "moodlewssettinglang",
        "moodlewssettingtimezone",
    ];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Gets a parameter; null when it was not sent.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>Reads a form.</summary>
    public static MoodleTwinForm Parse(string body)
    {
        var form = new MoodleTwinForm();
        foreach (var pair in body.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]);
            form.values[name] = equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]);
        }

        return form;
    }

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="MoodleTwinException">It is missing or no number.</exception>
    public long Whole(string name, long? byDefault = null) =>
        this[name] is { } text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw MoodleTwinException.InvalidParameter()
            : byDefault ?? throw MoodleTwinException.InvalidParameter();

    /// <summary>Gives the prefixes of a list's items: <c>enrolments[0]</c>, <c>enrolments[1]</c>.</summary>
    public IEnumerable<string> Items(string list)
    {
        for (var i = 0; ; i++)
        {
            var prefix = $"{list}[{i}]";
            if (!values.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield break;
            }

            yield return prefix;
        }
    }

    /// <summary>Gives a list of plain values.</summary>
    public IReadOnlyList<string> Values(string list)
    {
        var found = new List<string>();
        for (var i = 0; this[$"{list}[{i}]"] is { } value; i++)
        {
            found.Add(value);
        }

        return found;
    }

    /// <summary>Refuses a parameter that the function does not have.</summary>
    public void Allow(params IReadOnlyList<string> names)
    {
        foreach (var key in values.Keys.Except(OfEveryCall))
        {
            if (!names.Contains(key.Split('[')[0]))
            {
                throw MoodleTwinException.InvalidParameter();
            }
        }
    }
}

/// <summary>A failure that Moodle tells with HTTP 200.</summary>
internal sealed class MoodleTwinException(string type, string code, string message) : Exception(message)
{
    public string Type => type;

    public string Code => code;

    public static MoodleTwinException InvalidParameter() =>
        new(@"core\exception\invalid_parameter_exception", "invalidparameter", "Invalid parameter value detected");

    public static MoodleTwinException UnknownRecord() =>
        new("dml_missing_record_exception", "invalidrecordunknown", "Can't find data record in database.");

    public static MoodleTwinException Plain(string code, string message) =>
        new(@"core\exception\moodle_exception", code, message);

    public static MoodleTwinException NoPermission(string what) =>
        new(
            @"core\exception\required_capability_exception",
            "nopermissions",
            $"Sorry, but you do not currently have permissions to do that ({what})."
        );
}
