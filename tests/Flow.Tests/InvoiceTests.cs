using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class InvoiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_electronic_invoicing_stands_comes_back_from_the_ERP_and_is_shown()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.SetLegal("demo_enr_10-1_1_1_1_inv1", "accepted", "CUFE-1");

        await school.RunDaysAsync(1, 1);

        await using var ledger = school.Ledger.CreateDbContext();
        var shown = await Explanation.OfAsync(ledger, "demo", "demo_enr_10-1_1_1_1", "es", Ct);
        Assert.Contains("e-invoice CUFE-1: accepted", Assert.Single(shown!.Documents), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_that_was_put_off_and_is_needed_no_more_leaves_no_wish_behind()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Erp.PutsCustomersOff = true;
        await school.RunAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        var wished = await ledger.Intents.CountAsync(x => x.Kind == IntentKind.Customer, Ct);
        (school.Billing, school.BillingVersion) = (_ => new BillingAnswer(null, "free", []), "free of charge");

        await school.RunDaysAsync(1, 2);

        Assert.Equal(1, wished);
        Assert.False(await ledger.Intents.AnyAsync(x => x.Kind == IntentKind.Customer, Ct));
    }

    [Fact]
    public async Task Enrolments_become_posted_invoices_once_and_a_second_run_changes_nothing()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);

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
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Erp.DraftErrorMinor = 1;

        var report = await school.RunAsync();

        Assert.Equal(DocumentState.Draft, school.Erp.Documents.Single().State);
        Assert.Contains(report.Remarks, x => x.Code == "parked.document" && x.NeedsPerson);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_gives_one_invoice()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        school.Erp.LoseDraftAnswers = 1;

        await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(2, school.Erp.Documents.Count);
        Assert.All(school.Erp.Documents, x => Assert.Equal(DocumentState.Posted, x.State));
    }

    [Fact]
    public async Task An_existing_customer_is_bound_and_two_matches_are_parked()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
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
        await using var school = await TestSchool.WithLearnersAsync(1);
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
        await using var school = await TestSchool.WithLearnersAsync(2);
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
        await using var school = await TestSchool.WithLearnersAsync(5);
        school.Profile = school.Profile with { Limits = school.Profile.Limits with { InvoicesPerRun = 3 } };

        var first = await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(3, first.Counts["documents.posted"]);
        Assert.Contains(first.Remarks, x => x.Code == "limit.invoices");
        Assert.Equal(5, school.Erp.Documents.Count);
    }

    [Fact]
    public async Task A_run_that_died_after_drafting_leaves_one_invoice_per_receivable()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Erp.DieAfterDrafting = new InvalidOperationException("killed");
        await school.RunAsync();

        await school.RunAsync();

        Assert.Equal(3, school.Erp.Documents.Count);
        Assert.All(school.Erp.Documents, x => Assert.Equal(DocumentState.Posted, x.State));
    }

    [Fact]
    public async Task Terms_that_change_before_an_invoice_is_planned_replace_the_receivable()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Switches = Proposing };
        await school.RunAsync();
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", 90);
        school.Profile = school.Profile with { Switches = Acting };

        await school.RunAsync();

        Assert.Equal(9000, school.Erp.Documents.Single().Untaxed.MinorUnits);
    }

    [Fact]
    public async Task An_enrolment_that_stopped_being_billable_before_its_invoice_is_not_invoiced()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Switches = Proposing };
        await school.RunAsync();
        school.Lms.SetStatus("10", "1", EnrolmentStatus.Suspended);
        school.Profile = school.Profile with { Switches = Acting };

        await school.RunAsync();
        var whileStopped = school.Erp.Documents.Count;
        school.Lms.SetStatus("10", "1", EnrolmentStatus.Active);
        await school.RunAsync();

        Assert.Equal(0, whileStopped);
        Assert.Single(school.Erp.Documents);
    }

    [Fact]
    public async Task A_cancelled_invoice_asks_for_nothing_and_is_not_made_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 14);
        school.Erp.Cancel(school.Erp.Documents.Single().Reference);

        await school.RunDaysAsync(15, 60);

        Assert.Single(school.Erp.Documents);
        Assert.Single(school.Email.Sent);
        Assert.True(school.Lms.CanEnter("10", "1"));
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal("NothingOwed", (await ledger.Receivables.Include(x => x.Decision).SingleAsync(Ct)).Decision!.Code);
    }

    [Fact]
    public async Task Nobody_is_locked_out_for_an_invoice_that_was_deleted()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 22);
        school.Erp.Delete(school.Erp.Documents.Single().Reference);

        await school.RunDaysAsync(23, 60);

        Assert.Empty(school.Erp.Documents);
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    private static readonly Switches Acting = new(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act);
    private static readonly Switches Proposing = new(SwitchLevel.Propose, SwitchLevel.Propose, SwitchLevel.Propose);
}
