using Collections.Connector.Flow.Compliance;
using static Collections.Flow.Tests.Compliance.ContactAsk;

namespace Collections.Flow.Tests.Compliance;

public sealed class ContactHoursTests
{
    // 2026-11-16 is a holiday in Colombia (moved from the 11th) and in Mexico; 2026-11-20 a Friday.
    [Theory]
    [InlineData("CO", "America/Bogota", "email", "2026-11-20 06:59", "2026-11-20 07:00", "window")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-20 07:00", "2026-11-20 07:00", "")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-20 18:59", "2026-11-20 18:59", "")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-20 19:00", "2026-11-21 08:00", "window")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-21 14:59", "2026-11-21 14:59", "")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-21 15:00", "2026-11-23 07:00", "window")]
    [InlineData("CO", "America/Bogota", "letter", "2026-11-22 12:00", "2026-11-23 07:00", "window")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-16 12:00", "2026-11-17 07:00", "holiday window")]
    [InlineData("CO", "America/Bogota", "email", "2026-11-14 15:00", "2026-11-17 07:00", "window holiday")]
    [InlineData("CL", "America/Santiago", "call", "2026-11-21 19:59", "2026-11-21 19:59", "")]
    [InlineData("CL", "America/Santiago", "call", "2026-11-21 20:00", "2026-11-23 08:00", "window")]
    [InlineData("CL", "America/Santiago", "email", "2026-09-18 12:00", "2026-09-21 08:00", "holiday window")]
    [InlineData("MX", "America/Mexico_City", "call", "2026-11-20 21:59", "2026-11-20 21:59", "")]
    [InlineData("MX", "America/Mexico_City", "call", "2026-11-20 22:00", "2026-11-23 07:00", "window")]
    [InlineData("MX", "America/Mexico_City", "call", "2026-11-16 09:00", "2026-11-17 07:00", "holiday window")]
    [InlineData("PE", "America/Lima", "call", "2026-11-20 19:59", "2026-11-20 19:59", "")]
    [InlineData("PE", "America/Lima", "call", "2026-11-20 20:00", "2026-11-23 07:00", "window")]
    [InlineData("PE", "America/Lima", "whatsapp", "2026-11-21 10:00", "2026-11-23 07:00", "window")]
    [InlineData("PE", "America/Lima", "email", "2026-11-21 22:00", "2026-11-21 22:00", "")]
    [InlineData("PE", "America/Lima", "email", "2026-12-25 22:00", "2026-12-25 22:00", "")]
    [InlineData("BR", "America/Sao_Paulo", "call", "2026-11-21 15:59", "2026-11-21 15:59", "")]
    [InlineData("BR", "America/Sao_Paulo", "call", "2026-11-21 16:00", "2026-11-23 08:00", "window")]
    [InlineData("BR", "America/Sao_Paulo", "email", "2026-11-20 10:00", "2026-11-21 08:00", "holiday window")]
    [InlineData("US", "America/New_York", "call", "2026-11-22 20:59", "2026-11-22 20:59", "")]
    [InlineData("US", "America/New_York", "call", "2026-11-22 21:00", "2026-11-23 08:00", "window")]
    [InlineData("US", "America/New_York", "call", "2026-12-25 10:00", "2026-12-25 10:00", "")]
    [InlineData("AR", "America/Argentina/Buenos_Aires", "call", "2026-12-25 23:00", "2026-12-25 23:00", "")]
    [InlineData("ES", "Europe/Madrid", "email", "2026-11-22 03:00", "2026-11-22 03:00", "")]
    [InlineData("FR", "Europe/Paris", "email", "2026-11-22 03:00", "2026-11-22 03:00", "")]
    public void A_debtor_is_contacted_within_the_hours_of_the_country(
        string country,
        string zone,
        string channel,
        string now,
        string at,
        string codes
    )
    {
        var answer = ContactLaw.Next(Question(country, zone, channel, now));

        Assert.Equal((at, codes), (Local(answer, zone), Codes(answer)));
    }

    [Fact]
    public void A_lawful_moment_is_kept_to_the_tick_and_given_in_UTC()
    {
        var now = At("2026-11-20 18:59:59", "America/Bogota").AddTicks(9_999_999);
        var question = Question("CO", "America/Bogota", "email", "2026-11-20 12:00") with { Now = now };

        var answer = ContactLaw.Next(question);

        Assert.Equal(now, answer.At);
        Assert.Equal(TimeSpan.Zero, answer.At!.Value.Offset);
        Assert.Equal(1, answer.Looked);
    }

    [Theory]
    [InlineData("2026-11-20 09:59", "2026-11-20 10:00")]
    [InlineData("2026-11-20 10:00", "2026-11-20 10:00")]
    [InlineData("2026-11-20 21:59", "2026-11-20 21:59")]
    [InlineData("2026-11-20 22:00", "2026-11-23 10:00")]
    public void A_debtor_who_may_live_in_two_zones_is_contacted_when_both_allow_it(string now, string at)
    {
        var question = Question("MX", "America/Cancun", "call", now) with
        {
            Zones = [Zone("America/Cancun"), Zone("America/Tijuana")],
        };

        var answer = ContactLaw.Next(question);

        // Cancún is three hours before Tijuana in November: 07:00 there is 10:00 here.
        Assert.Equal(at, Local(answer, "America/Cancun"));
        Assert.True(TimeZoneInfo.ConvertTime(answer.At!.Value, Zone("America/Tijuana")).Hour is >= 7 and < 22);
    }

    [Fact]
    public void Zones_whose_hours_never_meet_have_no_lawful_moment_and_are_told_so_soon()
    {
        var question = Question("CO", "America/Bogota", "email", "2026-11-20 12:00") with
        {
            Zones = [Zone("America/Bogota"), Zone("Asia/Bangkok")],
        };

        var answer = ContactLaw.Next(question);

        Assert.Equal(ContactOutcome.NothingSoon, answer.Outcome);
        Assert.Null(answer.At);
        Assert.EndsWith("no-moment", Codes(answer), StringComparison.Ordinal);
        // Two zones, each with one window's start and one midnight a day.
        Assert.InRange(answer.Looked, 1, 2 * 2 * (ContactLaw.HorizonDays + 2));
    }

    // Madrid's clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 back to 02:00 on 2026-10-25.
    [Theory]
    [InlineData("2026-03-29 01:00", "02:30", "2026-03-29T01:00Z")] // 02:30 does not exist: 03:00, the first moment after.
    [InlineData("2026-03-29 01:00", "03:00", "2026-03-29T01:00Z")]
    [InlineData("2026-03-29 01:00", "08:00", "2026-03-29T06:00Z")]
    [InlineData("2026-03-28 21:00", "08:00", "2026-03-29T06:00Z")]
    [InlineData("2026-10-25 01:00", "02:30", "2026-10-25T00:30Z")] // It exists twice: the first.
    [InlineData("2026-10-25 01:00", "08:00", "2026-10-25T07:00Z")]
    public void Hours_begin_when_the_clock_shows_them_on_the_days_on_which_it_is_changed(
        string now,
        string from,
        string at
    )
    {
        var rule = new ContactRule
        {
            Windows =
            [
                new(
                    new HashSet<string>(),
                    Enum.GetValues<DayOfWeek>().ToHashSet(),
                    TimeOnly.Parse(from, null).ToTimeSpan(),
                    TimeSpan.FromHours(20)
                ),
            ],
        };

        var answer = ContactLaw.Next(new(At(now, "Europe/Madrid"), "email", [Zone("Europe/Madrid")], rule));

        Assert.Equal(DateTimeOffset.Parse(at, null), answer.At);
    }

    [Fact]
    public void A_time_that_comes_again_after_the_clocks_went_back_counts_again()
    {
        var rule = new ContactRule
        {
            Windows =
            [
                new(
                    new HashSet<string>(),
                    Enum.GetValues<DayOfWeek>().ToHashSet(),
                    new TimeSpan(2, 30, 0),
                    TimeSpan.FromHours(20)
                ),
            ],
        };

        // 01:05 UTC is 02:05 for the second time.
        var now = new DateTimeOffset(2026, 10, 25, 1, 5, 0, TimeSpan.Zero);
        var answer = ContactLaw.Next(new(now, "email", [Zone("Europe/Madrid")], rule));

        Assert.Equal(now.AddMinutes(25), answer.At);
    }

    [Fact]
    public void A_day_that_begins_at_one_o_clock_follows_its_holiday()
    {
        // Cairo's clocks leave out the first hour of 2026-04-24.
        var zone = Zone("Africa/Cairo");
        var rule = new ContactRule
        {
            OnHolidays = false,
            Holidays = new HolidayCalendar([new Holiday("Eve") { Once = new(2026, 4, 23) }]),
        };

        var answer = ContactLaw.Next(new(At("2026-04-23 12:00", "Africa/Cairo"), "email", [zone], rule));

        Assert.Equal("2026-04-24 01:00", Local(answer, "Africa/Cairo"));
        Assert.Equal(new DateTimeOffset(2026, 4, 23, 22, 0, 0, TimeSpan.Zero), answer.At);
    }

    [Fact]
    public void Where_no_law_is_known_only_the_payer_s_wish_counts()
    {
        var question = new ContactQuestion(At("2026-11-22 03:00", "Asia/Tokyo"), "sms", [Zone("Asia/Tokyo")], null);

        Assert.Equal(question.Now, ContactLaw.Next(question).At);
        Assert.Equal("opted-out", Codes(ContactLaw.Next(question with { Consent = ConsentState.OptedOut })));
    }
}
