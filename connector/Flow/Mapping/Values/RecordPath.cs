using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>
/// A path such as <c>course.fields.price</c> or <c>$.learner.fields['tax id']</c>. Plain ones read the records directly;
/// the others are JSONPath over the record as JSON, whose first match counts.
/// </summary>
internal sealed class RecordPath
{
    private readonly Func<ValueContext, object?> read;

    private RecordPath(string text, string root, string leaf, Func<ValueContext, object?> read)
    {
        Text = text;
        Root = root;
        Leaf = leaf;
        this.read = read;
    }

    public string Text { get; }

    public string Root { get; }

    public string Leaf { get; }

    public object? Read(ValueContext context) => read(context);

    public string? ReadText(ValueContext context) => ValueText.Of(read(context));

    /// <summary>The record and field, by keys only.</summary>
    public string Where(ValueContext context) => $"{context.SubjectOf(Root)}, field {Leaf}";

    /// <summary>Compiles a path, or says what is wrong with it.</summary>
    public static RecordPath? Parse(string text, IReadOnlySet<string> roots, out string message, out string hint)
    {
        message = hint = "";
        var path = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text;
        var end = path.IndexOfAny(['.', '[', '(', ' ']);
        var root = end < 0 ? path : path[..end];

        if (!roots.Contains(root))
        {
            message = $"The path '{text}' begins with '{root}', which is not known here.";
            hint = NearestName.Hint(root, roots);
            return null;
        }

        return path.AsSpan(root.Length).IndexOfAny("[]()*?@ ") >= 0 || path.Contains("..", StringComparison.Ordinal)
            ? ParseJsonPath(text, path, root, out message, out hint)
            : ParsePlain(text, path, root, out message, out hint);
    }

    private static RecordPath? ParsePlain(string text, string path, string root, out string message, out string hint)
    {
        message = hint = "";
        var parts = path.Split('.', 3);
        var name = parts.Length > 1 ? parts[1] : "";

        if (ContextNames.Reader(root, name) is not { } reader)
        {
            message = $"The path '{text}' names nothing: '{root}' has no '{name}'.";
            hint = NearestName.Hint(name, ContextNames.NamesOf(root));
            return null;
        }

        if (name != "fields")
        {
            message = parts.Length > 2 ? $"The path '{text}' goes on after '{name}', which has no parts." : "";
            hint = $"End it at '{root}.{name}'.";
            return parts.Length > 2 ? null : new RecordPath(text, root, name, reader);
        }

        if (parts.Length < 3 || parts[2].Length == 0)
        {
            message = $"The path '{text}' names all custom fields.";
            hint = $"Name one: '{root}.fields.' and its short name.";
            return null;
        }

        var field = parts[2];
        return new RecordPath(
            text,
            root,
            field,
            context => (reader(context) as IReadOnlyDictionary<string, string>)?.GetValueOrDefault(field)
        );
    }

    private static RecordPath? ParseJsonPath(string text, string path, string root, out string message, out string hint)
    {
        message = hint = "";

        if (WhyNotJsonPath(path) is { } why)
        {
            message = $"The path '{text}' is not JSONPath: {why}";
            hint = "Write it as course.fields.price, or $.course.fields['short name'].";
            return null;
        }

        if (path.Contains("=~", StringComparison.Ordinal))
        {
            message = $"The path '{text}' uses a pattern (=~), which may not end.";
            hint = "Use a condition with 'matches' instead.";
            return null;
        }

        return new RecordPath(text, root, Leafname(path), context => First(context.Json, path));
    }

    private static string? WhyNotJsonPath(string path)
    {
        try
        {
            _ = new JObject().SelectTokens(path).FirstOrDefault();
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
        catch (IndexOutOfRangeException)
        {
            return "it ends in the middle."; // Newtonsoft.Json 13.0.4 reads past the end of some unclosed filters.
        }
    }

    private static JToken? First(JObject json, string path)
    {
        try
        {
            return json.SelectTokens(path).FirstOrDefault(token => token.Type != JTokenType.Null);
        }
        catch (JsonException)
        {
            return null; // A filter that does not fit this record's shape matches nothing.
        }
    }

    private static string Leafname(string path)
    {
        var trimmed = path.TrimEnd(']', '\'', '"', ')');
        return trimmed[(trimmed.LastIndexOfAny(['.', '\'', '"', '[']) + 1)..];
    }
}
