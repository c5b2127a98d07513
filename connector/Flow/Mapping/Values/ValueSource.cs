using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Where a value comes from: a path, a template, a constant, a value table, or the first of several that has one.</summary>
internal sealed class ValueSource
{
    private static readonly ValueSource Nothing = new() { Kind = "nothing" };

    private RecordPath? path;
    private TextTemplate? template;
    private string? constant;
    private IReadOnlyDictionary<string, string>? table;
    private string? tableName;
    private string by = "";
    private OnMiss onMiss;
    private string? missDefault;
    private IReadOnlyList<ValueSource> alternatives = [];

    private string Kind { get; init; } = "";

    /// <summary>The constant, if it is one.</summary>
    public string? Constant => Kind == "value" ? constant : null;

    /// <summary>The value as invariant text; null when there is none.</summary>
    public string? Read(ValueContext context, DataFaults faults) =>
        Kind switch
        {
            "path" => path!.ReadText(context),
            "template" => NullIfEmpty(template!.Render(context)),
            "value" => NullIfEmpty(constant),
            "table" => LookUp(context, faults),
            "firstOf" => First(context, faults),
            _ => null,
        };

    /// <summary>The record and field that a person has to look at, by keys only.</summary>
    public string Where(ValueContext context, string target) =>
        Kind switch
        {
            "path" or "table" when path is not null => path.Where(context),
            "firstOf" => alternatives[0].Where(context, target),
            _ => $"{context.Subject}, {target}",
        };

    public static ValueSource Compile(ConfigNode node, ValueReader reader)
    {
        if (node.Has("path"))
        {
            return reader.Path(node, "path") is { } path ? new ValueSource { Kind = "path", path = path } : Nothing;
        }

        if (node.Has("template"))
        {
            return reader.Template(node, "template") is { } template
                ? new ValueSource { Kind = "template", template = template }
                : Nothing;
        }

        if (node.Has("table"))
        {
            return CompileTable(node, reader);
        }

        if (node.Has("firstOf"))
        {
            var all = node.Children("firstOf").Select(child => Compile(child, reader)).ToList();
            return all.Count > 0 ? new ValueSource { Kind = "firstOf", alternatives = all } : Nothing;
        }

        return node.Scalar("value") is { } constant ? new ValueSource { Kind = "value", constant = constant } : Nothing;
    }

    private static ValueSource CompileTable(ConfigNode node, ValueReader reader)
    {
        var name = node.Text("table") ?? "";
        var rows = reader.Tables.Find(name);

        if (rows is null)
        {
            node.Fault(
                "table",
                $"There is no table '{name}' in this file.",
                NearestName.Hint(name, reader.Tables.Names)
            );
        }

        var onMiss = node.Text("onMiss");

        if (onMiss is null)
        {
            node.Fault(
                "table",
                $"The lookup in table '{name}' does not say what happens when no row fits.",
                "Add \"onMiss\": \"error\", \"default\" or \"park\"."
            );
        }

        if (onMiss == "default" != node.Has("default"))
        {
            node.Fault(
                node.Has("default") ? "default" : "onMiss",
                $"The lookup in table '{name}' has \"onMiss\": \"default\" or a \"default\", but not both.",
                "Give both or none; a default of null means no value."
            );
        }

        var by = node.Text("by") ?? "";
        var isTemplate = by.Contains("{{", StringComparison.Ordinal);
        var source = new ValueSource
        {
            Kind = "table",
            table = rows ?? new Dictionary<string, string>(),
            tableName = name,
            by = by,
            path = isTemplate ? null : reader.Path(node, "by"),
            template = isTemplate ? reader.Template(node, "by") : null,
            onMiss = Enum.TryParse<OnMiss>(onMiss, ignoreCase: true, out var rule) ? rule : OnMiss.Error,
            missDefault = node.Scalar("default"),
        };
        return source.path is null && source.template is null ? Nothing : source;
    }

    private string? LookUp(ValueContext context, DataFaults faults)
    {
        var key = path is not null ? path.ReadText(context) : NullIfEmpty(template!.Render(context));

        if (key is not null && table!.TryGetValue(key, out var found))
        {
            return NullIfEmpty(found);
        }

        if (onMiss == OnMiss.Default)
        {
            return NullIfEmpty(missDefault);
        }

        // The value itself may be personal data, so only the table and the field are named.
        var where = path is not null ? path.Where(context) : context.Subject;
        var what =
            path is null ? $"'{by}' gives a value"
            : key is null ? "The field is empty, a value"
            : "The field holds a value";

        faults.Add(
            onMiss == OnMiss.Park ? "table.parked" : "table.no-row",
            where,
            $"{what} for which the table '{tableName}' has no row.",
            onMiss == OnMiss.Park ? "Add the row to the mapping, then retry." : "Correct the field, or add the row."
        );
        return null;
    }

    private string? First(ValueContext context, DataFaults faults)
    {
        foreach (var alternative in alternatives)
        {
            if (alternative.Read(context, faults) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
