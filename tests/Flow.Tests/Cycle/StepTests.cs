using System.Net.Sockets;
using Collections.Connector.Flow;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Connector.Storage.Sqlite;
using Collections.Flow.Tests.Fakes;
using Collections.Flow.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Collections.Flow.Tests.Cycle;

public sealed class StepTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_database_ends_the_run_and_says_so()
    {
        Assert.SkipWhen(TestLedgers.OnPostgreSql, "It fills a SQLite file.");
        await using var school = await TestSchool.OpenAsync();
        var steps = new StepRunner(school.NewRun(), new RunLog(0));

        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            steps.RunAsync("gateway", ct => FillAsync(school, ct), Ct)
        );

        Assert.Contains("disk is full", SqliteFaults.In(fault)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_the_ledger_refuses_ends_its_own_step_as_a_defect()
    {
        await using var school = await TestSchool.OpenAsync();
        var run = school.NewRun();
        var steps = new StepRunner(run, new RunLog(0));

        var first = await steps.RunAsync("gateway", ct => StoreTwiceAsync(school, ct), Ct);
        var second = await steps.RunAsync("balances", _ => Task.CompletedTask, Ct);

        Assert.Equal((false, true), (first, second));
        Assert.Equal([StepFailure.Defect, null], run.Report.Steps.Select(x => x.Failure));
        Assert.Contains(run.Report.Remarks, x => x is { Code: "step.defect", NeedsPerson: true });
        Assert.DoesNotContain("secret", run.Report.Steps[0].Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_goes_away_ends_the_run_and_is_no_defect_of_the_step()
    {
        await using var school = await TestSchool.OpenAsync();
        var run = school.NewRun();
        var steps = new StepRunner(run, new RunLog(0));
        var gone = new NpgsqlException("Failed to connect", new SocketException());

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            steps.RunAsync("gateway", _ => throw new InvalidOperationException("Likely transient.", gone), Ct)
        );

        Assert.Empty(run.Report.Remarks);
    }

    [Fact]
    public async Task A_stop_ends_the_run_and_is_no_defect()
    {
        await using var school = await TestSchool.OpenAsync();
        var run = school.NewRun();
        var steps = new StepRunner(run, new RunLog(0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            steps.RunAsync("gateway", _ => throw new OperationCanceledException(), Ct)
        );

        Assert.Empty(run.Report.Remarks);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_read_ends_the_run()
    {
        await using var school = await TestSchool.OpenAsync();
        var steps = new StepRunner(school.NewRun(), new RunLog(0));

        await Assert.ThrowsAsync<IOException>(() =>
            steps.RunAsync("gateway", _ => throw new IOException("No space left on device"), Ct)
        );
    }

    [Fact]
    public async Task A_remote_system_that_fails_ends_its_own_step()
    {
        await using var school = await TestSchool.OpenAsync();
        var run = school.NewRun();
        var steps = new StepRunner(run, new RunLog(0));

        await steps.RunAsync("a", _ => throw new RemoteUnavailableException("No answer."), Ct);
        await steps.RunAsync("b", _ => throw new RemoteMisconfiguredException("Wrong key."), Ct);
        await steps.RunAsync("c", _ => Task.CompletedTask, Ct, needs: false);
        await steps.RunAsync("d", _ => Task.CompletedTask, Ct);

        Assert.Equal(
            [StepFailure.Unavailable, StepFailure.Misconfigured, StepFailure.StaleFacts, null],
            run.Report.Steps.Select(x => x.Failure)
        );
    }

    [Theory]
    [InlineData("changes", "enrolments gateway balances receivables changes")]
    [InlineData("contacts", "gateway balances replies settlements promises decide contacts")]
    [InlineData("suspend", "enrolments gateway balances promises decide suspend")]
    [InlineData("decide", "gateway balances decide")]
    [InlineData("restore", "gateway balances restore")]
    [InlineData("refunds", "gateway refunds")]
    [InlineData("enrol", "gateway balances settlements enrol")]
    [InlineData("receivables", "enrolments receivables")]
    [InlineData("enrolments", "enrolments")]
    [InlineData("close", "close")]
    public void A_step_brings_the_reading_of_the_facts_that_it_acts_on(string step, string all) =>
        Assert.Equal(all.Split(' ').Order(), CollectionsCycle.WithNeeds([step]).Order());

    [Fact]
    public void What_a_step_needs_is_a_step_whose_own_needs_come_too()
    {
        foreach (var step in CollectionsCycle.Steps)
        {
            var all = CollectionsCycle.WithNeeds([step]);

            Assert.True(all.IsSubsetOf(CollectionsCycle.Steps));
            Assert.True(CollectionsCycle.WithNeeds(all).SetEquals(all), step);
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Contacts_alone_do_not_remind_who_paid_since_the_last_run(bool paid, int reminders)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        if (paid)
        {
            school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        }

        school.GoTo(TestSchool.Start.AddDays(13));
        await school.RunAsync(Only("contacts"));

        Assert.Equal(reminders, school.Email.Sent.Count);
    }

    [Fact]
    public async Task Contacts_alone_remind_nobody_while_the_ERP_cannot_be_read()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        school.GoTo(TestSchool.Start.AddDays(13));
        school.Erp.Down = true;

        var report = await school.RunAsync(Only("contacts"));

        Assert.Empty(school.Email.Sent);
        Assert.Contains(report.Steps, x => x is { Name: "contacts", Failure: StepFailure.StaleFacts });
    }

    [Fact]
    public async Task Suspending_alone_spares_who_paid_since_the_last_run()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 29);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        school.GoTo(TestSchool.Start.AddDays(40));

        await school.RunAsync(Only("suspend"));

        Assert.Empty(school.Lms.Suspended);
    }

    private static CycleOptions Only(string step) => new("test", Steps: CollectionsCycle.WithNeeds([step]));

    private static InboxEvent Event(TestSchool school, string key, string body) =>
        new()
        {
            School = "demo",
            Source = "fakepay",
            EventKey = key,
            At = school.Now,
            ReceivedAt = school.Now,
            Body = body,
        };

    private static async Task StoreTwiceAsync(TestSchool school, CancellationToken ct)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        ledger.Inbox.AddRange(Event(school, "e1", "secret"), Event(school, "e1", "secret"));
        await ledger.SaveChangesAsync(ct);
    }

    // SQLite says of a file at its greatest allowed size what it says of a full disk.
    private static async Task FillAsync(TestSchool school, CancellationToken ct)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        await ledger.Database.OpenConnectionAsync(ct);
        await ledger.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1;", ct);
        ledger.Inbox.Add(Event(school, "e1", new string('x', 1_000_000)));
        await ledger.SaveChangesAsync(ct);
    }
}
