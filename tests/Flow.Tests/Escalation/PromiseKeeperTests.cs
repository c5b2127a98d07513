using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Escalation;

public sealed class PromiseKeeperTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_promise_is_not_broken_before_its_day_although_more_is_owed_than_when_it_was_made()
    {
        var facts = new PromiseFacts(15000, 10000, [new PromisePart(new DateOnly(2026, 9, 10), 10000)], 2);

        var lastGraceDay = PromiseKeeper.StateOf(facts, new DateOnly(2026, 9, 12));
        var dayAfter = PromiseKeeper.StateOf(facts, new DateOnly(2026, 9, 13));

        Assert.Equal(PromiseState.Runs, lastGraceDay);
        Assert.Equal(PromiseState.Broken, dayAfter);
    }

    [Fact]
    public async Task An_invoice_that_was_issued_after_a_promise_neither_breaks_it_nor_keeps_it_from_being_kept()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        var desk = new StandingDesk(school.Ledger, school.NewRun().Mapping, school.Clock);
        var subject = await desk.SubjectAsync("l1", Ct);
        await desk.PromiseAsync(subject!, [(TestSchool.Start.AddDays(5), null)], "test", "test", Ct);
        school.GoTo(TestSchool.Start.AddDays(1));
        school.Lms.AddCourse("20", 50);
        school.Lms.Enrol("20", "1", school.Now);

        await school.RunAsync();
        var withAnotherInvoice = await PromiseAsync(school);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121);
        await school.RunDaysAsync(2, 2);
        var paid = await PromiseAsync(school);

        Assert.Null(withAnotherInvoice.EndedAt);
        Assert.Equal("kept", paid.Outcome);
    }

    private static async Task<Standing> PromiseAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Standings.AsNoTracking().SingleAsync(x => x.Kind == StandingKind.Promise, Ct);
    }
}
