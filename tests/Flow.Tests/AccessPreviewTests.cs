using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests;

public sealed class AccessPreviewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_says_how_many_would_be_let_in_and_leaves_all_as_it_is()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Profile = school.Profile with { Limits = new RunLimits(1000, 1000, 3, 100) };
        await UntilSuspendedAsync(school);
        await PayTwoAsync(school);

        var preview = await school.RunAsync(new CycleOptions("test", DryRun: true));

        Assert.Equal(2, preview.Counts["access.restore-proposed"]);
        Assert.False(preview.Counts.ContainsKey("access.restored"));
        Assert.All(
            await RecordsAsync(school),
            x => Assert.Equal((AccessStage.Suspended, null), (x.Stage, x.ReleasedAt))
        );
        Assert.All(["1", "2", "3"], x => Assert.False(school.Lms.CanEnter("10", x)));
    }

    [Fact]
    public async Task After_a_dry_run_those_who_paid_are_let_in_by_the_next_run()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Profile = school.Profile with { Limits = new RunLimits(1000, 1000, 3, 100) };
        await UntilSuspendedAsync(school);
        await PayTwoAsync(school);
        await school.RunAsync(new CycleOptions("test", DryRun: true));

        var report = await school.RunAsync();

        Assert.Equal(2, report.Counts["access.restored"]);
        Assert.Equal((true, true, false), (Enters(school, "1"), Enters(school, "2"), Enters(school, "3")));
    }

    [Fact]
    public async Task A_dry_run_does_not_note_access_given_back_by_hand()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await UntilSuspendedAsync(school);
        school.Lms.SetStatus("10", "1", EnrolmentStatus.Active);

        await school.RunAsync(new CycleOptions("test", DryRun: true));

        Assert.Equal(AccessStage.Suspended, Assert.Single(await RecordsAsync(school)).Stage);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(51, 50)]
    public async Task Proposed_suspensions_are_named_up_to_fifty_and_all_counted(int learners, int named)
    {
        await using var school = await TestSchool.WithLearnersAsync(learners);
        school.Profile = school.Profile with
        {
            Switches = new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Propose),
        };

        var report = await UntilSuspendedAsync(school);

        var remarks = report.Remarks.Where(x => x.Code == "suspension.proposed").ToList();
        Assert.Equal(learners, report.Counts["suspensions.proposed"]);
        Assert.Equal(named, remarks.Select(x => x.Where).Distinct().Count());
        Assert.All(remarks, x => Assert.Contains("explain demo_enr_10-", x.Hint, StringComparison.Ordinal));
        Assert.Empty(school.Lms.Suspended);
    }

    [Fact]
    public async Task Suspensions_over_the_limit_wait_and_are_named()
    {
        await using var school = await TestSchool.WithLearnersAsync(12); // 50 % of them a day: six.

        var report = await UntilSuspendedAsync(school);

        var waiting = report.Remarks.Where(x => x.Code == "guard.blast-radius").Select(x => x.Where).ToList();
        Assert.Equal(6, report.Counts["access.suspended"]);
        Assert.Equal(6, waiting.Count);
        Assert.Equal(12, waiting.Concat(school.Lms.Suspended).Distinct().Count());
        Assert.Contains(report.Remarks, x => x is { Code: "limit.suspensions", NeedsPerson: true });
    }

    [Fact]
    public async Task Suspensions_within_the_limit_name_nobody_who_waits()
    {
        await using var school = await TestSchool.WithLearnersAsync(12);
        school.Profile = school.Profile with { Limits = new RunLimits(1000, 1000, 12, 100) };

        var report = await UntilSuspendedAsync(school);

        Assert.Equal(12, report.Counts["access.suspended"]);
        Assert.DoesNotContain(report.Remarks, x => x.Code is "guard.blast-radius" or "limit.suspensions");
    }

    private static bool Enters(TestSchool school, string learner) => school.Lms.CanEnter("10", learner);

    private static Task PayTwoAsync(TestSchool school)
    {
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        school.Erp.Pay("demo_enr_10-2_1_1_1_inv1", 121m);
        school.GoTo(TestSchool.Start.AddDays(33));
        // A preview decides from what is read in it: let the ledger have the payments first.
        return school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "balances" }));
    }

    // Due on day 10; the rungs are climbed on their days.
    private static async Task<CycleReport> UntilSuspendedAsync(TestSchool school)
    {
        CycleReport? report = null;
        foreach (var day in new[] { 0, 13, 20, 30 })
        {
            report = await school.RunDaysAsync(day, day);
        }

        return report!;
    }

    private static async Task<List<AccessRecord>> RecordsAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.AccessRecords.OrderBy(x => x.Id).ToListAsync(Ct);
    }
}
