using Collections.Connector.Flow.Compliance;

namespace Collections.Flow.Tests.Compliance;

public sealed class HolidayTests
{
    [Theory]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2028-04-16")]
    [InlineData("2029-04-01")]
    [InlineData("2030-04-21")]
    [InlineData("1981-04-19")]
    [InlineData("2038-04-25")]
    public void Easter_is_on_its_Sunday(string sunday)
    {
        var day = Day(sunday);

        Assert.Equal(day, Holiday.EasterSunday(day.Year));
    }

    // As published for each year: Colombia's Ley Emiliani moves to Monday, Chile's laws to the nearest Monday or Friday.
    [Theory]
    [InlineData(
        "CO",
        2024,
        "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25"
    )]
    [InlineData(
        "CO",
        2025,
        "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25"
    )]
    [InlineData(
        "CO",
        2026,
        "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25"
    )]
    [InlineData(
        "CL",
        2026,
        "01-01 04-03 04-04 05-01 05-21 06-20 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25"
    )]
    [InlineData(
        "CL",
        2027,
        "01-01 03-26 03-27 05-01 05-21 06-20 06-21 06-28 07-16 08-15 09-17 09-18 09-19 10-11 10-31 11-01 12-08 12-25"
    )]
    [InlineData(
        "CL",
        2029,
        "01-01 03-30 03-31 05-01 05-21 06-20 06-21 07-02 07-16 08-15 09-17 09-18 09-19 10-15 11-01 11-02 12-08 12-25"
    )]
    [InlineData("MX", 2024, "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25")]
    [InlineData("MX", 2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25")]
    [InlineData(
        "PE",
        2026,
        "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"
    )]
    [InlineData("BR", 2026, "01-01 02-16 02-17 04-03 04-21 05-01 06-04 09-07 10-12 11-02 11-15 11-20 12-25")]
    [InlineData(
        "AR",
        2026,
        "01-01 02-16 02-17 03-24 04-02 04-03 05-01 05-25 06-15 06-20 07-09 08-17 10-12 11-23 12-08 12-25"
    )]
    [InlineData("ES", 2026, "01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25")]
    [InlineData("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25")]
    public void A_country_s_holidays_of_a_year_are_those_that_it_publishes(string country, int year, string days)
    {
        var calendar = ComplianceProfiles.For(country)!.Contact!.Holidays;

        Assert.Equal(days.Split(' '), calendar.DaysOf(year).Keys.Order().Select(x => x.ToString("MM-dd", null)));
    }

    [Fact]
    public void A_holiday_that_moves_over_New_Year_is_kept_in_the_other_year()
    {
        // 1 January 2028 is a Saturday: it is observed on the Friday before.
        var calendar = ComplianceProfiles.For("US")!.Contact!.Holidays;

        Assert.Equal("New Year's Day (observed)", calendar.NameOf(new(2027, 12, 31)));
        Assert.Null(calendar.NameOf(new(2028, 12, 31)));
    }

    [Fact]
    public void A_holiday_of_one_year_is_none_in_the_next()
    {
        var calendar = new HolidayCalendar([new Holiday("Decree") { Once = new(2026, 11, 23) }]);

        Assert.Equal("Decree", calendar.NameOf(new(2026, 11, 23)));
        Assert.Null(calendar.NameOf(new(2027, 11, 23)));
    }

    [Fact]
    public void A_holiday_that_a_law_made_begins_with_its_first_year()
    {
        var calendar = new HolidayCalendar([new Holiday("New") { On = new(7, 9), Since = 2026 }]);

        Assert.Null(calendar.NameOf(new(2025, 7, 9)));
        Assert.Equal("New", calendar.NameOf(new(2026, 7, 9)));
    }

    [Fact]
    public void The_29th_of_February_is_a_holiday_only_when_there_is_one()
    {
        var calendar = new HolidayCalendar([new Holiday("Leap") { On = new(2, 29) }]);

        Assert.Single(calendar.DaysOf(2028));
        Assert.Empty(calendar.DaysOf(2027));
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(4, "2026-11-26")]
    [InlineData(-1, "2026-11-26")]
    public void A_weekday_of_a_month_counts_from_its_beginning_or_is_the_last(int number, string? day) =>
        Assert.Equal(day is null ? null : Day(day), new NthWeekday(number, DayOfWeek.Thursday, 11).In(2026));

    private static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
