using System.Text.RegularExpressions;
using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>A question about a record, answered yes or no for every record.</summary>
internal sealed class Condition
{
    // NonBacktracking: linear in the text's length, whatever a person writes as a pattern.
    private const RegexOptions Patterns = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Func<ValueContext, bool> holds;

    private Condition(Func<ValueContext, bool> holds) => this.holds = holds;

    public static Condition Always { get; } = new(_ => true);

    public static Condition Never { get; } = new(_ => false);

    public bool Holds(ValueContext context) => holds(context);

    /// <summary>The condition under a key; null when the key is absent.</summary>
    public static Condition? CompileChild(ConfigNode parent, string key, ValueReader reader) =>
        parent.Child(key) is { } node ? Compile(node, reader) : null;

    private static Condition Compile(ConfigNode node, ValueReader reader)
    {
        if (node.Has("all") || node.Has("any"))
        {
            var all = node.Has("all");
            var parts = node.Children(all ? "all" : "any").Select(child => Compile(child, reader)).ToArray();
            return all
                ? new Condition(context => Array.TrueForAll(parts, part => part.Holds(context)))
                : new Condition(context => Array.Exists(parts, part => part.Holds(context)));
        }

        return reader.Path(node, "path") is { } path && Test(node) is { } test
            ? new Condition(context => test(path.ReadText(context)))
            : Never;
    }

    private static Func<string?, bool>? Test(ConfigNode node)
    {
        if (node.Scalar("equals") is { } same)
        {
            return value => ValueText.AreEqual(value, same);
        }

        if (node.Scalar("notEquals") is { } other)
        {
            return value => !ValueText.AreEqual(value, other);
        }

        if (node.Has("in") || node.Has("notIn"))
        {
            var wanted = node.Has("in");
            var items = node.Texts(wanted ? "in" : "notIn");
            return value => items.Any(item => ValueText.AreEqual(value, item)) == wanted;
        }

        if (node.Flag("exists") is { } exists)
        {
            return value => value is not null == exists;
        }

        if (ValueText.Number(node.Scalar("atLeast")) is { } least)
        {
            return value => ValueText.Number(value) >= least;
        }

        if (ValueText.Number(node.Scalar("atMost")) is { } most)
        {
            return value => ValueText.Number(value) <= most;
        }

        return Pattern(node);
    }

    private static Func<string?, bool>? Pattern(ConfigNode node)
    {
        if (node.Text("matches") is not { } pattern)
        {
            return null;
        }

        try
        {
            var expression = new Regex(pattern, Patterns);
            return value => value is not null && expression.IsMatch(value);
        }
        catch (ArgumentException exception)
        {
            return NoPattern(node, pattern, exception.Message);
        }
        catch (NotSupportedException exception)
        {
            return NoPattern(node, pattern, exception.Message);
        }
    }

    private static Func<string?, bool>? NoPattern(ConfigNode node, string pattern, string why)
    {
        node.Fault(
            "matches",
            $"'{pattern}' is not a pattern: {why}",
            "Use a regular expression without look-around and back-references."
        );
        return null;
    }
}
