using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Figures;

public sealed class PolicySimulationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_policy_in_force_replayed_gives_the_messages_and_suspensions_that_really_happened()
    {
        await using var school = await LivedAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var sent = await ledger.Contacts.Where(x => x.SentAt != null).ToListAsync(Ct);
        var suspended = await ledger.AccessRecords.Where(x => x.SuspendedAt != null).ToListAsync(Ct);

        var simulation = await SimulateAsync(school, school.Policy);

        Assert.Equal(
            sent.GroupBy(x => x.Rung).ToDictionary(x => x.Key, x => x.Count()),
            simulation.InForce.Total.ContactsByRung
        );
        Assert.Equal(
            sent.GroupBy(x => Weeks.MondayOf(school.Profile.DayOf(x.SentAt!.Value)))
                .ToDictionary(x => x.Key, x => x.Count()),
            simulation.InForce.Weeks.Where(x => x.Contacts > 0).ToDictionary(x => x.Monday, x => x.Contacts)
        );
        Assert.Equal(suspended.Count, simulation.InForce.Total.Suspensions);
        Assert.Equal(2, suspended.Count);
        Assert.Equivalent(simulation.InForce, simulation.Other);
    }

    [Fact]
    public async Task A_milder_policy_suspends_nobody_and_the_money_is_the_same()
    {
        await using var school = await LivedAsync();
        var milder = school.Policy with { Version = "v2", Rungs = [.. school.Policy.Rungs.Where(x => !x.Suspends)] };

        var simulation = await SimulateAsync(school, milder);

        Assert.Equal(0, simulation.Other.Total.Suspensions);
        Assert.Equal(-2, simulation.Difference.Suspensions);
        Assert.Equal(1, simulation.InForce.Total.WrongSuspensions);
        Assert.Equal([Money.Exactly(242, Currency.Of("EUR"))], simulation.CashTotal);
        Assert.Equal((4, 2), (simulation.Receivables, simulation.OpenAtEnd));
    }

    [Fact]
    public async Task A_simulation_costs_the_same_few_commands_whatever_the_size_and_writes_nothing()
    {
        await using var small = await TestSchool.WithLearnersAsync(2);
        await using var large = await TestSchool.WithLearnersAsync(60);
        await small.RunAsync();
        await large.RunAsync();
        using var few = new CommandCount(small.Ledger);
        using var many = new CommandCount(large.Ledger);

        await SimulateAsync(small, small.Policy);
        await SimulateAsync(large, large.Policy);

        Assert.InRange(many.Commands, 1, 5);
        Assert.Equal(few.Commands, many.Commands);
    }

    [Fact]
    public async Task A_look_in_the_shadow_shows_today_s_answers_under_both_policies_and_writes_nothing()
    {
        await using var school = await LivedAsync(days: 13);
        var sooner = school.Policy with
        {
            Version = "v2",
            Rungs =
            [
                .. school.Policy.Rungs.Select(x =>
                    x.Name == "last-notice" ? x with { DaysLate = 3, NoticeDays = 0 } : x
                ),
            ],
        };
        school.GoTo(TestSchool.Start.AddDays(14));
        await using var ledger = school.Ledger.CreateDbContext();
        var before = await ledger.Decisions.CountAsync(Ct);
        var mapping = school.NewRun().Mapping;

        var same = await PolicyComparison.OfAsync(mapping, school.Ledger, school.Clock, school.Policy, "en", Ct);
        var other = await PolicyComparison.OfAsync(mapping, school.Ledger, school.Clock, sooner, "en", Ct);

        Assert.Equal((4, 0), (same.Receivables, same.Differing));
        Assert.Equal((4, 4), (other.Receivables, other.Differing));
        Assert.Contains(new AnswerCount("last-notice", 0, 4), other.Answers);
        Assert.Contains(new AnswerCount(nameof(ReasonCode.NextRungNotDue), 4, 0), other.Answers);
        Assert.Equal(4, other.First.Count);
        Assert.Equal(before, await ledger.Decisions.CountAsync(Ct));
        Assert.Equal(4, school.Email.Sent.Count);
    }

    private static async Task<PolicySimulation> SimulateAsync(TestSchool school, EscalationRules other)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var wish = new SimulationWish(TestSchool.Start, TestSchool.Start.AddDays(45), 7);
        return await PolicySimulation.RunAsync(ledger, school.Profile, school.Policy, other, wish, Ct);
    }

    /// <summary>Four learners: one pays after the reminder, one after the suspension, one is put on hold, one never pays.</summary>
    private static async Task<TestSchool> LivedAsync(int days = 45)
    {
        var school = await TestSchool.WithLearnersAsync(4);
        for (var day = 0; day <= days; day++)
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            switch (day)
            {
                case 15:
                    await PayAsync(school, "1");
                    break;
                case 16:
                    await school.HoldAsync(await PayerOfAsync(school, "3"));
                    break;
                case 34:
                    await PayAsync(school, "2");
                    break;
            }

            await school.RunAsync();
        }

        return school;
    }

    private static async Task PayAsync(TestSchool school, string learner)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        var reference = await ledger
            .Receivables.Where(x => x.LearnerKey == learner)
            .Select(x => x.Reference)
            .SingleAsync(Ct);
        var document = school.Erp.Documents.Single(x => x.Reference.StartsWith(reference, StringComparison.Ordinal));
        school.Erp.Pay(document.Reference, 121m);
    }

    private static async Task<string> PayerOfAsync(TestSchool school, string learner)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Payers.Where(x => x.LearnerKey == learner).Select(x => x.Key).SingleAsync(Ct);
    }
}
