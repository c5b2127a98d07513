using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class CycleTests
{
    private static readonly DateTimeOffset Began = new(2026, 9, 1, 7, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enrolments_become_posted_invoices_once_and_a_second_run_changes_nothing()
    {
        await using var school = await WithLearnersAsync(3);

        var first = await school.RunAsync();
        var second = await school.RunAsync();

        Assert.True(first.Complete, string.Join("; ", first.Steps.Select(x => x.Problem)));
        Assert.Equal(3, first.Counts["documents.posted"]);
        Assert.False(second.Counts.ContainsKey("documents.posted"));
        Assert.Equal(3, school.Erp.Documents.Count);
        Assert.All(school.Erp.Documents, x => Assert.Equal(DocumentState.Posted, x.State));
        Assert.Equal(36300, second.Totals!.Amounts.Single().Open.MinorUnits);
    }

    [Fact]
    public async Task A_draft_that_differs_by_a_cent_is_parked_and_not_posted()
    {
        await using var school = await WithLearnersAsync(1);
        school.Erp.DraftErrorMinor = 1;

        var report = await school.RunAsync();

        Assert.Equal(DocumentState.Draft, school.Erp.Documents.Single().State);
        Assert.Contains(report.Remarks, x => x.Code == "parked.document" && x.NeedsPerson);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_gives_one_invoice()
    {
        await using var school = await WithLearnersAsync(2);
        school.Erp.LoseDraftAnswers = 1;

        await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(2, school.Erp.Documents.Count);
        Assert.All(school.Erp.Documents, x => Assert.Equal(DocumentState.Posted, x.State));
    }

    [Fact]
    public async Task Who_does_not_pay_is_reminded_rung_by_rung_then_suspended_and_back_when_paid()
    {
        await using var school = await WithLearnersAsync(1);
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
    public async Task A_gateway_payment_stops_the_road_before_the_ERP_has_it_and_is_entered_once()
    {
        await using var school = await WithLearnersAsync(1);
        await school.RunAsync();
        var receivable = school.Erp.Documents.Single().Reference[..^5];
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", receivable);
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", receivable);

        var paid = await school.RunAsync();
        await school.RunAsync();

        Assert.Single(school.Erp.Recorded);
        Assert.Equal(0, paid.Totals!.Amounts.Single().Open.MinorUnits);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(1, await ledger.Payments.CountAsync(Ct));
    }

    [Fact]
    public async Task Nobody_has_left_because_a_listing_was_empty_or_cut_short()
    {
        await using var school = await WithLearnersAsync(6);
        await school.RunAsync();
        school.Lms.Enrolments.Clear();

        var report = await school.RunAsync();

        Assert.Contains(report.Remarks, x => x.Code == "listing.empty");
        Assert.False(report.Counts.ContainsKey("enrolments.gone"));
    }

    [Fact]
    public async Task A_returning_learner_is_billed_anew()
    {
        await using var school = await WithLearnersAsync(2);
        await school.RunAsync();
        school.Lms.Unenrol("10", "1");
        school.GoTo(TestSchool.Start.AddDays(5));
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(60));
        school.Lms.Enrol("10", "1", school.Now);

        await school.RunAsync();

        Assert.Equal(3, school.Erp.Documents.Count);
        Assert.Contains(school.Erp.Documents, x => x.Reference == "demo_enr_10-1_2_1_1_inv1");
    }

    [Fact]
    public async Task An_enrolment_before_billFrom_is_not_billed_unless_it_is_named()
    {
        await using var school = await TestSchool.OpenAsync();
        school.Lms.AddCourse("10", 100);
        school.Lms.AddLearner("1");
        school.Lms.AddLearner("2");
        school.Lms.AddLearner("3");
        school.Lms.Enrol("10", "1", new DateTimeOffset(2026, 7, 31, 21, 59, 0, TimeSpan.Zero)); // 23:59 in Madrid
        school.Lms.Enrol("10", "2", new DateTimeOffset(2026, 7, 31, 22, 0, 0, TimeSpan.Zero)); // 1 August in Madrid
        school.Lms.Enrol("10", "3", new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        school.Profile = school.Profile with { BillAnyway = new HashSet<string> { "10/3" } };

        await school.RunAsync();

        Assert.Equal(
            ["demo_enr_10-2_1_1_1_inv1", "demo_enr_10-3_1_1_1_inv1"],
            school.Erp.Documents.Select(x => x.Reference).Order()
        );
    }

    [Fact]
    public async Task An_existing_customer_is_bound_and_two_matches_are_parked()
    {
        await using var school = await WithLearnersAsync(2);
        school.Erp.Customers.Add(("old1", null, "u1@example.org"));
        school.Erp.Customers.Add(("old2a", null, "u2@example.org"));
        school.Erp.Customers.Add(("old2b", null, "u2@example.org"));

        var report = await school.RunAsync();

        Assert.Equal("old1", school.Erp.Documents.Single().CustomerKey);
        Assert.Contains(report.Remarks, x => x.Code == "parked.customer" && x.Where == "l2");
    }

    [Fact]
    public async Task An_invoice_that_stood_there_before_is_adopted_and_not_doubled()
    {
        await using var school = await WithLearnersAsync(1);
        school.Erp.Customers.Add(("old1", null, "u1@example.org"));
        school.Erp.AddInvoice("old1", 100, "Curso C-10", new DateOnly(2026, 8, 20));
        school.Profile = school.Profile with
        {
            Adoption = new AdoptionRule(
                new DateOnly(2026, 8, 1),
                new DateOnly(2026, 9, 30),
                "{{course.idNumber}}",
                true,
                true
            ),
        };

        var report = await school.RunAsync();

        Assert.Equal(1, report.Counts["documents.adopted"]);
        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task Proposing_writes_nothing_anywhere()
    {
        await using var school = await WithLearnersAsync(2);
        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Propose, SwitchLevel.Propose, SwitchLevel.Propose),
        };

        var report = await school.RunAsync();

        Assert.Empty(school.Erp.Documents);
        Assert.Empty(school.Erp.Customers);
        Assert.Equal(2, report.Counts["customers.proposed"]);
    }

    [Fact]
    public async Task The_limit_of_invoices_is_kept_and_said()
    {
        await using var school = await WithLearnersAsync(5);
        school.Profile = school.Profile with { Limits = school.Profile.Limits with { InvoicesPerRun = 3 } };

        var first = await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(3, first.Counts["documents.posted"]);
        Assert.Contains(first.Remarks, x => x.Code == "limit.invoices");
        Assert.Equal(5, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task Nobody_is_reminded_or_suspended_while_the_ERP_cannot_be_read()
    {
        await using var school = await WithLearnersAsync(1);
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
        await using var school = await WithLearnersAsync(1);
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
        await using var school = await WithLearnersAsync(1);
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
    public async Task Pending_money_and_credit_stop_a_suspension()
    {
        await using var school = await WithLearnersAsync(1);
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

    [Fact]
    public async Task Access_given_back_by_hand_is_respected()
    {
        await using var school = await WithLearnersAsync(1);
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

    private static async Task<TestSchool> WithLearnersAsync(int learners)
    {
        var school = await TestSchool.OpenAsync();
        school.Lms.AddCourse("10", 100);
        foreach (var key in Enumerable.Range(1, learners).Select(x => $"{x}"))
        {
            school.Lms.AddLearner(key);
            school.Lms.Enrol("10", key, Began);
        }

        return school;
    }
}
