using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json.Linq;

namespace Collections.Flow.Tests.Mapping;

public sealed class ComplianceFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("compliance").FullName;

    public static TheoryData<string> Countries => [.. ComplianceFile.Countries];

    [Fact]
    public void Every_country_that_was_looked_up_has_a_profile() =>
        Assert.Equal(["AR", "BR", "CL", "CO", "ES", "EU", "MX", "PE", "US"], ComplianceFile.Countries);

    [Theory]
    [MemberData(nameof(Countries))]
    public void Every_profile_satisfies_the_schema_names_its_sources_and_has_a_rule_for_any_sector(string country)
    {
        var faults = SchemaLibrary.Of("compliance.schema.json").Validate(JObject.Parse(ComplianceFile.TextOf(country)));
        var profile = ComplianceFile.Of(country);

        Assert.Empty(faults);
        Assert.Equal(country, profile.Country);
        Assert.NotNull(profile.AccessFor("something-else"));
        Assert.All(profile.Access, x => Assert.NotEmpty(x.Sources));
        Assert.All(profile.Access, x => Assert.True(x.AsOf > new DateOnly(2026, 1, 1)));
        Assert.NotNull(profile.Contact);
        Assert.NotEmpty(profile.Contact.Sources);
        Assert.NotEmpty(profile.Contact.Note);
        Assert.True(profile.Contact.AsOf > new DateOnly(2026, 1, 1));
        Assert.NotEmpty(profile.Contact.Holidays.DaysOf(2026));
        Assert.False(profile.Contact.ThirdParties || profile.Contact.MinorsContact);
    }

    [Theory]
    [InlineData("PE", "school", SuspensionAllowance.Never)]
    [InlineData("CO", "school", SuspensionAllowance.Never)]
    [InlineData("CL", "school", SuspensionAllowance.Never)]
    [InlineData("BR", "higher-education", SuspensionAllowance.EndOfTerm)]
    [InlineData("MX", "school", SuspensionAllowance.AfterNotice)]
    [InlineData("ES", "professional-training", SuspensionAllowance.NotForbidden)]
    [InlineData("ES", "school", SuspensionAllowance.Unknown)]
    public void The_rule_of_a_sector_is_the_most_special_one(string country, string sector, SuspensionAllowance rule) =>
        Assert.Equal(rule, ComplianceFile.Of(country).AccessFor(sector)!.Suspension);

    [Theory]
    [InlineData("ES", "ES")]
    [InlineData("FR", "EU")]
    [InlineData("JP", null)]
    public void A_member_of_the_Union_without_a_profile_has_the_Union_s_and_others_have_none(
        string country,
        string? used
    )
    {
        var faults = new FaultList();

        Assert.Equal(used, ComplianceFile.Read(folder, country, faults)?.Country);
        Assert.Equal(0, faults.Count);
    }

    [Fact]
    public void A_school_s_own_profile_takes_the_country_s_place()
    {
        File.WriteAllText(
            Path.Combine(folder, "compliance.json"),
            """
            { "country": "JP", "access": [ { "suspension": "never", "confidence": "high", "sources": ["counsel"], "asOf": "2026-10-01", "note": "n" } ] }
            """
        );
        var faults = new FaultList();

        var profile = ComplianceFile.Read(folder, "ES", faults);

        Assert.Equal(0, faults.Count);
        Assert.Equal(SuspensionAllowance.Never, profile!.AccessFor("any")!.Suspension);
    }

    [Fact]
    public void A_calendar_gives_the_days_of_its_events_in_the_school_s_zone()
    {
        var days = Calendar(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            SUMMARY:Winter exa
             ms
            DTSTART;VALUE=DATE:20270118
            DTEND;VALUE=DATE:20270130
            END:VEVENT
            BEGIN:VEVENT
            SUMMARY:Late
            DTSTART:20270210T233000Z
            DTEND:20270211T010000Z
            END:VEVENT
            END:VCALENDAR
            """,
            out var faults
        );

        Assert.Equal(0, faults.Count);
        Assert.Equal(new ProtectedDays(new(2027, 1, 18), new(2027, 1, 29), "Winter exams"), days[0]);
        Assert.Equal(new ProtectedDays(new(2027, 2, 11), new(2027, 2, 11), "Late"), days[1]);
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20270118\nRRULE:FREQ=YEARLY", "repeats")]
    [InlineData("SUMMARY:x", "no DTSTART")]
    [InlineData("DTSTART:20270118\nDTEND:20270110", "no DTEND")]
    public void An_event_that_cannot_be_read_is_a_fault_with_its_line(string fields, string says)
    {
        Calendar($"BEGIN:VEVENT\n{fields}\nEND:VEVENT", out var faults);

        Assert.Contains(faults.Sorted(), x => x.Line == 1 && x.Message.Contains(says, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IReadOnlyList<ProtectedDays> Calendar(string text, out FaultList faults)
    {
        File.WriteAllText(Path.Combine(folder, "exams.ics"), text);
        faults = new FaultList();
        return CalendarFile.Read(folder, "exams.ics", TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"), faults);
    }
}
