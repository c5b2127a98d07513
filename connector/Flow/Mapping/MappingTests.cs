using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Invoices;
using Collections.Connector.Flow.Mapping.Samples;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping;

/// <summary>How one test of a mapping ended.</summary>
/// <param name="File">The file that carries it.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Name">Its name.</param>
/// <param name="Passed">Whether everything expected came out.</param>
/// <param name="Differences">What did not, one sentence each; empty when passed.</param>
public sealed record MappingTestResult(
    string File,
    int Line,
    string Name,
    bool Passed,
    IReadOnlyList<string> Differences
);

/// <summary>Runs the tests that receivables.json and invoices.json carry.</summary>
public static class MappingTests
{
    /// <summary>Runs all of them, in the order in which they stand.</summary>
    /// <remarks>A test of invoices.json goes through receivables.json first, as a real enrolment does.</remarks>
    public static IReadOnlyList<MappingTestResult> Run(SchoolMapping mapping)
    {
        var billing = (mapping.Billing as BillingRules)?.Tests ?? [];
        var invoices = (mapping.Invoices as InvoiceRules)?.Tests ?? [];

        return
        [
            .. billing.Select(test => Judge(test, AnswerJson.Of(Decide(mapping, test).Billing))),
            .. invoices.Select(test => Judge(test, InvoiceAnswerOf(mapping, test))),
        ];
    }

    private static PreviewRow Decide(SchoolMapping mapping, MappingTest test) =>
        MappingPreview.Of(mapping, SampleRecord.Build(test.Given, mapping.School.BillFrom));

    private static JObject InvoiceAnswerOf(SchoolMapping mapping, MappingTest test)
    {
        var row = Decide(mapping, test);

        if (row.Invoices.Count == 0)
        {
            return AnswerJson.Of(row.Billing);
        }

        var first = row.Invoices[0];
        return first.Draft is { } draft ? AnswerJson.Of(draft) : AnswerJson.Of(first.Faults);
    }

    private static MappingTestResult Judge(MappingTest test, JObject actual)
    {
        var differences = new List<string>();

        if (test.ExpectFault is { } code)
        {
            var found = (actual["faults"] as JArray ?? []).Select(fault => (string?)fault["code"]).ToList();

            if (!found.Contains(code))
            {
                var instead = found.Count > 0 ? string.Join(", ", found) : Show(actual);
                differences.Add($"Expected the fault {code}, and got {instead}.");
            }
        }
        else
        {
            Compare(test.Expect ?? [], actual, "", differences);
            if (
                differences.Count > 0
                && test.Expect?["faults"] is null
                && actual["faults"] is JArray { Count: > 0 } faults
            )
            {
                differences.Insert(0, $"It would wait for a person: {string.Join(" ", faults.Select(Show))}.");
            }
        }

        return new MappingTestResult(test.File, test.Line, test.Name, differences.Count == 0, differences);
    }

    // Only what the test names is compared: a mapping's test speaks about what it is there to prove.
    private static void Compare(JToken expected, JToken? actual, string path, List<string> differences)
    {
        switch (expected)
        {
            case JObject fields when actual is JObject found:
                foreach (var field in fields.Properties())
                {
                    Compare(field.Value, found[field.Name], $"{path}.{field.Name}".TrimStart('.'), differences);
                }

                break;
            case JArray items when actual is JArray found && items.Count == found.Count:
                for (var i = 0; i < items.Count; i++)
                {
                    Compare(items[i], found[i], $"{path}[{i}]", differences);
                }

                break;
            default:
                if (!IsSame(expected, actual))
                {
                    differences.Add($"{path}: expected {Show(expected)}, and got {Show(actual)}.");
                }

                break;
        }
    }

    private static bool IsSame(JToken expected, JToken? actual) =>
        expected is JValue && actual is JValue or null
            ? string.Equals(Values.ValueText.Of(expected), Values.ValueText.Of(actual), StringComparison.Ordinal)
            : JToken.DeepEquals(expected, actual);

    private static string Show(JToken? token) => token?.ToString(Formatting.None) ?? "nothing";
}
