using NJsonSchema;
using NJsonSchema.Validation;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>What a person reads for each kind of schema error. The only place with those texts.</summary>
internal static class SchemaSentences
{
    public static void Tell(ValidationError error, string file, FaultList faults)
    {
        // The children of "one of" describe every alternative that was not meant; for the others they are the real errors.
        if (error is ChildSchemaValidationError nested && error.Kind != ValidationErrorKind.NotOneOf)
        {
            foreach (var child in nested.Errors.SelectMany(pair => pair.Value))
            {
                Tell(child, file, faults);
            }

            return;
        }

        var (message, hint) = Sentence(error);
        faults.Add(file, error.LineNumber, message, hint);
    }

    private static (string Message, string Hint) Sentence(ValidationError error)
    {
        var where = Where(error);

        return error.Kind switch
        {
            ValidationErrorKind.NoAdditionalPropertiesAllowed => (
                $"'{error.Property}' is not a known key here.",
                NearestName.Hint(error.Property ?? "", error.Schema.ActualSchema.ActualProperties.Keys)
            ),
            ValidationErrorKind.PropertyRequired => ($"'{error.Property}' is missing.", $"Add it to {where}."),
            ValidationErrorKind.NotInEnumeration => (
                $"{where} has a value that is not allowed.",
                $"Use one of: {string.Join(", ", error.Schema.ActualSchema.Enumeration)}."
            ),
            ValidationErrorKind.NotOneOf => (
                $"{where} must be said in exactly one way.",
                $"Give exactly one of: {Alternatives(error.Schema)}."
            ),
            ValidationErrorKind.PatternMismatch => (
                $"{where} is not written as it must be.",
                error.Schema.ActualSchema.Description ?? $"It must match {error.Schema.ActualSchema.Pattern}."
            ),
            ValidationErrorKind.DateExpected => ($"{where} is not a date.", "Write it as 2026-12-31."),
            ValidationErrorKind.StringExpected => ($"{where} must be text.", "Write it between double quotes."),
            ValidationErrorKind.IntegerExpected => ($"{where} must be a whole number.", "Write digits without quotes."),
            ValidationErrorKind.NumberExpected => ($"{where} must be a number.", "Write digits without quotes."),
            ValidationErrorKind.BooleanExpected => ($"{where} must be true or false.", "Write it without quotes."),
            ValidationErrorKind.ObjectExpected => ($"{where} must be an object.", "Begin it with { and end it with }."),
            ValidationErrorKind.ArrayExpected => ($"{where} must be a list.", "Begin it with [ and end it with ]."),
            ValidationErrorKind.NumberTooSmall => (
                $"{where} is too small.",
                $"The smallest allowed is {error.Schema.ActualSchema.Minimum}."
            ),
            ValidationErrorKind.NumberTooBig => (
                $"{where} is too big.",
                $"The biggest allowed is {error.Schema.ActualSchema.Maximum}."
            ),
            ValidationErrorKind.StringTooShort => ($"{where} is empty.", "Write something there, or remove the key."),
            ValidationErrorKind.StringTooLong => (
                $"{where} is too long.",
                $"At most {error.Schema.ActualSchema.MaxLength} characters."
            ),
            ValidationErrorKind.TooFewItems => ($"{where} is empty.", "It needs at least one entry."),
            ValidationErrorKind.ItemsNotUnique => ($"{where} names something twice.", "Remove the repetition."),
            _ => ($"{where} is not right ({error.Kind}).", error.Schema.ActualSchema.Description ?? "See its schema."),
        };
    }

    private static string Where(ValidationError error)
    {
        var path = (error.Path ?? "").TrimStart('#').TrimStart('/');

        // For a missing key the path ends in that key, and the sentence is about the object around it.
        if (error.Kind == ValidationErrorKind.PropertyRequired)
        {
            path = path.Contains('.', StringComparison.Ordinal) ? path[..path.LastIndexOf('.')] : "";
        }

        return path.Length == 0 ? "the file's object" : $"'{path}'";
    }

    private static string Alternatives(JsonSchema schema) =>
        string.Join(
            "; ",
            schema.ActualSchema.OneOf.Select(option => string.Join(" with ", option.ActualSchema.RequiredProperties))
        );
}
