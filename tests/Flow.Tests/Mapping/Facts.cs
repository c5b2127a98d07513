using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Mapping;

/// <summary>Enrolments to ask the mapping about.</summary>
internal static class Facts
{
    public static readonly DateOnly BeganOn = new(2026, 9, 14);

    public static BillingSource Source(
        string? price = "100",
        (string Name, string Text)[]? course = null,
        (string Name, string Text)[]? learner = null,
        string email = "ana@example.invalid",
        string method = "manual",
        bool? isLearner = true,
        DateOnly? beganOn = null,
        string shortName = "MAT-1",
        string key = "17"
    )
    {
        var fields = Fields(course);

        if (price is not null)
        {
            fields["price"] = price;
        }

        return new BillingSource(
            new CourseFact(key, "MAT-101", shortName, "Matemática I", "3", true, null, null, ["manual"], fields),
            new LearnerFact("42", "ana", "A-42", "Ana", "Núñez", email, "es", "ES", false, Fields(learner)),
            new EnrolmentFact(key, "42", method, EnrolmentStatus.Active, null, null, true, isLearner),
            beganOn ?? BeganOn
        );
    }

    private static Dictionary<string, string> Fields((string Name, string Text)[]? fields) =>
        (fields ?? []).ToDictionary(field => field.Name, field => field.Text);
}
