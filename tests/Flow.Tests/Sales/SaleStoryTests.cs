using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Sales;

public sealed class SaleStoryTests
{
    private const string Reference = "demo_csv_v-1_1_1_1";
    private const string WhenPaid =
        "key,learner,course,amount,currency,due,enrol\nv-1,7,10,350.00,EUR,2026-09-11,when-paid\n";
    private const string AtOnce = "key,learner,course,amount,currency,due,enrol\nv-1,7,10,350.00,EUR,2026-09-11,yes\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prepaid_sale_is_invoiced_reminded_paid_enrolled_and_never_billed_again()
    {
        await using var school = await Selling.OpenAsync();

        // 1 September: it is imported and invoiced.
        Assert.Equal(1, (await school.ImportAsync(WhenPaid)).New);
        var invoiced = await school.RunAsync();
        Assert.Equal(1, invoiced.Counts["documents.posted"]);
        Assert.Equal(423.5m, school.Erp.Documents.Single().Total.Amount);

        // 14 September, three days late: reminded, and not enrolled.
        await school.RunDaysAsync(1, 13);
        Assert.Equal(["reminder-1"], school.Email.Sent.Select(x => x.Subject));
        Assert.Empty(school.Lms.Enrolled);

        // 15 September: paid at the bank; enrolled in the same run.
        school.Erp.Pay($"{Reference}_inv1", 423.5m);
        school.GoTo(TestSchool.Start.AddDays(14));
        var enrolled = await school.RunAsync();
        Assert.Equal(1, enrolled.Counts["access.enrolled"]);
        Assert.True(school.Lms.CanEnter("10", "7"));

        // 16 September: the LMS lists the enrolment; the sale has paid for it.
        school.GoTo(TestSchool.Start.AddDays(15));
        var after = await school.RunAsync();
        Assert.Equal(1, after.Counts["not-billed.sold-outside"]);
        await school.RunDaysAsync(16, 60);
        Assert.Single(school.Erp.Documents);
        Assert.Equal(["10/7"], school.Lms.Enrolled);
        Assert.Empty((await CompareAsync(school)).Differences);
    }

    [Fact]
    public async Task Two_parts_enrol_only_when_both_are_paid()
    {
        await using var school = await Selling.OpenAsync();
        await school.AddAsync(
            (SaleColumn.Learner, "7"),
            (SaleColumn.PayerName, ""),
            (SaleColumn.Course, "10"),
            (SaleColumn.Due, ""),
            (SaleColumn.Parts, "2026-09-05=100,2026-10-05=rest"),
            (SaleColumn.Enrol, "when-paid")
        );
        await school.RunAsync();
        school.Erp.Pay("demo_man_k-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(1, 3);
        Assert.Empty(school.Lms.Enrolled);

        school.GoTo(new DateOnly(2026, 9, 25));
        await school.RunAsync();
        school.Erp.Pay("demo_man_k-1_1_2_1_inv1", 302.5m);
        school.GoTo(new DateOnly(2026, 9, 26));
        await school.RunAsync();

        Assert.Equal(["10/7"], school.Lms.Enrolled);
    }

    [Fact]
    public async Task Who_was_enrolled_at_once_and_does_not_pay_is_suspended_as_anybody_else()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);

