using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

/// <summary>What the flow costs: counted, never timed.</summary>
public sealed class CostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_run_costs_few_database_commands_for_each_enrolment_that_it_bills()
    {
        var small = await FirstAndSecondAsync(learners: 100);
        var large = await FirstAndSecondAsync(learners: 600);

        // SQLite writes row by row: payer, identifiers, agreement, receivable, document, intents, journal, decision. PostgreSQL by batches.
        Assert.InRange(large.First - small.First, 1, 25 * 500);
    }

    [Fact]
    public async Task A_run_in_which_nothing_changed_costs_commands_by_the_chunk_and_not_by_the_enrolment()
    {
        var small = await FirstAndSecondAsync(learners: 100);
        var large = await FirstAndSecondAsync(learners: 600);

        Assert.InRange(small.Second, 1, 70);
        Assert.InRange(large.Second - small.Second, 0, 15);
    }

    [Fact]
    public async Task Enrolments_that_are_not_billed_cost_commands_by_the_chunk()
    {
        await using var school = await TestSchool.WithLearnersAsync(600);
        school.Billing = _ => new(null, "not-for-sale", []);
        using var count = new CommandCount(school.Ledger);

        var report = await school.RunAsync();

        Assert.Equal(600, report.Counts["not-billed.not-for-sale"]);
        Assert.InRange(count.Commands, 1, 115);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(600, await ledger.Episodes.CountAsync(x => x.NotBilled == "not-for-sale", Ct));
    }

    [Fact]
    public void A_decision_allocates_less_than_a_kilobyte()
    {
        var rules = new EscalationRules(
            "v1",
            [new Rung("reminder", 3, 0, RungAction.Message, ["email"], "reminder")],
            new Dictionary<string, Money>()
        );
        var facts = new DebtFacts(
            Money.Exactly(100, Currency.Of("EUR")),
            TestSchool.Start,
            new Dictionary<string, DateOnly>(),
            new HashSet<string>(),
            null,
            null,
            false,
            false
        );
        var today = TestSchool.Start.AddDays(10);
        EscalationPolicy.Decide(facts, rules, today);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            EscalationPolicy.Decide(facts, rules, today);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 0, 1_024);
    }

    private static async Task<(int First, int Second)> FirstAndSecondAsync(int learners)
    {
        await using var school = await TestSchool.WithLearnersAsync(learners);
        using var count = new CommandCount(school.Ledger);
        var report = await school.RunAsync();
        var first = count.Commands;
        Assert.Equal(learners, report.Counts["documents.posted"]);

        // The next run looks once at who was billed just now; from then on nothing has changed.
        school.Wait(TimeSpan.FromMinutes(15));
        await school.RunAsync();
        var before = count.Commands;
        school.Wait(TimeSpan.FromMinutes(15));

        await school.RunAsync();

        return (first, count.Commands - before);
    }
}
