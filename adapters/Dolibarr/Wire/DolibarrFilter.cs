using System.Text.RegularExpressions;
using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Conditions for <c>sqlfilters</c>, of texts that cannot be anything but a value.</summary>
/// <remarks>
/// Dolibarr 16 puts what stands outside <c>(column:operator:value)</c> into its SQL as it is, and lets apostrophes and parentheses
/// break out of a value. So a value is a checked reference, a number, a day, or a pattern in which every other sign is a <c>%</c>.
/// </remarks>
internal static partial class DolibarrFilter
{
    /// <summary>How many values one condition holds: an address may not grow beyond what a web server takes.</summary>
    public const int ValuesPerCall = 40;

    /// <summary>How many patterns one call holds.</summary>
    public const int PatternsPerCall = 15;

    /// <summary>Whether a text is a reference of ours, and so safe as a value.</summary>
    public static bool IsReference(string text) => Reference().IsMatch(text);

    /// <summary>The column is one of the references.</summary>
    /// <exception cref="RemoteRejectedException">One is no reference of ours.</exception>
    public static string In(string column, IEnumerable<string> references) =>
        $"({column}:in:{string.Join(",", references.Select(Quoted))})";

    /// <summary>The column is one of the ids.</summary>
    public static string In(string column, IEnumerable<long> ids) => In(column, ids.Select(DolibarrJson.Key));

    /// <summary>The column begins with a reference's beginning. The underscore stands for any sign there: more may be found.</summary>
    /// <exception cref="RemoteRejectedException">It is no beginning of ours.</exception>
    public static string BeginsWith(string column, string prefix) => $"({column}:like:{Quoted(prefix)[..^1]}%')";

    /// <summary>The column is a number above another.</summary>
    public static string Above(string column, long number) => $"({column}:>:'{DolibarrJson.Key(number)}')";

    /// <summary>The column is a day, that one or later.</summary>
    public static string From(string column, DateOnly day) => $"({column}:>:'{DolibarrJson.Plain(day.AddDays(-1))}')";

    /// <summary>The column is a day, that one or earlier.</summary>
    public static string UpTo(string column, DateOnly day) => $"({column}:<:'{DolibarrJson.Plain(day.AddDays(1))}')";

    /// <summary>The column is an instant of the database's clock later than another.</summary>
    /// <param name="column">The column.</param>
    /// <param name="clock"><c>yyyy-MM-dd HH:mm:ss</c>.</param>
    public static string After(string column, string clock) =>
        Clock().IsMatch(clock) ? $"({column}:>:'{clock}')" : throw Unsafe();

    /// <summary>The column looks like an e-mail address: each sign that could break the condition may be anything, so more may be found.</summary>
    public static string LooksLike(string column, string address) =>
        $"({column}:like:'{string.Concat(address.Select(c => IsPlain(c) ? c : '%'))}')";

    /// <summary>The column holds letters and digits in this order, whatever stands between them: more may be found.</summary>
    public static string Holds(string column, string lettersAndDigits) =>
        $"({column}:like:'%{string.Join('%', lettersAndDigits.Where(char.IsAsciiLetterOrDigit))}%')";

    private static string Quoted(string reference) => IsReference(reference) ? $"'{reference}'" : throw Unsafe();

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '_' or '-' or '+';

    private static RemoteRejectedException Unsafe() =>
        new("A value is no reference of small letters, digits, _ and -: Dolibarr is not asked for it.");

    [GeneratedRegex(@"^[a-z0-9_-]{1,128}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\z")]
    private static partial Regex Clock();
}
