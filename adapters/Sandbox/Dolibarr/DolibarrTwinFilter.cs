using System.Globalization;
using System.Text.RegularExpressions;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <summary>What Dolibarr 16 makes of <c>sqlfilters</c>: conditions become SQL, and everything beside them goes into it as it is.</summary>
internal static partial class DolibarrTwinFilter
{
    /// <summary>The records that a filter lets through.</summary>
    /// <param name="records">All of them.</param>
    /// <param name="filter">The parameter, decoded; null or empty for none.</param>
    /// <param name="columns">The table's columns.</param>
    /// <param name="table">What the error calls the records.</param>
    public static IEnumerable<T> Apply<T>(
        IEnumerable<T> records,
        string? filter,
        IReadOnlyDictionary<string, Func<T, string?>> columns,
        string table
    )
    {
        if (string.IsNullOrEmpty(filter))
        {
            return records;
        }

        var rest = Condition().Replace(filter, "?").Trim();
        if (rest == "1=1")
        {
            return records;
        }

        if (!Joined().IsMatch(rest))
        {
            throw Broken(table, $"You have an error in your SQL syntax near '{rest}'");
        }

        var conditions = Condition()
            .Matches(filter)
            .Select(match => Compile(match.Groups[1].Value, columns, table))
            .ToList();
        var joints = Joint().Matches(rest).Select(match => match.Value.Trim().ToUpperInvariant()).ToList();
        return records.Where(record => Holds(record, conditions, joints));
    }

    private static bool Holds<T>(T record, List<Func<T, bool>> conditions, List<string> joints)
    {
        // AND binds before OR.
        var any = false;
        var all = conditions[0](record);
        for (var i = 1; i < conditions.Count; i++)
        {
            if (joints[i - 1] == "OR")
            {
                any |= all;
                all = conditions[i](record);
            }
            else
            {
                all &= conditions[i](record);
            }
        }

        return any || all;
    }

    private static Func<T, bool> Compile<T>(
        string text,
        IReadOnlyDictionary<string, Func<T, string?>> columns,
        string table
    )
    {
        var parts = text.Split(':', 3);
        var column = parts[0].Trim();
        if (!columns.TryGetValue(column, out var get))
        {
            throw Broken(table, $"Unknown column '{column}' in 'where clause'");
        }

        var value = parts[2].Trim();
        return parts[1].Trim().ToLowerInvariant() switch
        {
            "in" => In(get, value),
            "like" => Like(get, Unquoted(value)),
            "=" => record => Compare(get(record), Unquoted(value)) == 0,
            "!=" => record => Compare(get(record), Unquoted(value)) is not (null or 0),
            ">" => record => Compare(get(record), Unquoted(value)) > 0,
            "<" => record => Compare(get(record), Unquoted(value)) < 0,
            ">=" => record => Compare(get(record), Unquoted(value)) >= 0,
            "<=" => record => Compare(get(record), Unquoted(value)) <= 0,
            var other => throw Broken(table, $"You have an error in your SQL syntax near '{other}'"),
        };
    }

    /// <summary>Each value of a list loses every sign that is not a letter, a digit, a dot, a comma, _ or -.</summary>
    private static Func<T, bool> In<T>(Func<T, string?> get, string list)
    {
        var values = list.Split(',').Select(v => Unsafe().Replace(Unquoted(v.Trim()), "")).ToList();
        return record => values.Exists(value => Compare(get(record), value) == 0);
    }

    private static Func<T, bool> Like<T>(Func<T, string?> get, string pattern)
    {
        var expression = Regex
            .Escape(pattern)
            .Replace("%", ".*", StringComparison.Ordinal)
            .Replace("_", ".", StringComparison.Ordinal);
        var matcher = new Regex($"^{expression}$", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        return record => get(record) is { } text && matcher.IsMatch(text);
    }

    /// <summary>As the database compares: nothing with what is null, numbers as numbers, texts without regard to case.</summary>
    private static int? Compare(string? stored, string value)
    {
        if (stored is null)
        {
            return null;
        }

        return
            long.TryParse(stored, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
            && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.Compare(stored, value, StringComparison.OrdinalIgnoreCase);
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == '\'' && value[^1] == '\'' ? value[1..^1] : value;

    private static DolibarrTwinRefusal Broken(string table, string text) =>
        DolibarrTwinRefusal.Of(503, $"Service Unavailable: Error when retrieve {table} : {text}", "api.class.php:238");

    [GeneratedRegex(@"\(([^:'()]+:[^:'()]+:[^()]+)\)")]
    private static partial Regex Condition();

    [GeneratedRegex(@"^\?(\s+(AND|OR)\s+\?)*$", RegexOptions.IgnoreCase)]
    private static partial Regex Joined();

    [GeneratedRegex(@"\s(AND|OR)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();

    [GeneratedRegex("[^A-Za-z0-9_.,-]")]
    private static partial Regex Unsafe();
}
