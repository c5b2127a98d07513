using System.Runtime.CompilerServices;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Commands;
using Collections.Connector.Ports;

namespace Collections.Host.Tests.Commands;

public sealed class LawCheckTests
{
    private static readonly SchoolProfile Demo = SchoolMappingLoader.Load(DemoFolder()).Value!.School;

    [Fact]
    public void Whoever_neither_contacts_nor_suspends_anybody_reads_nothing_of_law() =>
        Assert.Empty(LawCheck.Of(With("CO", SwitchLevel.Off), new(2026, 11, 22)));

    [Fact]
    public void Whoever_contacts_reads_hours_counts_sources_and_that_counsel_is_to_confirm()
    {
        var finding = Assert.Single(LawCheck.Of(With("CO", SwitchLevel.Propose), new(2026, 11, 22)));

        Assert.Equal(("law.contact", CheckResult.Note), (finding.Code, finding.Result));
        Assert.StartsWith(
            "CO: Mon-Fri 07:00-19:00, Sat 08:00-15:00, no holidays; 1 a day, 2 in any 7 days, one channel in 7 days; consent for email,",
            finding.What,
            StringComparison.Ordinal
        );
        Assert.Contains("Confidence Medium, as of 2026-11-22 (Ley 2300/2023", finding.What, StringComparison.Ordinal);
        Assert.StartsWith("To be confirmed by your counsel", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BR", "Confidence Low")]
    [InlineData("JP", "There is no profile of contacts for JP.")]
    public void A_low_confidence_and_a_missing_profile_are_not_proven(string country, string says)
    {
        var finding = Assert.Single(LawCheck.Of(With(country, SwitchLevel.Act), new(2026, 11, 22)));

        Assert.Equal(CheckResult.NotProven, finding.Result);
        Assert.Contains(says, finding.What, StringComparison.Ordinal);
        Assert.Contains("your counsel", finding.Remedy, StringComparison.Ordinal);
    }

    private static SchoolProfile With(string country, SwitchLevel contacts) =>
        Demo with
        {
            Country = country,
            Compliance = ComplianceProfiles.For(country),
            Switches = Demo.Switches with { Contacts = contacts, Access = SwitchLevel.Off },
        };

    private static string DemoFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../mappings/schools/demo", Path.GetDirectoryName(here)!);
}
