using Collections.Connector.Flow.Compliance;
using static Collections.Flow.Tests.Compliance.ContactAsk;

namespace Collections.Flow.Tests.Compliance;

public sealed class ContactCountsTests
{
    private const string Bogota = "America/Bogota";
    private const string Santiago = "America/Santiago";
    private const string NewYork = "America/New_York";

    [Theory]
    [InlineData("2026-11-17 18:59", "2026-11-18 07:00", "cap window")] // The second one of that day.
    [InlineData("2026-11-18 07:00", "2026-11-18 07:00", "")]
    public void In_Colombia_a_debtor_is_contacted_once_a_day(string now, string at, string codes)
    {
        var question = Question("CO", Bogota, "email", now) with { Past = [Past("email", "2026-11-17 07:00", Bogota)] };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, Bogota), Codes(answer)));
    }

    [Theory]
    [InlineData("email", "2026-11-23 18:59", "2026-11-24 07:00", "one-channel window")]
    [InlineData("email", "2026-11-24 07:00", "2026-11-24 07:00", "")]
    [InlineData("sms", "2026-11-18 07:00", "2026-11-18 07:00", "")]
    public void In_Colombia_another_channel_waits_for_seven_days(string channel, string now, string at, string codes)
    {
        var question = Question("CO", Bogota, channel, now) with { Past = [Past("sms", "2026-11-17 18:00", Bogota)] };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, Bogota), Codes(answer)));
    }

    [Theory]
    [InlineData("2026-11-19 08:00", "2026-11-24 07:00")] // Two on the 17th and the 18th: the run from the 17th is full to the 23rd.
    [InlineData("2026-11-24 07:00", "2026-11-24 07:00")]
    public void In_Colombia_two_contacts_fill_any_seven_days(string now, string at)
    {
        var question = Question("CO", Bogota, "email", now) with
        {
            Past = [Past("email", "2026-11-17 08:00", Bogota), Past("email", "2026-11-18 08:00", Bogota)],
        };

        Assert.Equal(at, Local(ContactLaw.Next(question), Bogota));
    }

    [Theory]
    [InlineData("call", "2026-11-23 19:59", "2026-11-24 08:00", "cap window")] // Called on the 17th.
    [InlineData("call", "2026-11-24 08:00", "2026-11-24 08:00", "")]
    [InlineData("email", "2026-11-17 19:00", "2026-11-17 19:00", "")] // A call does not count for messages.
    public void In_Chile_a_debtor_is_called_once_in_seven_days(string channel, string now, string at, string codes)
    {
        var question = Question("CL", Santiago, channel, now) with
        {
            Past = [Past("call", "2026-11-17 08:00", Santiago)],
        };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, Santiago), Codes(answer)));
    }

    [Theory]
    [InlineData("2026-11-19 19:59", "2026-11-20 08:00", "gap window")] // Written on the 17th: two whole days lie between.
    [InlineData("2026-11-20 08:00", "2026-11-20 08:00", "")]
    public void In_Chile_two_whole_days_lie_between_messages(string now, string at, string codes)
    {
        var question = Question("CL", Santiago, "sms", now) with
        {
            Past = [Past("email", "2026-11-17 08:00", Santiago)],
        };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, Santiago), Codes(answer)));
    }

    [Fact]
    public void In_Chile_a_third_message_waits_for_the_week_of_the_first()
    {
        var question = Question("CL", Santiago, "sms", "2026-11-22 09:00") with
        {
            Past = [Past("email", "2026-11-16 09:00", Santiago), Past("email", "2026-11-19 09:00", Santiago)],
        };

        Assert.Equal("2026-11-23 08:00", Local(ContactLaw.Next(question), Santiago));
    }

    [Theory]
    [InlineData(true, 7, "2026-11-23 08:00", "cap window")]
    [InlineData(true, 6, "2026-11-22 09:00", "")]
    [InlineData(false, 7, "2026-11-22 09:00", "")]
    public void In_the_United_States_an_agency_calls_seven_times_in_seven_days(
        bool agency,
        int calls,
        string at,
        string codes
    )
    {
        var question = Question("US", NewYork, "call", "2026-11-22 09:00") with
        {
            Agency = agency,
            Past = [.. Enumerable.Range(0, calls).Select(x => Past("call", $"2026-11-16 1{x}:00", NewYork, "debt-1"))],
        };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, NewYork), Codes(answer)));
    }

    [Fact]
    public void In_the_United_States_each_debt_has_its_own_count_and_a_call_of_no_known_debt_counts_for_all()
    {
        var other = Enumerable.Range(0, 7).Select(x => Past("call", $"2026-11-16 1{x}:00", NewYork, "debt-2")).ToList();
        var question = Question("US", NewYork, "call", "2026-11-20 09:00") with { Agency = true, Past = other };

        Assert.Equal("", Codes(ContactLaw.Next(question)));
        Assert.Equal("cap window", Codes(ContactLaw.Next(question with { Debts = ["debt-1", "debt-2"] })));
        Assert.Equal("cap window", Codes(ContactLaw.Next(question with { Debts = [] })));
        Assert.Equal(
            "cap window",
            Codes(ContactLaw.Next(question with { Past = [.. other.Select(x => x with { Debts = [] })] }))
        );
    }

    [Theory]
    [InlineData("2026-11-22 20:59", "2026-11-23 08:00", "cool-off window")] // Spoke on the 16th, which is the first of seven days.
    [InlineData("2026-11-23 08:00", "2026-11-23 08:00", "")]
    public void In_the_United_States_an_agency_does_not_call_for_seven_days_after_a_conversation(
        string now,
        string at,
        string codes
    )
    {
        var question = Question("US", NewYork, "call", now) with
        {
            Agency = true,
            Past = [Past("call", "2026-11-16 20:00", NewYork, "debt-1") with { Conversation = true }],
        };

        var answer = ContactLaw.Next(question);

        Assert.Equal((at, codes), (Local(answer, NewYork), Codes(answer)));
    }

    [Theory]
    [InlineData("2026-11-22 10:00", "2026-11-23 00:00")] // Sunday is the last day of the week of the 16th.
    [InlineData("2026-11-23 00:00", "2026-11-23 00:00")]
    public void A_count_by_week_ends_on_Sunday(string now, string at)
    {
        var rule = new ContactRule { Caps = [Cap(1, CapPeriod.Week)] };
        var question = new ContactQuestion(At(now, Bogota), "email", [Zone(Bogota)], rule)
        {
            Past = [Past("email", "2026-11-16 00:00", Bogota)],
        };

        Assert.Equal(at, Local(ContactLaw.Next(question), Bogota));
    }

    [Fact]
    public void The_days_of_a_count_are_those_of_the_debtor()
    {
        // 23:30 on the 16th in Bogota is the 17th in UTC.
        var rule = new ContactRule { Caps = [Cap(1, CapPeriod.Day)] };
        var question = new ContactQuestion(At("2026-11-17 00:00", Bogota), "email", [Zone(Bogota)], rule)
        {
            Past = [Past("email", "2026-11-16 23:30", Bogota)],
        };

        Assert.Equal("", Codes(ContactLaw.Next(question)));
        Assert.Equal("cap", Codes(ContactLaw.Next(question with { Zones = [TimeZoneInfo.Utc] })));
    }

    [Fact]
    public void A_planned_contact_counts_for_the_days_before_it_too()
    {
        var rule = new ContactRule { Caps = [Cap(1, CapPeriod.Days) with { Days = 7 }] };
        var question = new ContactQuestion(At("2026-11-16 10:00", Bogota), "email", [Zone(Bogota)], rule)
        {
            Past = [Past("email", "2026-11-20 10:00", Bogota)],
        };

        Assert.Equal("2026-11-27 00:00", Local(ContactLaw.Next(question), Bogota));
    }

    [Theory]
    [InlineData("2026-11-22", "2026-11-23 00:00")] // The run from the 16th to the 22nd would hold three.
    [InlineData("2026-11-23", "2026-11-19 10:00")] // No run of seven days holds both the 16th and the 23rd.
    public void A_run_of_days_with_contacts_before_and_after_the_message_is_counted_too(string planned, string at)
    {
        var rule = new ContactRule { Caps = [Cap(2, CapPeriod.Days) with { Days = 7 }] };
        var question = new ContactQuestion(At("2026-11-19 10:00", Bogota), "email", [Zone(Bogota)], rule)
        {
            Past = [Past("email", "2026-11-16 10:00", Bogota), Past("email", $"{planned} 10:00", Bogota)],
        };

        Assert.Equal(at, Local(ContactLaw.Next(question), Bogota));
    }

    [Theory]
    [InlineData(ConsentState.Unknown, "no-consent")]
    [InlineData(ConsentState.OptedOut, "opted-out")]
    [InlineData(ConsentState.Consented, "")]
    internal void A_channel_that_needs_consent_is_not_used_without_it(ConsentState consent, string codes)
    {
        var question = Question("CO", Bogota, "whatsapp", "2026-11-20 10:00") with { Consent = consent };

        var answer = ContactLaw.Next(question);

        Assert.Equal(codes, Codes(answer));
        Assert.Equal(codes.Length > 0 ? ContactOutcome.NeverOnThisChannel : ContactOutcome.Lawful, answer.Outcome);
    }

    private static ContactCap Cap(int max, CapPeriod period) => new(new HashSet<string>(), max, period, 0, 0, false, 0);
}
