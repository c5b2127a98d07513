using Collections.Connector.Flow.Figures;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

public sealed class RecoveryReportTests
{
    private static readonly DateOnly Day = new(2026, 9, 14);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(14, 1)]
    [InlineData(15, 0)]
    public void A_settlement_is_credited_from_the_message_s_day_until_so_many_days_after(
        int settledAfter,
        int recovered
    )
    {
        var report = Report([Contact(1, 0, "r1", settledAfter)]);

        Assert.Equal(recovered, report.All.Recovered);
        Assert.Equal(recovered == 0 ? [] : [new Money(10_000, History.Euro)], report.All.Amounts);
        Assert.Equal(recovered == 0 ? null : settledAfter, report.All.MedianDays);
    }

    [Fact]
    public void Only_the_last_message_before_a_settlement_is_credited()
    {
        var report = Report([
            Contact(1, 0, "r1", 9) with
            {
                Step = "reminder",
            },
            Contact(2, 7, "r1", 9) with
            {
                Step = "notice",
            },
            Contact(3, 12, "r1", 9) with
            {
                Step = "last",
            },
        ]);

        Assert.Equal([("last", 0), ("notice", 1), ("reminder", 0)], report.Rows.Select(x => (x.Key, x.Recovered)));
        Assert.Equal((1, 2), (report.All.Recovered, report.All.MedianDays));
    }

    [Fact]
    public void A_later_message_outside_the_window_takes_the_credit_with_it()
    {
        ContactedDebt[] sent = [Contact(1, 0, "r1", 9), Contact(2, 7, "r1", 9)];

        Assert.Equal(0, RecoveryReport.Of(sent, Day, Day.AddDays(6), 14, RecoveryBy.Step).All.Recovered);
        Assert.Equal(1, RecoveryReport.Of(sent, Day, Day.AddDays(7), 14, RecoveryBy.Step).All.Recovered);
    }

    [Fact]
    public void A_message_about_several_receivables_counts_once_as_a_message()
    {
        var report = Report([Contact(1, 0, "r1", 2), Contact(1, 0, "r2", null), Contact(1, 0, "r3", 5)]);

        Assert.Equal((1, 3, 2), (report.All.Contacts, report.All.Receivables, report.All.Recovered));
        Assert.Equal((0.666667m, 3.5m), (report.All.Share, report.All.MedianDays!.Value));
    }

    [Theory]
    [InlineData("Step")]
    [InlineData("Channel")]
    [InlineData("Template")]
    [InlineData("Hour")]
    [InlineData("Segment")]
    [InlineData("Cohort")]
    public void However_it_is_told_apart_no_more_is_recovered_than_was_settled(string by)
    {
        var random = new Random(7);
        var sent = Enumerable
            .Range(0, 2_000)
            .Select(i =>
                Contact(i / 2, random.Next(0, 60), $"r{i % 300}", (i % 300) % 3 == 0 ? null : i % 300 % 70) with
                {
                    Step = $"s{random.Next(4)}",
                    Channel = $"c{random.Next(3)}",
                    Template = $"t{random.Next(4)}",
                    SentAt = new TimeOnly(random.Next(24), 0),
                    Segment = random.Next(2) == 0 ? "" : "OnTime",
                }
            )
            .ToList();
        var settled = sent.Where(x => x.SettledOn is not null).Select(x => x.Reference).Distinct().Count();

        var report = RecoveryReport.Of(sent, null, Day.AddDays(90), 14, Enum.Parse<RecoveryBy>(by));

        Assert.InRange(report.All.Recovered, 1, settled);
        Assert.Equal(report.All.Recovered, report.Rows.Sum(x => x.Recovered));
        Assert.Equal(report.All.Recovered * 10_000L, report.All.Amounts.Sum(x => x.MinorUnits));
        Assert.All(report.Rows, x => Assert.InRange(x.Recovered, 0, x.Receivables));
    }

    [Fact]
    public void The_best_channel_of_a_payer_leans_on_those_who_behave_alike_until_the_payer_s_own_counts_say_more()
    {
        var alike = Enumerable
            .Range(0, 40)
            .SelectMany(i =>
                new[] { Other(100 + i, $"e{i}", "email", i < 30), Other(200 + i, $"s{i}", "sms", i < 10) }
            );
        var fresh = ContactChoice.Of([.. alike], "p1", "OnTime", 14, RecoveryBy.Channel);
        var own = Enumerable.Range(0, 12).Select(i => Contact(i, 0, $"o{i}", 1) with { Channel = "sms" });
        var known = ContactChoice.Of([.. alike, .. own], "p1", "OnTime", 14, RecoveryBy.Channel);

        Assert.Equal(["email", "sms"], fresh.Select(x => x.Key));
        Assert.Equal(
            (0, 0, 40, 30),
            (fresh[0].OwnAsked, fresh[0].OwnRecovered, fresh[0].SegmentAsked, fresh[0].SegmentRecovered)
        );
        Assert.Equal(("sms", 12, 12), (known[0].Key, known[0].OwnAsked, known[0].OwnRecovered));

        static ContactedDebt Other(int contact, string reference, string channel, bool recovered) =>
            Contact(contact, 0, reference, recovered ? 3 : null) with
            {
                Payer = "p2",
                Channel = channel,
                Segment = "OnTime",
            };
    }

    private static RecoveryReport Report(ContactedDebt[] sent) =>
        RecoveryReport.Of(sent, Day, Day.AddDays(30), 14, RecoveryBy.Step);

    private static ContactedDebt Contact(long id, int day, string reference, int? settledAfter) =>
        new(
            id,
            "p1",
            "reminder",
            "email",
            "reminder",
            "New",
            Day.AddDays(day),
            new TimeOnly(9, 0),
            reference,
            Day.AddDays(-3),
            new Money(10_000, History.Euro),
            settledAfter is { } days ? Day.AddDays(days) : null
        );
}
