using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

public sealed class ReplayTallyTests
{
    [Theory]
    [InlineData(27, 1)]
    [InlineData(28, 0)]
    public void A_suspension_was_wrong_when_its_debt_was_settled_within_the_days_after_it(int settledAfter, int wrong)
    {
        var total = Tally(within: 7, History.Debt(settledAfter)).Total;

        Assert.Equal((1, wrong), (total.Suspensions, total.WrongSuspensions));
        Assert.Equal(settledAfter - 20, total.DaysSuspended);
    }

    [Fact]
    public void Debts_of_one_payer_go_into_one_message_and_their_common_course_is_taken_once()
    {
        var second = History.Debt();
        second.Receivable.Reference = "r2";
        second.Receivable.DueOn = History.Due.AddDays(7);

        var outcome = Tally(7, History.Debt(), second);

        // On the tenth day the first is at its notice and the second, due a week later, at its reminder.
        Assert.Equal(5, outcome.Total.Contacts);
        Assert.Equal(2, outcome.Total.ContactsByRung["notice"]);
        Assert.Equal(1, outcome.Total.ContactsByRung["reminder"]);
        Assert.Equal(1, outcome.Total.Suspensions);
        Assert.Equal(2, outcome.ReceivablesTouched);
    }

    [Fact]
    public void Weeks_add_up_to_the_total_and_those_without_anything_are_there_too()
    {
        var outcome = Tally(7, History.Debt(50));

        Assert.Equal("2026-W08", outcome.Weeks[0].Week);
        Assert.Equal(outcome.Total.Contacts, outcome.Weeks.Sum(x => x.Contacts));
        Assert.Equal(30, outcome.Weeks.Sum(x => x.DaysSuspended));
        Assert.Contains(outcome.Weeks, x => x is { Contacts: 0, Suspensions: 0 });
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void What_happened_before_the_window_is_replayed_and_not_counted(int from, int reminders)
    {
        var tally = new ReplayTally(History.Rules, History.Due.AddDays(from), History.Due.AddDays(60), 7);
        tally.Add([(History.Debt(), History.Replay(History.Debt()))]);

        var total = tally.ToOutcome().Total;

        Assert.Equal(reminders, total.ContactsByRung.GetValueOrDefault("reminder"));
        Assert.Equal(1, total.ContactsByRung["notice"]);
    }

    [Fact]
    public void A_charge_is_added_up_as_it_is_warned_of()
    {
        var fee = new LateCharge(new Dictionary<string, Money> { ["EUR"] = new(500, History.Euro) }, 2.5m);
        var rules = History.Rules with
        {
            Rungs = [.. History.Rules.Rungs.Select(x => x.Name == "notice" ? x with { Fee = fee } : x)],
        };
        var tally = new ReplayTally(rules, History.Due.AddDays(-10), History.Due.AddDays(60), 7);
        tally.Add([(History.Debt(), History.Replay(History.Debt(), terms: History.Terms(rules)))]);

        Assert.Equal([new Money(750, History.Euro)], tally.ToOutcome().Total.Fees);
    }

    private static ReplayOutcome Tally(int within, params ReplayDebt[] debts)
    {
        var tally = new ReplayTally(History.Rules, History.Due.AddDays(-10), History.Due.AddDays(60), within);
        tally.Add([.. debts.Select(x => (x, History.Replay(x, to: 60)))]);
        return tally.ToOutcome();
    }
}
