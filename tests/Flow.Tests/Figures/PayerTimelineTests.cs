using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures;

namespace Collections.Flow.Tests.Figures;

public sealed class PayerTimelineTests
{
    [Fact]
    public void On_every_day_it_says_what_looking_back_from_that_day_says()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 20; round++)
        {
            var past = Enumerable
                .Range(0, random.Next(1, 8))
                .Select(i =>
                {
                    var due = random.Next(0, 400);
                    return History.Paid($"r{i}", due, random.Next(4) == 0 ? null : due + random.Next(-20, 60));
                })
                .ToList();
            var timeline = PayerTimeline.Of(true, past, mostUnpaid: 100);
            for (var day = History.Due.AddDays(-30); day < History.Due.AddDays(1_300); day = day.AddDays(1))
            {
                var looked = PayerPast.On(past, day);
                Assert.Equal(new PayerFacts(true, looked.Unpaid, looked.Behaviour), timeline.On(day));
            }
        }
    }

    [Fact]
    public void It_names_the_days_on_which_something_changes_and_no_other()
    {
        var timeline = PayerTimeline.Of(false, [History.Paid("r1", 0, 20)], mostUnpaid: 100);

        Assert.Equal(History.Due.AddDays(1), timeline.ChangesAfter(History.Due));
        Assert.Equal(History.Due.AddDays(4), timeline.ChangesAfter(History.Due.AddDays(1)));
        Assert.Equal(History.Due.AddDays(20), timeline.ChangesAfter(History.Due.AddDays(4)));
        Assert.Equal(PaymentBehaviour.Recurrent, timeline.On(History.Due.AddDays(4)).Behaviour);
    }

    [Fact]
    public void More_unpaid_than_any_rule_asks_for_are_not_told_apart()
    {
        var past = Enumerable.Range(0, 50).Select(i => History.Paid($"r{i}", i, null)).ToList();

        Assert.Equal(3, PayerTimeline.Of(false, past, mostUnpaid: 3).On(History.Due.AddDays(100)).Unpaid);
        Assert.InRange(PayerTimeline.Of(false, past, mostUnpaid: 3).Changes, 1, 5);
    }
}
