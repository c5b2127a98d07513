using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Flow.Tests.Mapping;

namespace Collections.Flow.Tests.Compliance;

/// <summary>The tables of connector/docs/compliance.md are made of the profiles, so that they cannot tell something else.</summary>
public sealed class ComplianceDocumentTests
{
    private const string Begin =
        "<!-- made of the profiles: COLLECTIONS_WRITE_DOCUMENTS=1 dotnet test tests/Flow.Tests writes it -->";
    private const string End = "<!-- end -->";

    private static readonly string Path = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(MappingFolder.DemoPath, "..", "..", "..", "connector", "docs", "compliance.md")
    );

    [Fact]
    public void The_document_tells_what_the_profiles_say()
    {
        var document = File.ReadAllText(Path);
        var from = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = document.IndexOf(End, StringComparison.Ordinal);
        var made = $"\n\n{Tables()}\n";

        if (Environment.GetEnvironmentVariable("COLLECTIONS_WRITE_DOCUMENTS") == "1")
        {
            File.WriteAllText(Path, document[..from] + made + document[to..]);
            return;
        }

        Assert.Equal(made, document[from..to]);
    }

    private static string Tables()
    {
        var rules = ComplianceFile
            .Countries.Select(x => (Country: x, Rule: ComplianceProfiles.For(x)!.Contact!))
            .ToList();
        return string.Join(
            '\n',
            [
                "| country | hours where the debtor lives | how often | consent beforehand | else | confidence |",
                "|---|---|---|---|---|---|",
                .. rules.Select(x =>
                    Row(
                        x.Country,
                        ContactSummary.Hours(x.Rule),
                        ContactSummary.Counts(x.Rule),
                        x.Rule.Consent.Count == 7 ? "every channel" : string.Join(", ", x.Rule.Consent),
                        ContactSummary.Rest(x.Rule),
                        x.Rule.Confidence.ToString().ToLowerInvariant()
                    )
                ),
                "",
                "| country | holidays a year | what to know | sources, looked up |",
                "|---|---|---|---|",
                .. rules.Select(x =>
                    Row(
                        x.Country,
                        x.Rule.Holidays.DaysOf(2026).Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
                            + " (2026)",
                        x.Rule.Note,
                        $"{string.Join("; ", x.Rule.Sources)}, {x.Rule.AsOf:yyyy-MM-dd}"
                    )
                ),
                "",
            ]
        );
    }

    private static string Row(params string[] cells) =>
        $"| {string.Join(" | ", cells.Select(x => x.Length > 0 ? x : "-"))} |";
}
