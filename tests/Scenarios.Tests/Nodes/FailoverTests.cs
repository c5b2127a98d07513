using Collections.Adapters.Sandbox;
using Collections.Flow.Tests.Ledger;
using Collections.Scenarios.Tests.Stories;

namespace Collections.Scenarios.Tests.Nodes;

public sealed class FailoverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("res.partner/load")]
    [InlineData("account.move/load")]
    [InlineData("account.move/action_post")]
    public async Task A_database_that_fails_over_in_the_middle_ends_the_run_and_the_next_one_loses_and_doubles_nothing(
        string during
    )
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var story = await Story.BeginAsync(await cluster.CreateEmptyAsync(), quickTurns: true);
        var learners = Enumerable.Range(0, 20).Select(i => story.Enrol($"l{i}")).ToList();
        var struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        story.Town.OdooServer.Faults.Add(new Fault(FaultKind.SlowAfterCommit, during, Struck: Hold));

        var run = Task.Run(() => TypeAsync(story), Ct);
        await Task.WhenAny(struck.Task, run);
        await cluster.RestartAsync();
        goOn.Set();
        var (code, said) = await run;
        await story.SyncAsync("2026-09-01");
        var again = await story.SyncAsync("2026-09-01");

        // It may have found no moment in which it needed the database; else it says what to do, which is nothing.
        Assert.True(
            code == 0 || (code == 3 && said.Contains("The next run goes on where this one was.")),
            $"{code} {said}"
        );
        Assert.Equal(learners.Count, story.Odoo.Invoices.Count);
        Assert.All(learners, x => Assert.Equal(("posted", 121m), (story.Invoice(x).State, story.Invoice(x).Total)));
        Assert.Equal(learners.Count, (int)again["totals"]!["invoices"]!);

        void Hold()
        {
            struck.TrySetResult();
            goOn.Wait(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_with_exit_code_3_and_nothing_is_written_anywhere()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var story = await Story.BeginAsync(await cluster.CreateEmptyAsync(), quickTurns: true);
        var ana = story.Enrol("ana");
        await cluster.StopAsync();

        var (code, said) = await TypeAsync(story);
        var written = story.Odoo.Invoices.Count;
        await cluster.StartAgainAsync();
        await story.SyncAsync("2026-09-01");

        Assert.Equal((3, 0), (code, written));
        Assert.Contains("does not answer", said);
        Assert.Equal("posted", story.Invoice(ana).State);
    }

    private static async Task<(int Code, string Said)> TypeAsync(Story story)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await story.Town.TypeAsync(output, error, "sync");
        return (code, $"{output}{error}");
    }
}
