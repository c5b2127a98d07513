using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

public sealed class EndedEnrolmentStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_unenrolled_half_way_owes_half_of_it_from_the_next_day_on()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");

        await school.RunDaysAsync(15, 15);
        var sameDay = school.Papers();
        await school.RunDaysAsync(16, 20);

        Assert.Equal(["1.inv1 100.00"], sameDay);
        Assert.Equal(["1.cn1 50.00", "1.inv1 100.00"], school.Papers());
        Assert.Equal(60.5m, await school.OwedAsync());
    }

    [Fact]
    public async Task Who_is_back_on_the_same_day_is_as_before()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");
        await school.RunDaysAsync(15, 15);
        school.Lms.Enrol("10", "1", new DateTimeOffset(2026, 9, 1, 7, 0, 0, TimeSpan.Zero));
        school.Wait(TimeSpan.FromHours(2));
        await school.RunAsync();

        await school.RunDaysAsync(16, 20);

        Assert.Equal(["1.inv1 100.00"], school.Papers());
    }

    [Fact]
    public async Task Nobody_has_left_while_the_listing_is_cut_short()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");
        school.Lms.Incomplete.Add("10");

        await school.RunDaysAsync(15, 20);

        Assert.Equal(["1.inv1 100.00"], school.Papers());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_suspension_by_us_or_by_the_school_ends_nothing_and_the_learner_keeps_owing(bool byUs)
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        if (!byUs)
        {
            school.Lms.SetStatus("10", "1", EnrolmentStatus.Suspended);
        }

        await school.RunDaysAsync(15, 40);

        Assert.False(school.Lms.CanEnter("10", "1"));
        Assert.Equal(["1.inv1 100.00"], school.Papers());
        Assert.Equal(121m, await school.OwedAsync());
    }

    [Fact]
    public async Task Without_rules_an_enrolment_that_ends_changes_nothing_by_itself()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 2, null);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");

        await school.RunDaysAsync(15, 40);

        Assert.Equal(["1.inv1 50.00", "2.inv1 50.00"], school.Papers());
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Null((await ledger.Agreements.SingleAsync(Ct)).EndedOn);
    }

    [Fact]
    public async Task A_rule_that_keeps_everything_goes_on_billing_what_is_to_come()
    {
        var changes = ChangingSchool.Used with { OnEnd = LeavingRule.KeepAll };
        await using var school = await ChangingSchool.OpenAsync(1, 2, changes);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");

        await school.RunDaysAsync(15, 40);

        Assert.Equal(["1.inv1 50.00", "2.inv1 50.00"], school.Papers());
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(TestSchool.Start.AddDays(15), (await ledger.Agreements.SingleAsync(Ct)).EndedOn);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 0)]
    public async Task When_many_end_at_once_nothing_is_credited_until_a_person_confirms(int leavers, int credited)
    {
        await using var school = await ChangingSchool.OpenAsync(10, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        foreach (var key in Enumerable.Range(1, leavers))
        {
            school.Lms.Unenrol("10", $"{key}");
        }

        await school.RunDaysAsync(15, 15);
        var report = await school.RunDaysAsync(16, 16);
        var first = Notes(school);
        await school.RunAsync(new CycleOptions("test") { ChangesConfirmed = true });

        Assert.Equal(credited, first);
        Assert.Equal(credited == 0, report.Remarks.Exists(x => x is { Code: "limit.endings", NeedsPerson: true }));
        Assert.Equal(leavers, Notes(school));
    }

    [Fact]
    public async Task A_dry_run_and_a_school_that_only_proposes_end_nothing()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 14);
        school.Lms.Unenrol("10", "1");
        await school.RunAsync();
        school.GoTo(TestSchool.Start.AddDays(15));

        var report = await school.RunAsync(new CycleOptions("test", DryRun: true));

        Assert.Equal(1, report.Counts["agreements.to-end"]);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Null((await ledger.Agreements.SingleAsync(Ct)).EndedOn);
        Assert.Equal(0, await ledger.Documents.CountAsync(x => x.Kind == DocumentKind.CreditNote, Ct));
    }

    [Theory]
    [InlineData(4, 40, false)]
    [InlineData(5, 50, false)]
    [InlineData(5, 49, true)]
    [InlineData(6, 50, true)]
    public void More_than_a_tenth_and_at_least_five_are_too_many(int changes, int running, bool tooMany) =>
        Assert.Equal(tooMany, AgreementChanges.AreTooMany(changes, running));

    private static int Notes(TestSchool school) =>
        school.Erp.Documents.Count(x => x is { Kind: DocumentKind.CreditNote, State: DocumentState.Posted });
}
