using System.Globalization;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>One function of a template. Each gives an answer for every value; what it cannot use it hands on unchanged.</summary>
internal sealed class TemplateFunction
{
    private static readonly string[] Names = ["upper", "lower", "trim", "date", "money", "default"];

    private readonly Func<object?, SchoolProfile, object?> apply;

    private TemplateFunction(Func<object?, SchoolProfile, object?> apply) => this.apply = apply;

    public object? Apply(object? value, SchoolProfile school) => apply(value, school);

    /// <summary>Compiles <c>name</c> or <c>name "argument"</c>, or says what is wrong with it.</summary>
    public static TemplateFunction? Parse(string text, out string message, out string hint)
    {
        message = hint = "";
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? text : text[..space];
        var argument = space < 0 ? null : text[(space + 1)..].Trim();

        if (!Names.Contains(name))
        {
            message = $"'{name}' is not a function of templates.";
            hint = NearestName.Hint(name, Names);
            return null;
        }

        if (argument is not null && (argument.Length < 2 || argument[0] != '"' || argument[^1] != '"'))
        {
            message = $"The argument of '{name}' is not between quotes.";
            hint = $"Write it as {name} \\\"text\\\" within the JSON text.";
            return null;
        }

        argument = argument?[1..^1];
        var takesArgument = name is "date" or "default";

        if ((argument is not null && !takesArgument) || (argument is null && name == "default"))
        {
            message = takesArgument ? $"'{name}' needs a text." : $"'{name}' takes no argument.";
            hint = takesArgument ? $"Write it as {name} \\\"text\\\"." : "Remove the argument.";
            return null;
        }

        if (name == "date" && argument is not null && !IsDateFormat(argument))
        {
            message = $"'{argument}' is not a form of a date.";
            hint = "Use dd, MM and yyyy with separators, such as dd/MM/yyyy.";
            return null;
        }

        return new TemplateFunction(Function(name, argument));
    }

    private static Func<object?, SchoolProfile, object?> Function(string name, string? argument) =>
        name switch
        {
            "upper" => static (value, _) => ValueText.Of(value)?.ToUpperInvariant(),
            "lower" => static (value, _) => ValueText.Of(value)?.ToLowerInvariant(),
            "trim" => static (value, _) => ValueText.Of(value),
            "default" => (value, _) => ValueText.Of(value) ?? argument,
            "money" => static (value, school) =>
                value is Money money ? LocalText.Of(school.Language, school.Country).Money(money) : value,
            "date" => (value, school) => Date(value, argument, school),
            _ => throw new InvalidOperationException($"The function {name} is listed and has no body."),
        };

    private static object? Date(object? value, string? format, SchoolProfile school)
    {
        var day = value as DateOnly? ?? DateText.Parse(ValueText.Of(value), school.Zone);

        return day is not { } known ? value
            : format is null ? LocalText.Of(school.Language, school.Country).LongDate(known)
            : known.ToString(format, CultureInfo.InvariantCulture);
    }

    // Digits only: names of months would need a culture that is not installed everywhere.
    private static bool IsDateFormat(string format) =>
        format.Length is >= 2 and <= 20
        && format.All(letter => letter is 'd' or 'M' or 'y' || !char.IsLetter(letter))
        && !format.Contains("MMM", StringComparison.Ordinal)
        && !format.Contains("ddd", StringComparison.Ordinal)
        && !format.AsSpan().ContainsAny("%\\'\"");
}
