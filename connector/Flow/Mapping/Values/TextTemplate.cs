using System.Text;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>
/// A small computed text such as <c>{{course.shortName | upper}} - {{instalment.number}}</c>. It has no loops and does no
/// I/O: for any record it gives a text, the same one each time. An absent value gives no text.
/// </summary>
internal sealed class TextTemplate
{
    private readonly IReadOnlyList<Part> parts;

    private TextTemplate(string text, IReadOnlyList<Part> parts)
    {
        Text = text;
        this.parts = parts;
    }

    private sealed record Part(string? Literal, RecordPath? Path, IReadOnlyList<TemplateFunction> Functions);

    public string Text { get; }

    public string Render(ValueContext context)
    {
        var result = new StringBuilder(Text.Length + 32);

        foreach (var part in parts)
        {
            result.Append(part.Literal ?? Evaluate(part, context));
        }

        return result.ToString().Trim();
    }

    private static string? Evaluate(Part part, ValueContext context)
    {
        var value = part.Path!.Read(context);

        foreach (var function in part.Functions)
        {
            value = function.Apply(value, context.School);
        }

        return ValueText.Of(value);
    }

    /// <summary>Compiles a template, or says what is wrong with it.</summary>
    public static TextTemplate? Parse(string text, IReadOnlySet<string> roots, out string message, out string hint)
    {
        message = hint = "";
        var parts = new List<Part>();
        var position = 0;

        while (text.IndexOf("{{", position, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);

            if (close < 0)
            {
                message = $"The template '{text}' has a {{{{ without its }}}}.";
                hint = "Close it.";
                return null;
            }

            if (open > position)
            {
                parts.Add(new Part(text[position..open], null, []));
            }

            if (ParsePart(text[(open + 2)..close], roots, out message, out hint) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            position = close + 2;
        }

        if (text.IndexOf("}}", position, StringComparison.Ordinal) >= 0)
        {
            message = $"The template '{text}' has a }}}} without its {{{{.";
            hint = "Open it, or remove it.";
            return null;
        }

        parts.Add(new Part(text[position..], null, []));
        return new TextTemplate(text, parts);
    }

    private static Part? ParsePart(string inner, IReadOnlySet<string> roots, out string message, out string hint)
    {
        var pieces = SplitOutsideQuotes(inner);

        if (RecordPath.Parse(pieces[0].Trim(), roots, out message, out hint) is not { } path)
        {
            return null;
        }

        var functions = new List<TemplateFunction>();

        foreach (var piece in pieces.Skip(1))
        {
            if (TemplateFunction.Parse(piece.Trim(), out message, out hint) is not { } function)
            {
                return null;
            }

            functions.Add(function);
        }

        return new Part(null, path, functions);
    }

    private static List<string> SplitOutsideQuotes(string inner)
    {
        var pieces = new List<string>();
        var start = 0;
        var quoted = false;

        for (var i = 0; i < inner.Length; i++)
        {
            quoted ^= inner[i] == '"';

            if (inner[i] == '|' && !quoted)
            {
                pieces.Add(inner[start..i]);
                start = i + 1;
            }
        }

        pieces.Add(inner[start..]);
        return pieces;
    }
}
