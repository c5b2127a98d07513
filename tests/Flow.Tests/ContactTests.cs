using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class ContactTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_reminded_or_suspended_while_the_ERP_cannot_be_read()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Down = true;
        school.GoTo(TestSchool.Start.AddDays(60));

        var report = await school.RunAsync();

        Assert.Empty(school.Email.Sent);
        Assert.Contains(report.Steps, x => x is { Name: "contacts", Failure: StepFailure.StaleFacts });
    }

    [Fact]
    public async Task After_an_outage_no_rung_is_skipped_and_each_notice_runs_its_days()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(90));

        await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(["reminder-1"], school.Email.Sent.Select(x => x.Subject));
        school.GoTo(TestSchool.Start.AddDays(94));
        await school.RunAsync();
        Assert.Single(school.Email.Sent);
        school.GoTo(TestSchool.Start.AddDays(95));
        await school.RunAsync();
        Assert.Equal(2, school.Email.Sent.Count);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_message_without_an_answer_is_never_sent_again_by_itself_and_blocks_the_next_rung()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Email.Answer = _ => OutcomeKind.Unknown;
        school.GoTo(TestSchool.Start.AddDays(20));
        await school.RunAsync();
        school.Email.Answer = _ => OutcomeKind.Done;
        school.GoTo(TestSchool.Start.AddDays(80));

        await school.RunAsync();

        Assert.Single(school.Email.Sent);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(
            IntentState.Parked,
            (await ledger.Intents.SingleAsync(x => x.Kind == IntentKind.Contact, Ct)).State
        );
    }

    [Fact]
    public async Task A_message_that_waited_is_dropped_when_the_payer_is_put_on_hold_and_sent_when_the_hold_ends()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Email.Answer = _ => OutcomeKind.Later;
        await school.RunDaysAsync(14, 14);
        school.Email.Answer = _ => OutcomeKind.Done;
        await school.HoldAsync("l1");
        await school.RunDaysAsync(15, 16);
        var whileHeld = school.Email.Sent.Count;
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Standings.ExecuteUpdateAsync(x => x.SetProperty(s => s.EndedAt, school.Now), Ct);
        }

        await school.RunDaysAsync(17, 17);

        Assert.Equal(0, whileHeld);
        Assert.Single(school.Email.Sent);
    }

    [Fact]
    public async Task When_every_channel_refuses_a_person_is_asked_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Email.Answer = _ => OutcomeKind.Rejected;
        school.LmsMessage.Answer = _ => OutcomeKind.Rejected;

        await school.RunDaysAsync(0, 30);

        await using var ledger = school.Ledger.CreateDbContext();
        var intent = await ledger.Intents.SingleAsync(x => x.Kind == IntentKind.Contact, Ct);
        Assert.Equal((IntentState.Parked, 1), (intent.State, intent.Attempts));
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_rung_that_left_the_policy_takes_its_waiting_message_with_it()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Email.Answer = _ => OutcomeKind.Later;
        await school.RunDaysAsync(14, 14);
        school.Policy = school.Policy with { Version = "v2", Rungs = [.. school.Policy.Rungs.Skip(1)] };

        var report = await school.RunDaysAsync(15, 15);

        Assert.True(report.Complete);
        Assert.Equal(1, report.Counts["contacts.dropped"]);
    }

    [Fact]
    public async Task An_alarm_that_no_mailbox_took_is_raised_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { AlarmEmails = ["staff@example.org"] };
        school.Erp.DraftErrorMinor = 1;
        school.Email.Answer = _ => OutcomeKind.Later;
        await school.RunAsync();
        school.Email.Answer = _ => OutcomeKind.Done;
        school.Erp.Customers.Add(("a", null, "u1@example.org"));

        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "close" }));
        var byPart = school.Email.Sent.Count;
        school.Erp.Down = true;
        await school.RunAsync();

        Assert.Equal(0, byPart);
        Assert.Single(school.Email.Sent);
    }
}
