using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Access;

public sealed class AccessStoryTests
{
    private static readonly DateTimeOffset FirstDay = new(2026, 9, 1, 7, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_paid_and_an_unpaid_course_only_the_unpaid_one_is_suspended()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.AddCourse("20", 50);
        school.Lms.Enrol("20", "1", FirstDay);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_20-1_1_1_1_inv1", 60.5m);

        await UntilDueAsync(school);

        Assert.Equal((false, true), (school.Lms.CanEnter("10", "1"), school.Lms.CanEnter("20", "1")));
    }

    [Fact]
    public async Task A_guardian_who_pays_for_one_of_two_gets_that_one_back_and_the_other_is_not_touched()
    {
        await using var school = await GuardianOfTwoAsync();
        await UntilDueAsync(school);
        var before = (school.Lms.CanEnter("10", "1"), school.Lms.CanEnter("10", "2"));

        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(31, 31);

        Assert.Equal((false, false), before);
        Assert.Equal((true, false), (school.Lms.CanEnter("10", "1"), school.Lms.CanEnter("10", "2")));
    }

    [Fact]
    public async Task Money_of_a_guardian_that_no_invoice_has_taken_yet_locks_out_neither_of_two()
    {
        await using var school = await GuardianOfTwoAsync();
        await school.RunAsync();
        var customer = school.Erp.Documents.First().CustomerKey;
        school.Erp.Credit.Add(new UnallocatedCredit(customer, Money.Exactly(121, Currency.Of("EUR"))));

        await UntilDueAsync(school);

        Assert.Equal((true, true), (school.Lms.CanEnter("10", "1"), school.Lms.CanEnter("10", "2")));
    }

    [Fact]
    public async Task With_the_gateway_up_and_the_ERP_stale_nobody_is_suspended_and_who_pays_by_card_is_let_in()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await UntilDueAsync(school, until: 20);
        school.Lms.Unenrol("10", "2");
        await school.RunDaysAsync(21, 21);
        school.Lms.Enrol("10", "2", FirstDay);
        await school.RunDaysAsync(30, 30);
        var first = school.Lms.CanEnter("10", "1");
        school.Erp.Down = true;

        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", "demo_enr_10-1_1_1_1");
        await school.RunDaysAsync(31, 33);

        Assert.False(first);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task The_clock_of_a_restoration_begins_when_the_money_was_seen()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);
        school.Lms.OnRestore = _ => OutcomeKind.Rejected;
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", "demo_enr_10-1_1_1_1");
        school.Wait(TimeSpan.FromMinutes(10));
        await school.RunAsync();
        school.Wait(TimeSpan.FromMinutes(20));
        school.Lms.OnRestore = _ => OutcomeKind.Done;

        await school.RunAsync();

        await using var ledger = school.Ledger.CreateDbContext();
        var status = await StatusReport.OfAsync(ledger, "demo", Ct);
        Assert.Equal(TimeSpan.FromMinutes(20), status.SlowestRestore);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task A_restoration_that_fails_is_said_in_every_run_until_a_person_ends_it()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);
        school.Lms.OnRestore = _ => OutcomeKind.Rejected;
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        var first = await school.RunDaysAsync(31, 31);
        var second = await school.RunDaysAsync(32, 32);
        var desk = new AccessDesk(school.Ledger, school.Profile, school.Clock);

        var ended = await desk.EndAsync(new AccessTarget("10", "1"), "ana", "opened by hand", Ct);
        var third = await school.RunDaysAsync(33, 33);

        Assert.True(ended);
        Assert.All([first, second], x => Assert.Equal(1, x.Counts["access.restore-failed"]));
        Assert.False(third.Counts.ContainsKey("access.restore-failed"));
        Assert.False(await desk.EndAsync(new AccessTarget("10", "1"), "ana", "again", Ct));
    }

    [Theory]
    [InlineData(nameof(StandingKind.Grace), true)]
    [InlineData(nameof(StandingKind.Hold), true)]
    [InlineData(nameof(StandingKind.Objection), false)]
    [InlineData(nameof(StandingKind.Promise), false)]
    public async Task What_a_person_said_gives_access_back_only_where_it_should(string kind, bool back)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);

        await StandAsync(school, Enum.Parse<StandingKind>(kind), school.Now.AddHours(48));
        await school.RunAsync();

        Assert.Equal(back, school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(47, true)]
    [InlineData(48, false)]
    public async Task A_grace_pass_ends_on_the_hour_and_the_same_debt_suspends_again(int hours, bool open)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);
        await StandAsync(school, StandingKind.Grace, school.Now.AddHours(48));
        await school.RunAsync();

        school.Wait(TimeSpan.FromHours(hours));
        await school.RunAsync();

        Assert.Equal(open, school.Lms.CanEnter("10", "1"));
    }

    private static async Task StandAsync(TestSchool school, StandingKind kind, DateTimeOffset endsAt)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        ledger.Standings.Add(
            new Standing
            {
                School = "demo",
                Kind = kind,
                SubjectKind = "receivable",
                SubjectKey = "demo_enr_10-1_1_1_1",
                By = "learner",
                Why = "why",
                CreatedAt = school.Now,
                EndsAt = endsAt,
            }
        );
        await ledger.SaveChangesAsync(Ct);
    }

    private static async Task<TestSchool> GuardianOfTwoAsync()
    {
        var school = await TestSchool.OpenAsync();
        school.Profile = school.Profile with { Limits = new RunLimits(1000, 1000, 10, 100) };
        school.Lms.AddCourse("10", 100);
        foreach (var key in new[] { "1", "2" })
        {
            school.Lms.AddLearner(key, "guardian@example.org", "ES77");
            school.Lms.Enrol("10", key, FirstDay);
        }

        school.Billing = Guarded;
        return school;

        BillingAnswer Guarded(BillingSource source)
        {
            school.Billing = null; // The school's usual answer, with another payer.
            var terms = school.Decide(source).Terms!;
            school.Billing = Guarded;
            var payer = terms.Payer with { IsLearner = false, Name = "Guardian", TaxId = "ES77" };
            return new BillingAnswer(terms with { Payer = payer }, null, []);
        }
    }

    private static async Task UntilDueAsync(TestSchool school, int until = 30)
    {
        foreach (var day in new[] { 0, 13, 20, 30 }.Where(x => x <= until))
        {
            await school.RunDaysAsync(day, day);
        }
    }
}
