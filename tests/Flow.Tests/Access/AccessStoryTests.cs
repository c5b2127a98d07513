using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
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

    [Theory]
    [InlineData(121, true)]
    [InlineData(120.99, false)]
    public async Task Who_has_paid_is_let_in_though_no_invoice_has_taken_the_money_yet(decimal paid, bool back)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);
        var before = school.Lms.CanEnter("10", "1");
        var customer = school.Erp.Documents.Single().CustomerKey;
        school.Erp.Credit.Add(new UnallocatedCredit(customer, Money.Exactly(paid, Currency.Of("EUR"))));

        await school.RunDaysAsync(31, 32);

        Assert.Equal((false, back), (before, school.Lms.CanEnter("10", "1")));
    }

    [Fact]
    public async Task A_whole_account_is_given_back_to_who_comes_into_another_course()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var accounts = new FakeAccounts();
        school.Site = accounts;
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.SkipLast(1), new Rung("suspend", 20, 7, RungAction.SuspendSite, [], null)],
        };
        await UntilDueAsync(school);
        var before = accounts.Suspended.Count;
        school.Lms.AddCourse("20", 0);
        school.Lms.Enrol("20", "1", FirstDay);

        await school.RunDaysAsync(31, 32);

        Assert.Equal((1, 0), (before, accounts.Suspended.Count));
    }

    [Fact]
    public async Task What_is_paid_needs_no_approval_any_more()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Compliance = TestSchool.LawThat(SuspensionAllowance.NotForbidden) };
        await UntilDueAsync(school);
        var desk = new AccessDesk(school.Ledger, school.Profile, school.Clock);
        var before = (await desk.ListAsync(Ct)).Waiting.Count;
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);

        await school.RunDaysAsync(31, 31);

        Assert.Equal((1, 0), (before, (await desk.ListAsync(Ct)).Waiting.Count));
        Assert.Null(await desk.ApproveAsync("demo_enr_10-1_1_1_1", "ana", "too late", Ct));
    }

    [Fact]
    public async Task What_a_person_ended_unseen_is_among_everything_that_is_given_back()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilDueAsync(school);
        school.Lms.OnRestore = _ => OutcomeKind.Rejected;
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(31, 31);
        var desk = new AccessDesk(school.Ledger, school.Profile, school.Clock);
        await desk.EndAsync(new AccessTarget("10", "1"), "ana", "believed open", Ct);
        school.Lms.OnRestore = _ => OutcomeKind.Done;
        var file = new AccessLedgerFile(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        var report = await desk.RestoreAllAsync(school.Lms, file, null, "ana", "everything", Ct);

        Assert.Equal(1, report.Restored);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Counsel_s_word_counts_from_its_day_on(int daysAhead, bool allows)
    {
        var today = new DateOnly(2026, 10, 20);
        var school = new SchoolProfile(
            "demo",
            "Demo",
            TimeZoneInfo.Utc,
            "es",
            "PE",
            "kindergarten",
            today,
            new HashSet<string>(),
            new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
            new RunLimits(1, 1, 1, 1),
            null,
            new Dictionary<string, string>(),
            []
        )
        {
            Compliance = TestSchool.LawThat(SuspensionAllowance.Unknown),
            Access = new AccessTerms { Counsel = new CounselWord("Ana", today.AddDays(daysAhead), false) },
        };

        Assert.Equal(allows, AccessLaw.Of(school, today).Allows);
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
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_whole_account_is_suspended_only_of_who_is_in_no_other_course(bool elsewhere, bool open)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var accounts = new FakeAccounts();
        school.Site = accounts;
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.SkipLast(1), new Rung("suspend", 20, 7, RungAction.SuspendSite, [], null)],
        };
        if (elsewhere)
        {
            school.Lms.AddCourse("20", 0);
            school.Lms.Enrol("20", "1", FirstDay);
        }

        await UntilDueAsync(school);
        var suspended = accounts.Suspended.Contains("1");
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(31, 31);

        Assert.Equal(open, !suspended);
        Assert.Empty(accounts.Suspended);
        Assert.Empty(school.Lms.Suspended);
    }

    [Fact]
    public async Task Without_its_own_token_the_LMS_is_not_asked_for_whole_accounts()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.SkipLast(1), new Rung("suspend", 20, 7, RungAction.SuspendSite, [], null)],
        };

        await UntilDueAsync(school);

        await using var ledger = school.Ledger.CreateDbContext();
        var found = await Explanation.OfAsync(ledger, "demo", "demo_enr_10-1_1_1_1", "en", Ct);
        Assert.Equal("guard.not-capable", Assert.Single(found!.Guards, x => !x.Holds).Code);
        Assert.Empty(school.Lms.Suspended);
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
