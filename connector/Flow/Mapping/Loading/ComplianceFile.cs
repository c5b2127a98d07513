using System.Reflection;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Cycle;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>compliance.json of the school, or the profile of its country in mappings/compliance, -> <see cref="ComplianceProfile"/>.</summary>
internal static class ComplianceFile
{
    private const string Own = "compliance.json";

    /// <summary>Gets the countries that have a profile, <c>EU</c> among them.</summary>
    public static IReadOnlyList<string> Countries { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(x =>
                x.StartsWith("compliance.", StringComparison.Ordinal) && !x.Contains("schema", StringComparison.Ordinal)
            )
            .Select(x => x.Split('.')[1].ToUpperInvariant())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads the school's own profile, or its country's; null when there is neither.</summary>
    /// <remarks>An own profile that says nothing of contacts leaves the country's rules on them in force.</remarks>
    public static ComplianceProfile? Read(string folder, string country, FaultList faults)
    {
        if (!File.Exists(Path.Combine(folder, Own)))
        {
            return ComplianceProfiles.For(country);
        }

        return ConfigFile.Read(folder, Own, faults) is { } node ? Completed(Build(node), country) : null;
    }

    private static ComplianceProfile Completed(ComplianceProfile own, string country) =>
        own.Contact is null && ComplianceProfiles.For(country) is { Contact: { } contact } usual
            ? own with
            {
                Contact = contact,
                Version = CycleRun.Digest(own.Version + usual.Version),
            }
            : own;

    /// <summary>The profile that comes with the connector.</summary>
    /// <param name="country">One of <see cref="Countries"/>.</param>
    public static ComplianceProfile Of(string country) =>
        Build(new ConfigNode(Parse(TextOf(country)), $"{country}.json", new FaultList()));

    /// <summary>The text of a profile that comes with the connector.</summary>
    public static string TextOf(string country)
    {
        using var stream = Assembly
            .GetExecutingAssembly()
            .GetManifestResourceStream($"compliance.{country.ToLowerInvariant()}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    private static ComplianceProfile Build(ConfigNode node) =>
        new(
            node.Text("country") ?? "",
            CycleRun.Digest(node.Json.ToString(Formatting.None)),
            [.. node.Children("access").Select(Rule)]
        )
        {
            Contact = node.Child("contact") is { } contact ? ContactRuleFile.Read(contact) : null,
        };

    private static AccessRule Rule(ConfigNode node) =>
        new(
            node.Texts("sectors").ToHashSet(StringComparer.Ordinal),
            Enum.TryParse<SuspensionAllowance>(node.Text("suspension"), ignoreCase: true, out var allowance)
                ? allowance
                : SuspensionAllowance.Unknown,
            node.Integer("monthsUnpaid") ?? 0,
            node.Integer("noticeDays") ?? 0,
            node.Flag("adultsOnly") ?? false,
            node.Flag("humanReview") ?? false,
            Enum.TryParse<Confidence>(node.Text("confidence"), ignoreCase: true, out var confidence)
                ? confidence
                : Confidence.Low,
            node.Texts("sources"),
            node.Date("asOf") ?? DateOnly.MinValue,
            node.Text("note") ?? ""
        );
}
