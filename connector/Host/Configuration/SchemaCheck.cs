using System.Globalization;
using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Collections.Connector.Host.Configuration;

/// <summary>Checks a part of a document against a schema and says each fault with its line and a hint. Values are never shown.</summary>
internal static class SchemaCheck
{
    /// <summary>Checks.</summary>
    /// <param name="part">What is checked: a whole document, or a part of one.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="file">The file's name in faults.</param>
    /// <param name="faults">Takes every fault.</param>
    public static void Check(JToken part, JsonSchema schema, string file, ICollection<ConfigurationFault> faults)
    {
        var errors = schema.Validate(part);
        if (errors.Where(e => Convert(part, e)).ToList().Count > 0)
        {
            errors = schema.Validate(part);
        }

        foreach (var error in errors.SelectMany(Leaves))
        {
            if (Find(part, error.Path).Annotation<SecretReferences.Unresolved>() is not null)
            {
                continue;
            }

            faults.Add(ToFault(part, error, file));
        }
    }

    // Environment variables are text; where the schema wants a number or a truth value, the text is read as one.
    private static bool Convert(JToken part, ValidationError error)
    {
        if (Find(part, error.Path) is not JValue { Type: JTokenType.String } value)
        {
            return false;
        }

        if (value.Annotation<EnvironmentOverlay.Origin>() is null)
        {
            return false;
        }

        object? read = error.Kind switch
        {
            ValidationErrorKind.IntegerExpected
                when long.TryParse(
                    (string?)value,
                    NumberStyles.Integer,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            ValidationErrorKind.NumberExpected
                when decimal.TryParse(
                    (string?)value,
                    NumberStyles.Number,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            ValidationErrorKind.BooleanExpected when bool.TryParse((string?)value, out var truth) => truth,
            _ => null,
        };
        if (read is null)
        {
            return false;
        }

        value.Value = read;
        return true;
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) =>
        error is ChildSchemaValidationError { Errors.Count: > 0 } parent
            ? parent.Errors.Values.MinBy(list => list.Count)!.SelectMany(Leaves)
            : [error];

    private static ConfigurationFault ToFault(JToken part, ValidationError error, string file)
    {
        var token = Find(part, error.Path);
        var name = Place(error);
        var variable = EnvironmentOverlay.OriginOf(token);
        var (message, hint) = Describe(error, name);
        return variable is null
            ? new ConfigurationFault(file, JsonFile.LineOf(token), message, hint)
            : new ConfigurationFault(variable, 0, message, hint);
    }

    private static (string Message, string Hint) Describe(ValidationError error, string name) =>
        error.Kind switch
        {
            ValidationErrorKind.NoAdditionalPropertiesAllowed => (
                $"There is no setting '{name}'.",
                Known(error) is { Length: > 0 } known ? $"There are: {known}." : "Remove it."
            ),
            ValidationErrorKind.PropertyRequired => ($"'{name}' is missing.", "Add it."),
            ValidationErrorKind.NotInEnumeration => (
                $"'{name}' has a value that is not one of those allowed.",
                $"Allowed are: {string.Join(", ", error.Schema.Enumeration)}."
            ),
            ValidationErrorKind.PatternMismatch => ($"'{name}' is not written as it must be.", Wanted(error)),
            ValidationErrorKind.StringExpected => ($"'{name}' must be a text.", "Put it in double quotes."),
            ValidationErrorKind.IntegerExpected => ($"'{name}' must be a whole number.", "Write it without quotes."),
            ValidationErrorKind.NumberExpected => ($"'{name}' must be a number.", "Write it without quotes."),
            ValidationErrorKind.BooleanExpected => ($"'{name}' must be true or false.", "Write it without quotes."),
            ValidationErrorKind.ArrayExpected => ($"'{name}' must be a list.", "Put it in square brackets."),
            ValidationErrorKind.ObjectExpected => ($"'{name}' must be an object.", "Put it in curly brackets."),
            ValidationErrorKind.NumberTooSmall or ValidationErrorKind.NumberTooBig => (
                $"'{name}' is out of its range.",
                $"From {error.Schema.Minimum} to {error.Schema.Maximum}."
            ),
            ValidationErrorKind.StringTooShort when error.Schema.MinLength == 1 => (
                $"'{name}' is empty.",
                "Fill it in."
            ),
            ValidationErrorKind.StringTooShort => (
                $"'{name}' is too short.",
                $"At least {error.Schema.MinLength} characters."
            ),
            ValidationErrorKind.TooFewItems => ($"'{name}' has too few entries.", $"At least {error.Schema.MinItems}."),
            _ => ($"'{name}' is wrong ({error.Kind}).", Wanted(error)),
        };

    private static string Wanted(ValidationError error) =>
        error.Schema.Description is { Length: > 0 } text ? text : "See the schema: `map schema` shows it.";

    private static string Known(ValidationError error) =>
        string.Join(", ", error.Schema.ActualSchema.Properties.Keys.Where(key => key != "$schema"));

    private static string Place(ValidationError error) =>
        (error.Path ?? "").TrimStart('#', '/').Replace('/', '.') is { Length: > 0 } place ? place : "the document";

    // Also for a part of a document, the path begins at its root.
    private static JToken Find(JToken part, string? path)
    {
        var at = part.Root;
        foreach (var step in Steps(path ?? ""))
        {
            var next = at switch
            {
                JObject map => map[step],
                JArray list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
                    index < list.Count ? list[index] : null,
                _ => null,
            };
            if (next is null)
            {
                return at; // What is missing has the line of what it is missing from.
            }

            at = next;
        }

        return at;
    }

    private static string[] Steps(string path) =>
        path.TrimStart('#', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            is { Length: > 0 } plain
            ? plain.Split('/', '.').Where(step => step.Length > 0).ToArray()
            : [];
}
