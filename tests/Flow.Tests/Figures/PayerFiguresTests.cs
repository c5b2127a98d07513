using Collections.Connector.Flow.Figures;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

public sealed class PayerFiguresTests
{
    private static readonly DateOnly Today = History.Due.AddDays(100);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Thanks_are_for_who_was_on_time_often_enough(int onTime, int thanked)
    {
        var payer = Payer("p1", [.. Enumerable.Range(0, onTime).Select(i => History.Paid($"r{i}", i, i + 3))]);

        Assert.Equal(thanked, ThanksRow.Of([payer], 3, Today).Count);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void Thanks_are_not_for_who_was_late_once(int settledAfter, int thanked)
    {
        var past = Enumerable.Range(0, 5).Select(i => History.Paid($"r{i}", i, i));

        Assert.Equal(
            thanked,
            ThanksRow.Of([Payer("p1", [.. past, History.Paid("late", 0, settledAfter)])], 3, Today).Count
        );
    }

    [Fact]
    public void Payers_are_told_apart_by_behaviour_value_and_age_and_each_counts_once_in_each()
    {
        PayerFigures[] payers =
        [
            Payer("p1", [History.Paid("a", 0, 1, 90_000)]),
            Payer("p2", [History.Paid("b", 0, 40, 10_000), History.Paid("c", 70, null, 5_000)]),
            Payer("p3", [History.Paid("d", 69, null, 4_000)]),
            Payer("p4", [History.Paid("e", 110, null, 3_000)]),
        ];

        var report = SegmentReport.Of(payers, Today);

        Assert.Equal([("New", 1), ("OnTime", 1), ("Recurrent", 2)], report.Behaviours.Select(x => (x.Name, x.Payers)));
        Assert.Equal(
            [("nothing owed", 1), ("not due", 1), ("1-30", 1), ("31-60", 1)],
            report.Ages.Select(x => (x.Name, x.Payers))
        );
        Assert.Equal([("EUR A", 1), ("EUR B", 1), ("EUR C", 2)], report.Values.Select(x => (x.Name, x.Payers)));
        Assert.Equal(new Money(90_000, History.Euro), report.Values[0].Settled.Single());
        Assert.Equal(12_000, report.Ages.Sum(x => x.Open.Sum(m => m.MinorUnits)));
    }

    private static PayerFigures Payer(string key, PaidThen[] past) =>
        new(key, past, past.Where(x => x.SettledOn is null).ToDictionary(x => x.Reference, x => x.Amount));
}
