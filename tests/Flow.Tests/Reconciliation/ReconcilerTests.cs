using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_school_that_agrees_has_no_difference_and_equal_totals()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        await school.RunAsync();

        var report = await CompareAsync(school);

        Assert.Empty(report.Differences);
        Assert.Empty(report.NotCompared);
        var (ledger, erp) = (Line(report, "connector"), Line(report, "ERP"));
        Assert.Equal((ledger.Count, ledger.Total, ledger.Open), (erp.Count, erp.Total, erp.Open));
        Assert.Equal(3, erp.Count);
    }

    [Fact]
    public async Task Before_the_first_run_everybody_is_enrolled_and_not_billed()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);

        var report = await CompareAsync(school);

        var cause = Assert.Single(report.Causes);
        Assert.Equal((DifferenceCause.EnrolledNotBilled, 2), (cause.Cause, cause.Count));
        Assert.Equal("200.00 EUR", $"{Assert.Single(cause.Amounts)}");
    }

    [Fact]
    public async Task What_was_issued_before_the_day_asked_for_is_not_compared()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 10);

        Assert.NotEmpty((await CompareAsync(school, TestSchool.Start)).Differences);
        Assert.Empty((await CompareAsync(school, TestSchool.Start.AddDays(1))).Differences);
    }

    [Fact]
    public async Task A_listing_that_was_cut_short_proves_nobody_gone_and_is_said()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunAsync();
        school.Lms.Unenrol("10", "1");

        var whole = await CompareAsync(school);
        school.Lms.Incomplete.Add("10");
        var cut = await CompareAsync(school);

        Assert.Equal(DifferenceCause.NoLongerEnrolled, Assert.Single(whole.Differences).Cause);
        Assert.Empty(cut.Differences);
        Assert.Contains("course 10", Assert.Single(cut.NotCompared), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_does_not_answer_ends_the_comparison()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Down = true;

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => CompareAsync(school));
    }

    [Fact]
    public async Task An_invoice_cancelled_in_the_ERP_waits_for_a_decision_and_retry_bills_it_anew_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Cancel("demo_enr_10-1_1_1_1_inv1");
        await school.RunAsync();
        await school.RunAsync();
        var waiting = Assert.Single((await CompareAsync(school)).Differences);

        await Desk(school).RetryAsync("demo_enr_10-1_1_1_1_inv1", "ana", "it stands", Ct);
        await school.RunAsync();
        await school.RunAsync();

        Assert.Equal(DifferenceCause.CancelledInErp, waiting.Cause);
        Assert.Equal(
            ["demo_enr_10-1_1_1_1_inv1 Cancelled", "demo_enr_10-1_1_1_1_inv2 Posted"],
            school.Erp.Documents.Select(x => $"{x.Reference} {x.State}")
        );
        Assert.Empty((await CompareAsync(school)).Differences);
    }

    [Fact]
    public async Task An_invoice_deleted_in_the_ERP_and_given_up_is_never_billed_again()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Delete("demo_enr_10-1_1_1_1_inv1");
        await school.RunAsync();
        var named = Assert.Single((await CompareAsync(school)).Differences);
        await school.RunAsync(new CycleOptions("test", Reread: true));

        await Desk(school).DismissAsync("demo_enr_10-1_1_1_1_inv1", "ana", "a present", Ct);
        await school.RunAsync();

        Assert.Equal((DifferenceCause.BilledNotInErp, "sync --reread"), (named.Cause, named.Command));
        Assert.Empty(school.Erp.Documents);
        Assert.Empty((await CompareAsync(school)).Differences);
    }

    private static ParkedDesk Desk(TestSchool school) => new(school.Ledger, "demo", school.Clock);

    private static Task<ReconciliationReport> CompareAsync(TestSchool school, DateOnly? since = null) =>
        new Reconciler(school.NewRun(), since).CompareAsync(Ct);

    private static ControlLine Line(ReconciliationReport report, string system) =>
        report.Totals.Single(x => x.System == system && x.Total is not null);
}
