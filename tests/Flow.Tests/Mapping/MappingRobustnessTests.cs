using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Invoices;
using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json.Linq;

namespace Collections.Flow.Tests.Mapping;

/// <summary>Whatever stands in a file, loading it answers with faults and never breaks.</summary>
public sealed class MappingRobustnessTests
{
    private static readonly JToken[] Spoilers =
    [
        JValue.CreateNull(),
        new JValue(5),
        new JValue(-1.5m),
        new JValue("{{x"),
        new JValue(true),
        new JArray(),
        new JArray(new JArray()),
        new JObject(),
        new JObject(new JProperty("path", new JObject())),
    ];

    [Theory]
    [InlineData("school.json")]
    [InlineData("receivables.json")]
    [InlineData("invoices.json")]
    [InlineData("policy.json")]
    public void Any_value_may_be_replaced_by_any_nonsense(string file)
    {
        using var folder = new MappingFolder();
        var path = Path.Combine(folder.Root, file);
        var original = JObject.Parse(File.ReadAllText(path));

        // One test of the file is enough to spoil.
        (original["tests"] as JArray)
            ?.Skip(1)
            .ToList()
            .ForEach(test => test.Remove());
        var places = original.Descendants().Where(token => token is not JProperty).Select(token => token.Path).ToList();
        var refused = 0;

        foreach (var (place, spoiler) in places.SelectMany(place => Spoilers.Select(spoiler => (place, spoiler))))
        {
            var spoilt = (JObject)original.DeepClone();
            spoilt.SelectToken(place)!.Replace(spoiler.DeepClone());
            File.WriteAllText(path, spoilt.ToString());

            refused += Build(folder.Root, file) ? 0 : 1;
        }

        Assert.True(refused > places.Count, $"Only {refused} of {places.Count * Spoilers.Length} were refused.");
    }

    [Theory]
    [InlineData("{{")]
    [InlineData("{{}}")]
    [InlineData("{{{school}}")]
    [InlineData("{{/if}}")]
    [InlineData("{{else}}")]
    [InlineData("{{#each}}x{{/each}}")]
    [InlineData("{{#if}}x{{/if}}")]
    [InlineData("{{#if payUrl}}x{{/each}}")]
    [InlineData("{{#each school}}{{x}}{{/each}}")]
    [InlineData("{{> other}}")]
    [InlineData("{{money}}")]
    [InlineData("{{money total}}")]
    [InlineData("{{date today \"dd\"}}")]
    [InlineData("{{lookup}}")]
    [InlineData("{{#with}}x{{/with}}")]
    [InlineData("{{items.5.owed}}")]
    [InlineData("{{../../school}}")]
    [InlineData("{{#*inline \"x\"}}y")]
    [InlineData("{{school | upper}}")]
    [InlineData("{{!-- only a remark")]
    public void A_template_that_cannot_work_is_a_fault_and_never_an_exception(string body)
    {
        using var folder = new MappingFolder().Write("messages/es/reminder-1.hbs", $"Subject: Hola\n\nHola\n{body}\n");

        var load = folder.Load();

        Assert.All(load.Faults, fault => Assert.Equal("messages/es/reminder-1.hbs", fault.File));
        Assert.NotEmpty(load.Faults);
    }

    [Fact]
    public void The_schemas_that_people_get_are_those_that_are_checked_with()
    {
        var folder = Path.Combine(MappingFolder.DemoPath, "..", "..", "schema");
        string[] names = ["school", "receivables", "invoices", "policy", "values"];

        Assert.All(
            names.Select(name => $"{name}.schema.json"),
            name => Assert.Equal(File.ReadAllText(Path.Combine(folder, name)), SchemaLibrary.TextOf(name))
        );
    }

    private static bool Build(string root, string file)
    {
        var faults = new FaultList();
        var node = ConfigFile.Read(root, file, faults)!;

        switch (file)
        {
            case "school.json":
                SchoolFile.Read(node);
                break;
            case "receivables.json":
                _ = new BillingRules(node, SchoolFile.Placeholder).Decide(Facts.Source());
                break;
            case "invoices.json":
                _ = new InvoiceRules(node, SchoolFile.Placeholder);
                break;
            default:
                PolicyFile.Read(
                    node,
                    new PolicyChecks(new Dictionary<string, IReadOnlySet<string>> { ["es"] = new HashSet<string>() })
                );
                break;
        }

        return faults.Count == 0;
    }
}
