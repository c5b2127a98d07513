using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Flow.Tests.Mapping;

public sealed class ContactRuleFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("contact-rule").FullName;

    [Fact]
    public void A_school_writes_its_own_rules_of_contact()
    {
        var rule = Read(
            """
            "appliesTo": "inHouse", "oneChannelPerWeek": true, "optOutInEveryMessage": true, "consent": ["sms"],
            "windows": [ { "channels": ["call"], "days": ["sat", "sun"], "from": "09:30", "to": "24:00" } ],
            "onHolidays": false,
            "holidays": [
              { "on": "12-25", "name": "Christmas" }, { "on": "2026-11-23", "name": "Decree" }, { "easter": -2, "name": "Friday" },
              { "nth": [-1, "mon"], "month": 5, "onlyOn": ["mon"], "name": "May" }, { "on": "01-06", "move": "nextMonday", "name": "Kings" },
              { "on": "07-04", "move": { "sat": -1 }, "name": "Fourth" } ],
            "caps": [ { "max": 2, "per": "week" }, { "channels": ["call"], "max": 7, "days": 7, "minGapDays": 2, "scope": "debt", "afterConversationCoolOffDays": 7 } ],
            "feeCaps": [ { "upTo": { "CLF": "10.5" }, "percent": 9 }, { "percent": 0.5 } ],
            "freeNoticeWithinDays": 15, "feesAfterDays": 20, "b2bOnlyInterest": true, "reminderExtendsDueDays": 14, "retentionYears": 2
            """,
            out var faults
        );

        Assert.Empty(faults);
        Assert.Equal(
            (ContactScope.InHouse, true, true),
            (rule!.AppliesTo, rule.OneChannelPerWeek, rule.B2bOnlyInterest)
        );
        Assert.Equal((TimeSpan.FromHours(9.5), TimeSpan.FromDays(1)), (rule.Windows[0].From, rule.Windows[0].To));
        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Saturday], rule.Windows[0].Days.Order());
        Assert.Equal(CapPeriod.Week, rule.Caps[0].Period);
        Assert.Equal(new ContactCap(rule.Caps[1].Channels, 7, CapPeriod.Days, 7, 2, true, 7), rule.Caps[1]);
        Assert.Equal([new FeeCap(10.5m, "CLF", 9), new FeeCap(null, "", 0.5m)], rule.FeeCaps);
        Assert.Equal((15, 20), (rule.FreeNoticeWithinDays, rule.FeesAfterDays));
        Assert.Equal((14, 2), (rule.ReminderExtendsDueDays, rule.RetentionYears));
        Assert.Equal(
            ["01-12", "04-03", "05-25", "07-03", "11-23", "12-25"],
            rule.Holidays.DaysOf(2026).Keys.Order().Select(x => x.ToString("MM-dd", null))
        );
    }

    [Theory]
    [InlineData(
        """
            "windows": [ { "days": ["mon"], "from": "19:00", "to": "07:00" } ]
            """,
        "end (07:00) before they begin (19:00)"
    )]
    [InlineData(
        """
            "windows": [ { "days": ["mon"], "from": "19:00", "to": "19:00" } ]
            """,
        "end (19:00) before they begin (19:00)"
    )]
    [InlineData(
        """
            "windows": [ { "days": ["mon"], "from": "7:00", "to": "25:00" } ]
            """,
        "not written as it must be"
    )]
    [InlineData(
        """
            "windows": [ { "days": ["monday"], "from": "07:00", "to": "19:00" } ]
            """,
        "a value that is not allowed"
    )]
    [InlineData(
        """
            "windows": [ { "days": ["mon"], "from": "07:00", "to": "19:00", "channels": ["telegram"] } ]
            """,
        "a value that is not allowed"
    )]
    [InlineData(
        """
            "caps": [ { "max": 0, "per": "day" } ]
            """,
        "too small"
    )]
    [InlineData(
        """
            "caps": [ { "max": 1 } ]
            """,
        "exactly one way"
    )]
    [InlineData(
        """
            "caps": [ { "max": 1, "per": "day", "days": 7 } ]
            """,
        "exactly one way"
    )]
    [InlineData(
        """
            "consent": ["fax"]
            """,
        "a value that is not allowed"
    )]
    [InlineData(
        """
            "onHolidays": false
            """,
        "no holiday is named"
    )]
    [InlineData(
        """
            "holidays": [ { "on": "02-30", "name": "n" } ]
            """,
        "'02-30' is not a day"
    )]
    [InlineData(
        """
            "holidays": [ { "on": "2027-02-29", "name": "n" } ]
            """,
        "'2027-02-29' is not a day"
    )]
    [InlineData(
        """
            "holidays": [ { "nth": [6, "mon"], "month": 5, "name": "n" } ]
            """,
        "weekday of a month"
    )]
    [InlineData(
        """
            "holidays": [ { "nth": [1, "mon"], "name": "n" } ]
            """,
        "exactly one way"
    )]
    [InlineData(
        """
            "holidays": [ { "on": "05-01", "easter": 1, "name": "n" } ]
            """,
        "exactly one way"
    )]
    [InlineData(
        """
            "feeCaps": [ { "percent": 3 }, { "upTo": { "CLF": "10" }, "percent": 9 } ]
            """,
        "do not rise"
    )]
    [InlineData(
        """
            "feeCaps": [ { "upTo": { "CLF": "10" }, "percent": 9 }, { "upTo": { "CLP": "20" }, "percent": 6 } ]
            """,
        "mix units"
    )]
    [InlineData(
        """
            "holydays": []
            """,
        "'holydays' is not a known key"
    )]
    public void What_contradicts_itself_or_is_unknown_is_a_fault_with_its_line(string text, string says)
    {
        Read(text, out var faults);

        Assert.Contains(faults, x => x.Line > 0 && x.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void An_own_profile_without_contacts_leaves_the_country_s_rules_on_them_in_force()
    {
        var text = """
            { "country": "CO", "access": [ { "suspension": "never", "confidence": "high", "sources": ["counsel"], "asOf": "2026-10-01", "note": "n" } ] }
            """;
        File.WriteAllText(Path.Combine(folder, "compliance.json"), text);

        var profile = ComplianceFile.Read(folder, "CO", new FaultList());

        Assert.Same(ComplianceProfiles.For("CO")!.Contact, profile!.Contact);
        Assert.NotEqual(ComplianceProfiles.For("CO")!.Version, profile.Version);
        Assert.Null(ComplianceFile.Read(folder, "JP", new FaultList())!.Contact);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ContactRule? Read(string contact, out IReadOnlyList<ConfigurationFault> faults)
    {
        File.WriteAllText(
            Path.Combine(folder, "compliance.json"),
            $$"""
            { "country": "JP", "access": [ { "suspension": "never", "confidence": "high", "sources": ["counsel"], "asOf": "2026-10-01", "note": "n" } ],
              "contact": { "confidence": "high", "sources": ["counsel"], "asOf": "2026-10-01", "note": "n",
              {{contact}} } }
            """
        );
        var list = new FaultList();
        var rule = ComplianceFile.Read(folder, "JP", list)?.Contact;
        faults = list.Sorted();
        return rule;
    }
}
