using System.Globalization;
using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>A field to fill: its one source, and the rules that its value must keep.</summary>
internal sealed class Target
{
    private readonly string name;
    private readonly ValueSource source;
    private readonly bool required;
    private readonly string type;
    private readonly int? maxLength;
    private readonly bool cuts;
    private readonly int? scale;

    private Target(string name, ConfigNode node, ValueReader reader)
    {
        this.name = name;
        source = ValueSource.Compile(node, reader);
        required = node.Flag("required") ?? false;
        type = node.Text("type") ?? "text";
        maxLength = node.Integer("maxLength");
        cuts = node.Text("onOverflow") == "cut";
        scale = node.Integer("scale");
    }

    public static Target Compile(string name, ConfigNode node, ValueReader reader)
    {
        var target = new Target(name, node, reader);

        if (target.maxLength is null == node.Has("onOverflow"))
        {
            node.Fault(
                node.Has("onOverflow") ? "onOverflow" : "maxLength",
                $"'{name}' has \"maxLength\" or \"onOverflow\", but not both.",
                "Say both: how long it may be, and whether a longer one is an error or is cut."
            );
        }

        if (target.scale is not null && target.type != "decimal")
        {
            node.Fault("scale", $"'{name}' has a scale and is not a decimal.", "Add \"type\": \"decimal\".");
        }

        if (target.cuts && target.type != "text")
        {
            node.Fault("onOverflow", $"'{name}' is no text and must not be cut.", "Use \"onOverflow\": \"error\".");
        }

        return target;
    }

    /// <summary>The child under a key as a target; null when the mapping does not name it.</summary>
    public static Target? CompileChild(ConfigNode parent, string key, ValueReader reader) =>
        parent.Child(key) is { } node ? Compile(key, node, reader) : null;

    /// <summary>The ERP's own fields under <c>fields</c>.</summary>
    public static IReadOnlyDictionary<string, Target> CompileFields(ConfigNode parent, ValueReader reader) =>
        parent
            .Entries("fields")
            .ToDictionary(entry => entry.Key, entry => Compile(entry.Key, entry.Node, reader), StringComparer.Ordinal);

    /// <summary>The value that goes out; null when there is none, or when a fault was added.</summary>
    public string? Read(ValueContext context, DataFaults faults)
    {
        if (source.Read(context, faults) is not { } text)
        {
            if (required)
            {
                Fault("value.missing", "It is empty, and the mapping requires it.", "Fill it in.", context, faults);
            }

            return null;
        }

        var typed = Typed(text, context, faults);

        if (typed is null || maxLength is not { } limit || typed.Length <= limit)
        {
            return typed;
        }

        if (cuts)
        {
            return Cut(typed, limit);
        }

        Fault("value.too-long", $"It is longer than {limit} characters.", "Shorten it.", context, faults);
        return null;
    }

    public static IReadOnlyDictionary<string, string> ReadAll(
        IReadOnlyDictionary<string, Target> targets,
        ValueContext context,
        DataFaults faults
    )
    {
        var values = new Dictionary<string, string>(targets.Count, StringComparer.Ordinal);

        foreach (var (name, target) in targets)
        {
            if (target.Read(context, faults) is { } value)
            {
                values[name] = value;
            }
        }

        return values;
    }

    /// <summary>At most so many UTF-16 units, never half of a character, without blanks at the end.</summary>
    internal static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var end = 0;

        foreach (var length in ElementLengths(text))
        {
            if (end + length > limit)
            {
                break;
            }

            end += length;
        }

        return text[..end].TrimEnd();
    }

    private static IEnumerable<int> ElementLengths(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            yield return length;
            at += length;
        }
    }

    private string? Typed(string text, ValueContext context, DataFaults faults)
    {
        switch (type)
        {
            case "integer" when ValueText.Number(text) is { } number && decimal.Truncate(number) == number:
                return number.ToString("F0", CultureInfo.InvariantCulture);
            case "decimal" when ValueText.Number(text) is { } number:
                return Scaled(number, context, faults);
            case "boolean" when text is "true" or "1":
                return "true";
            case "boolean" when text is "false" or "0":
                return "false";
            case "date" when DateText.Parse(text, context.School.Zone) is { } day:
                return ValueText.Of(day);
            case "text":
                return text;
            default:
                Fault(
                    "value.wrong-type",
                    $"It is not of the type {type}.",
                    "Correct it at its source.",
                    context,
                    faults
                );
                return null;
        }
    }

    private string? Scaled(decimal number, ValueContext context, DataFaults faults)
    {
        if (scale is not { } decimals)
        {
            return ValueText.Of(number);
        }

        if (decimal.Round(number, decimals) == number)
        {
            return number.ToString("F" + decimals, CultureInfo.InvariantCulture);
        }

        Fault(
            "value.too-precise",
            $"It has more than {decimals} decimals.",
            "Round it at its source.",
            context,
            faults
        );
        return null;
    }

    private void Fault(string code, string message, string hint, ValueContext context, DataFaults faults) =>
        faults.Add(code, $"{source.Where(context, name)} (for {name})", message, hint);
}
