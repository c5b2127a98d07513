using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class AccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_pay_is_reminded_rung_by_rung_then_suspended_and_back_when_paid()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync(); // due on 11 September
        foreach (var day in Enumerable.Range(1, 40))
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            await school.RunAsync();
        }

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        Assert.False(school.Lms.CanEnter("10", "1"));

        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        school.GoTo(TestSchool.Start.AddDays(41));
        var report = await school.RunAsync();

        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Equal(1, report.Counts["access.restored"]);
        Assert.Single(school.Lms.Suspended);
    }

    [Fact]
    public async Task Pending_money_and_credit_stop_a_suspension()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        var customer = school.Erp.Documents.Single().CustomerKey;
        school.Erp.Credit.Add(new UnallocatedCredit(customer, Money.Exactly(10, Currency.Of("EUR"))));
        CycleReport? report = null;
        foreach (var day in Enumerable.Range(10, 30))
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            report = await school.RunAsync();
        }

        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Contains(report!.Remarks, x => x.Code == "guard.credit");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_pays_by_card_a_minute_before_the_suspension_is_not_suspended(bool paysThen)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        foreach (var day in new[] { 0, 13, 20 })
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            await school.RunAsync();
        }

        // The run has asked the gateway already, and has not come to suspending yet.
        school.GoTo(TestSchool.Start.AddDays(30));
        school.Erp.OnListChanged = () =>
        {
            if (paysThen)
            {
                school.Gateway.Tell(
                    "e1",
                    school.Now,
                    "pi_1",
                    PaymentState.Succeeded,
                    121m,
                    "l1",
                    "demo_enr_10-1_1_1_1"
                );
            }
        };
        await school.RunAsync();

        Assert.Equal(paysThen, school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Access_given_back_by_hand_is_respected()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        foreach (var day in Enumerable.Range(0, 40))
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            await school.RunAsync();
        }

        school.Lms.SetStatus("10", "1", EnrolmentStatus.Active);
        school.GoTo(TestSchool.Start.AddDays(41));
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(42));
        await school.RunAsync();

        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Single(school.Lms.Suspended);
    }

    [Fact]
    public async Task Who_pays_at_the_gateway_right_after_the_suspension_is_let_in_before_the_LMS_is_listed_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 40);
        Assert.False(school.Lms.CanEnter("10", "1"));
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);

        await school.RunMoneyAsync();

        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_listing_older_than_the_suspension_is_not_taken_for_access_given_back_by_hand()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilSuspendedAsync(school);
        school.Lms.Down = true;
        school.Wait(TimeSpan.FromHours(1));

        await school.RunAsync();

        Assert.Equal(AccessStage.Suspended, (await RecordsAsync(school)).Single().Stage);
    }

    [Theory]
    [InlineData(OutcomeKind.Unknown)]
    [InlineData(OutcomeKind.Later)]
    [InlineData(OutcomeKind.Rejected)]
    [InlineData(OutcomeKind.NotCapable)]
    public async Task Whatever_the_LMS_answered_to_a_suspension_who_pays_is_in_the_course(OutcomeKind answer)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.OnSuspend = _ => answer;
        await school.RunDaysAsync(0, 40);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);

        await school.RunDaysAsync(41, 41);

        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_refused_suspension_waits_for_a_person_and_is_not_asked_for_in_each_run()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.OnSuspend = _ => OutcomeKind.Rejected;

        await school.RunDaysAsync(0, 45);

        Assert.Single(school.Lms.Suspended);
        Assert.Single(await RecordsAsync(school));
    }

    [Fact]
    public async Task A_run_that_died_while_suspending_is_looked_up_and_the_payer_let_in_after_paying()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.DieAfterSuspending = new InvalidOperationException("killed");
        await UntilSuspendedAsync(school);
        Assert.Equal(AccessStage.Suspending, (await RecordsAsync(school)).Single().Stage);

        await school.RunDaysAsync(41, 41);
        var lookedUp = (await RecordsAsync(school)).Single().Stage;
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        await school.RunDaysAsync(42, 42);

        Assert.Equal(AccessStage.Suspended, lookedUp);
        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Single(school.Lms.Suspended);
    }

    [Fact]
    public async Task Who_pays_before_a_suspension_without_an_answer_was_looked_up_leaves_no_wish_behind()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.DieAfterSuspending = new InvalidOperationException("killed");
        await UntilSuspendedAsync(school);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);

        await school.RunDaysAsync(41, 41);

        await using var ledger = school.Ledger.CreateDbContext();
        var intent = await ledger.Intents.SingleAsync(x => x.Kind == IntentKind.Suspend, Ct);
        Assert.Equal(IntentState.Dismissed, intent.State);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_suspension_that_the_LMS_never_got_is_found_out_and_decided_anew()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.OnSuspend = _ => OutcomeKind.Later;
        school.Lms.DieAfterSuspending = new RemoteUnavailableException("lms: no answer.");
        await UntilAsync(school, () => school.Lms.Suspended.Count > 0);
        school.Lms.OnSuspend = _ => OutcomeKind.Done;

        await school.RunDaysAsync(41, 42);

        Assert.False(school.Lms.CanEnter("10", "1"));
        Assert.Equal(
            [AccessStage.NotSuspended, AccessStage.Suspended],
            (await RecordsAsync(school)).Select(x => x.Stage)
        );
    }

    [Fact]
    public async Task Gateway_money_that_found_no_receivable_yet_stops_a_suspension()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Profile = school.Profile with { GatewayJournals = new Dictionary<string, string>() };
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 50m, "l1", "unknown");
        await school.RunAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            // As in a currency in which nothing is owed: the money is there and no receivable can take it.
            await ledger.Allocations.ExecuteDeleteAsync(Ct);
            await ledger.Payments.ExecuteUpdateAsync(
                x => x.SetProperty(p => p.UnallocatedMinor, 5000).SetProperty(p => p.Currency, "USD"),
                Ct
            );
        }

        var report = await school.RunDaysAsync(10, 40);

        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Contains(report.Remarks, x => x.Code == "guard.credit");
    }

    [Fact]
    public async Task A_hold_that_came_after_the_decision_stops_a_suspension_that_runs_alone()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 5);
        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Propose),
        };
        await school.RunDaysAsync(6, 40);
        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
        };
        await school.HoldAsync("l1");

        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "suspend" }));

        Assert.Empty(school.Lms.Suspended);
    }

    [Fact]
    public async Task A_defect_in_one_step_does_not_keep_out_who_paid()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 40);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        school.Lms.Courses.Add(school.Lms.Courses[0]); // The listing breaks a rule of the ledger.
        school.GoTo(TestSchool.Start.AddDays(41));

        var report = await school.RunAsync();

        Assert.Contains(report.Steps, x => x is { Name: "enrolments", Failure: StepFailure.Defect });
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static Task UntilSuspendedAsync(TestSchool school) =>
        UntilAsync(school, () => !school.Lms.CanEnter("10", "1"));

    private static async Task UntilAsync(TestSchool school, Func<bool> done)
    {
        for (var day = 0; day <= 40 && !done(); day++)
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            await school.RunAsync();
        }

        Assert.True(done());
    }

    private static async Task<List<AccessRecord>> RecordsAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.AccessRecords.OrderBy(x => x.Id).ToListAsync(Ct);
    }
}
