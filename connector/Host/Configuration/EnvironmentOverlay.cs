using System.Globalization;
using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Configuration;

/// <summary>Lays environment variables over a document: <c>COLLECTIONS__SCHOOLS__0__MAPPING</c> sets schools[0].mapping.</summary>
/// <remarks>Names are found without regard to case, as shells write them in capitals.</remarks>
internal static class EnvironmentOverlay
{
    private const string Prefix = "COLLECTIONS__";
    private const int LongestArray = 100;

    /// <summary>Where a value came from when it did not come from the file.</summary>
    /// <param name="Variable">The environment variable's name.</param>
    internal sealed record Origin(string Variable);

    /// <summary>Sets every value that a variable names.</summary>
    /// <param name="document">Changed in place.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="knownNames">Property names in their right case, for what the document does not have yet.</param>
    /// <param name="faults">Takes what cannot be set.</param>
    public static void Apply(
        JObject document,
        IReadOnlyDictionary<string, string> variables,
        IReadOnlySet<string> knownNames,
        ICollection<ConfigurationFault> faults
    )
    {
        foreach (var (name, value) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name.Length == Prefix.Length)
            {
                continue;
            }

            var steps = name[Prefix.Length..].Split("__");
            if (!Set(document, steps, name, value, knownNames))
            {
                faults.Add(
                    new(name, 0, "This environment variable names no place in connector.json.", Hint(LongestArray))
                );
            }
        }
    }

    /// <summary>The variable that a value came from; null when it came from the file.</summary>
    public static string? OriginOf(JToken? token) =>
        token?.AncestorsAndSelf().Select(Of).FirstOrDefault(o => o is not null);

    private static string? Of(JToken token) => token.Annotation<Origin>()?.Variable;

    private static bool Set(JToken at, string[] steps, string variable, string value, IReadOnlySet<string> knownNames)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0)
            {
                return false;
            }

            var isLast = i == steps.Length - 1;
            var next = isLast ? New(new JValue(value), variable) : null;
            switch (at)
            {
                case JArray array when Index(steps[i]) is { } index && index <= array.Count:
                    if (index == array.Count)
                    {
                        array.Add(next ?? Container(steps[i + 1], variable));
                    }
                    else if (next is not null)
                    {
                        array[index] = next;
                    }

                    at = array[index];
                    break;
                case JObject map:
                    var name = NameFor(map, steps[i], knownNames);
                    if (next is not null || map[name] is not (JObject or JArray))
                    {
                        map[name] = next ?? Container(steps[i + 1], variable);
                    }

                    at = map[name]!;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static JToken New(JToken token, string variable)
    {
        token.AddAnnotation(new Origin(variable));
        return token;
    }

    private static JToken Container(string nextStep, string variable) =>
        New(Index(nextStep) is null ? new JObject() : new JArray(), variable);

    private static int? Index(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < LongestArray
            ? index
            : null;

    private static string NameFor(JObject map, string step, IReadOnlySet<string> knownNames) =>
        map.Properties().FirstOrDefault(p => Same(p.Name, step))?.Name
        ?? knownNames.FirstOrDefault(known => Same(known, step))
        ?? step;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Hint(int longest) =>
        $"Separate the steps by two underscores; a list's numbers begin at 0, leave no gap and stay below {longest}.";
}
