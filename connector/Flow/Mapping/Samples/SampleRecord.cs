using System.Globalization;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Samples;

/// <summary>Builds the enrolment of a mapping's test from the few facts that the test names.</summary>
internal static class SampleRecord
{
    public static bool CanBuild(JObject given, out string message)
    {
        try
        {
            _ = Build(given, new DateOnly(2026, 1, 1));
            message = "";
            return true;
        }
        catch (FormatException exception)
        {
            message = $"The record given cannot be read: {exception.Message}";
            return false;
        }
    }

    /// <param name="given">What the test says.</param>
    /// <param name="billFrom">The day on which the enrolment began unless the test says another.</param>
    /// <exception cref="FormatException">A date is not written as one.</exception>
    public static BillingSource Build(JObject given, DateOnly billFrom)
    {
        var course = given["course"] as JObject ?? [];
        var learner = given["learner"] as JObject ?? [];
        var enrolment = given["enrolment"] as JObject ?? [];
        var beganOn = Text(enrolment, "beganOn");

        return new BillingSource(
            Course(course),
            Learner(learner),
            Enrolment(enrolment, Text(course, "key", "1"), Text(learner, "key", "1")),
            beganOn.Length == 0 ? billFrom : DateOnly.ParseExact(beganOn, "yyyy-MM-dd", CultureInfo.InvariantCulture)
        );
    }

    private static CourseFact Course(JObject json) =>
        new(
            Text(json, "key", "1"),
            Text(json, "idNumber"),
            Text(json, "shortName", "C1"),
            Text(json, "name", "Course 1"),
            Text(json, "category"),
            Flag(json, "visible") ?? true,
            Instant(json, "startsAt"),
            Instant(json, "endsAt"),
            json["methods"] is JArray methods ? [.. methods.Select(ValueText.Of).OfType<string>()] : ["manual"],
            Fields(json)
        );

    private static LearnerFact Learner(JObject json) =>
        new(
            Text(json, "key", "1"),
            Text(json, "userName", "learner1"),
            Text(json, "idNumber"),
            Text(json, "firstName", "Ana"),
            Text(json, "lastName", "Prueba"),
            Text(json, "email", "ana@example.invalid"),
            Text(json, "language", "es"),
            Text(json, "country", "ES"),
            Flag(json, "siteSuspended") ?? false,
            Fields(json)
        );

    private static EnrolmentFact Enrolment(JObject json, string courseKey, string learnerKey) =>
        new(
            courseKey,
            learnerKey,
            Text(json, "method", "manual"),
            Enum.TryParse<EnrolmentStatus>(Text(json, "status"), ignoreCase: true, out var status)
                ? status
                : EnrolmentStatus.Active,
            Instant(json, "startsAt"),
            Instant(json, "endsAt"),
            Flag(json, "windowKnown") ?? true,
            json.ContainsKey("isLearner") ? Flag(json, "isLearner") : true
        );

    private static string Text(JObject json, string key, string fallback = "") =>
        json.ContainsKey(key) ? ValueText.Of(json[key]) ?? "" : fallback;

    private static bool? Flag(JObject json, string key) =>
        json[key] is JValue { Type: JTokenType.Boolean } value ? (bool)value : null;

    private static DateTimeOffset? Instant(JObject json, string key) =>
        Text(json, key) is { Length: > 0 } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime()
            : null;

    // As the LMS gives them: text, and absent when empty.
    private static Dictionary<string, string> Fields(JObject json) =>
        (json["fields"] as JObject ?? [])
            .Properties()
            .Select(property => (property.Name, Text: ValueText.Of(property.Value)))
            .Where(field => field.Text is not null)
            .ToDictionary(field => field.Name, field => field.Text!, StringComparer.Ordinal);
}
