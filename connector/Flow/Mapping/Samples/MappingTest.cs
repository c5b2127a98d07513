using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Samples;

/// <summary>A test that a mapping file carries: a record, and what must come out of it.</summary>
internal sealed record MappingTest(
    string File,
    int Line,
    string Name,
    JObject Given,
    JObject? Expect,
    string? ExpectFault
)
{
    public static IReadOnlyList<MappingTest> ReadAll(ConfigNode file)
    {
        var tests = new List<MappingTest>();

        foreach (var node in file.Children("tests"))
        {
            var test = new MappingTest(
                file.File,
                node.LineOf(),
                node.Text("name") ?? "",
                node.ChildOrEmpty("given").Json,
                node.Child("expect")?.Json,
                node.Text("expectFault")
            );

            if (tests.Exists(other => other.Name == test.Name))
            {
                node.Fault("name", $"Two tests have the name '{test.Name}'.", "Rename one.");
            }

            if (!SampleRecord.CanBuild(test.Given, out var message))
            {
                node.Fault("given", message, "Write instants as 2026-09-01T08:00:00Z and days as 2026-09-01.");
            }

            tests.Add(test);
        }

        return tests;
    }
}
