using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping;
using Collections.Flow.Tests.Mapping;
using static Collections.Flow.Tests.Compliance.ContactAsk;

namespace Collections.Flow.Tests.Compliance;

public sealed class ComplianceProfilesTests
{
    private static readonly SchoolProfile School = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!.School;

    [Theory]
    [InlineData("CO", "CO")]
    [InlineData("ES", "ES")]
    [InlineData("FR", "EU")]
    [InlineData("JP", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_country_has_its_profile_or_the_Union_s_read_once(string? country, string? profile)
    {
        Assert.Equal(profile, ComplianceProfiles.For(country)?.Country);
        Assert.Same(ComplianceProfiles.For(country), ComplianceProfiles.For(country));
    }

    [Fact]
    public void A_payer_abroad_is_contacted_by_the_law_of_that_country_and_without_a_profile_by_the_school_s()
    {
        Assert.Same(ComplianceProfiles.For("CO")!.Contact, ComplianceProfiles.ContactFor("CO", School));
        Assert.Same(School.Compliance!.Contact, ComplianceProfiles.ContactFor("JP", School));
        Assert.Same(School.Compliance.Contact, ComplianceProfiles.ContactFor(null, School));
    }

    [Fact]
    public void A_school_s_own_profile_counts_for_payers_of_its_country_and_not_for_those_abroad()
    {
        var own = new ContactRule { Note = "own" };
        var school = School with { Country = "ES", Compliance = School.Compliance! with { Contact = own } };

        Assert.Same(own, ComplianceProfiles.ContactFor("ES", school));
        Assert.NotSame(own, ComplianceProfiles.ContactFor("CO", school));
    }

    [Theory]
    [InlineData("Europe/Madrid", "CO", "Europe/Madrid")]
    [InlineData("Mars/Olympus", "CO", "America/Bogota")]
    [InlineData("../../etc/passwd", "CO", "America/Bogota")]
    [InlineData("", "CO", "America/Bogota")]
    [InlineData(null, "CO", "America/Bogota")]
    [InlineData(null, "ZZ", "Europe/Lisbon")]
    [InlineData(null, null, "Europe/Lisbon")]
    public void A_debtor_lives_in_the_zone_that_is_known_else_in_the_country_else_where_the_school_is(
        string? zone,
        string? country,
        string found
    ) => Assert.Equal([found], DebtorZones.Of(zone, country, Zone("Europe/Lisbon")).Select(x => x.Id));

    [Theory]
    [InlineData("ES", "Europe/Madrid Africa/Ceuta Atlantic/Canary")]
    [InlineData("CL", "America/Santiago America/Punta_Arenas Pacific/Easter")]
    [InlineData("MX", "America/Mexico_City America/Cancun America/Tijuana")]
    [InlineData("BR", "America/Sao_Paulo America/Manaus America/Rio_Branco America/Noronha")]
    [InlineData("US", "America/New_York America/Adak Pacific/Honolulu")]
    public void A_country_of_several_zones_has_all_of_them(string country, string zones) =>
        Assert.Superset(
            zones.Split(' ').ToHashSet(),
            DebtorZones.Of(null, country, TimeZoneInfo.Utc).Select(x => x.Id).ToHashSet()
        );

    [Fact]
    public void A_debtor_somewhere_in_the_United_States_is_called_when_it_is_day_from_Maine_to_the_Aleutians()
    {
        var question = Question("US", "America/New_York", "call", "2026-11-22 09:00") with
        {
            Zones = DebtorZones.Of(null, "US", TimeZoneInfo.Utc),
        };

        // 08:00 in Adak and Honolulu.
        Assert.Equal("2026-11-22 13:00", Local(ContactLaw.Next(question), "America/New_York"));
        Assert.Equal(
            "2026-11-23 13:00",
            Local(
                ContactLaw.Next(question with { Now = At("2026-11-22 21:00", "America/New_York") }),
                "America/New_York"
            )
        );
    }
}