        await school.RunDaysAsync(0, 40);

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        Assert.Equal(["10/7"], school.Lms.Suspended);
        school.Erp.Pay($"{Reference}_inv1", 423.5m);
        await school.RunDaysAsync(41, 41);
        Assert.True(school.Lms.CanEnter("10", "7"));
    }

    [Fact]
    public async Task A_sale_without_a_course_climbs_past_suspending_and_never_asks_the_LMS()
    {
        await using var school = await Selling.OpenAsync();
        await school.AddAsync((SaleColumn.Email, "pay@acme.es"), (SaleColumn.Company, "yes"));

        for (var day = 0; day <= 40; day++)
        {
            school.GoTo(TestSchool.Start.AddDays(day));
            var report = await school.RunAsync();
            Assert.True(report.Complete, string.Join('\n', report.Steps.Select(x => x.Problem)));
        }

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        Assert.EndsWith("Summer camp 423.50 EUR ", school.Email.Sent[1].Text, StringComparison.Ordinal); // No day of suspension.
        Assert.Empty(school.Lms.Looked);
        Assert.Empty((await CompareAsync(school)).Differences);
        await using var ledger = school.Ledger.CreateDbContext();
        var found = await Explanation.OfAsync(ledger, "demo", "demo_man_k-1_1_1_1", "es", Ct);
        Assert.Equal("NoRungLeft", found!.DecisionCode);
        Assert.Equal(1, (await StatusReport.OfAsync(ledger, "demo", Ct)).Totals.Receivables);
    }

    [Fact]
    public async Task An_enrolment_that_was_to_be_billed_gives_way_to_the_sale()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Propose, SwitchLevel.Act, SwitchLevel.Act),
        };
        await school.RunAsync();
        var report = await school.ImportAsync(WhenPaid.Replace(",7,", ",1,", StringComparison.Ordinal));
        Assert.Empty(report.Faults);

        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
        };
        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "customers", "invoices" }));
        await school.RunDaysAsync(1, 2);

        Assert.Equal([$"{Reference}_inv1"], school.Erp.Documents.Select(x => x.Reference));
    }

    [Fact]
    public async Task Who_comes_back_after_the_sold_enrolment_is_billed_by_the_rules()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);
        await school.RunDaysAsync(0, 2);
        school.Lms.Unenrol("10", "7");
        await school.RunDaysAsync(3, 4);

        school.Lms.Enrol("10", "7", new DateTimeOffset(2026, 9, 8, 7, 0, 0, TimeSpan.Zero));
        await school.RunDaysAsync(7, 8);

        Assert.Equal(
            ["demo_csv_v-1_1_1_1_inv1", "demo_enr_10-7_2_1_1_inv1"],
            school.Erp.Documents.Select(x => x.Reference).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Who_is_enrolled_already_is_left_as_they_are()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);
        school.Lms.Enrol("10", "7", school.Now);

        var report = await school.RunAsync();

        Assert.Equal(1, report.Counts["access.enrolled"]);
        Assert.Empty(school.Lms.Enrolled);
    }

    [Theory]
    [InlineData(SwitchLevel.Propose, "enrolment.proposed")]
    [InlineData(SwitchLevel.Off, "enrolments.waiting")]
    public async Task Nobody_is_enrolled_while_the_access_switch_does_not_act_and_it_is_said(
        SwitchLevel access,
        string remark
    )
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);
        var acting = school.Profile;
        school.Profile = acting with { Switches = acting.Switches with { Access = access } };

        var report = await school.RunAsync();
        Assert.Contains(report.Remarks, x => x.Code == remark);
        Assert.Empty(school.Lms.Enrolled);

        school.Profile = acting;
        await school.RunAsync();
        Assert.Equal(["10/7"], school.Lms.Enrolled);
    }

    [Theory]
    [InlineData(OutcomeKind.NotCapable)]
    [InlineData(OutcomeKind.Rejected)]
    public async Task What_the_LMS_refuses_is_parked_with_what_to_do_and_looked_at_again_by_retry(OutcomeKind kind)
    {
        await using var school = await Selling.OpenAsync();
        school.Lms.OnEnrol = _ => kind;
        await school.ImportAsync(AtOnce);

        var report = await school.RunAsync();
        await school.RunAsync();

        var remark = Assert.Single(report.Remarks, x => x.Code == "parked.enrol");
        Assert.Contains("`parked retry`", remark.Hint, StringComparison.Ordinal);
        Assert.Single(school.Lms.Enrolled);
        school.Lms.Enrol("10", "7", school.Now); // By hand.
        Assert.True(await new ParkedDesk(school.Ledger, "demo", school.Clock).RetryAsync(Reference, "ana", null, Ct));
        Assert.Equal(1, (await school.RunAsync()).Counts["access.enrolled"]);
        Assert.Single(school.Lms.Enrolled);
    }

    [Fact]
    public async Task An_enrolment_of_which_nobody_knows_is_looked_up_and_not_repeated()
    {
        await using var school = await Selling.OpenAsync();
        school.Lms.OnEnrol = _ => OutcomeKind.Unknown;
        await school.ImportAsync(AtOnce);

        await school.RunAsync();
        var report = await school.RunAsync();

        Assert.Equal(1, report.Counts["access.enrolled"]);
        Assert.Single(school.Lms.Enrolled);
    }

    [Fact]
    public async Task A_sale_that_was_cancelled_enrols_nobody()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Receivables.ForEachAsync(x => x.State = ReceivableState.Cancelled, Ct);
            await ledger.SaveChangesAsync(Ct);
        }

        await school.RunAsync();

        Assert.Empty(school.Lms.Enrolled);
        await using var after = school.Ledger.CreateDbContext();
        Assert.Equal(IntentState.Dismissed, (await after.Intents.SingleAsync(Ct)).State);
    }

    [Fact]
    public async Task A_sale_s_list_says_what_is_invoiced_settled_and_owed_and_where_enrolling_stands()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(WhenPaid);
        var before = await ListAsync(school);
        await school.RunAsync();
        var invoiced = await ListAsync(school);
        school.Erp.Pay($"{Reference}_inv1", 423.5m);
        await school.RunDaysAsync(1, 1);
        var paid = await ListAsync(school);

        Assert.Equal((0, null, "planned"), (before.Invoiced, before.Owed, before.Enrolment));
        Assert.Equal((1, "423.50 EUR"), (invoiced.Invoiced, invoiced.Owed.ToString()));
        Assert.Equal((1, "0.00 EUR", "done"), (paid.Settled, paid.Owed.ToString(), paid.Enrolment));
    }

    [Fact]
    public async Task Reconciling_before_the_next_run_does_not_miss_the_bill_of_who_was_just_enrolled()
    {
        await using var school = await Selling.OpenAsync();
        await school.ImportAsync(AtOnce);
        await school.RunAsync();
        Assert.True(school.Lms.CanEnter("10", "7"));

        Assert.Empty((await CompareAsync(school)).Differences);
    }

    private static async Task<ListedSale> ListAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return Assert.Single((await SaleList.ReadAsync(ledger, "demo", null, 10, Ct)).Sales);
    }

    private static Task<ReconciliationReport> CompareAsync(TestSchool school) =>
        new Reconciler(school.NewRun(), null).CompareAsync(Ct);
}
