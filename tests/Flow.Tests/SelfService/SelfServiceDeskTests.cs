using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.SelfService;

/// <summary>Due on day 10, last notice on day 20, suspended on day 30.</summary>
public sealed class SelfServiceDeskTests
{
    private const int Suspended = 30;
    private const string Receivable = "demo_enr_10-1_1_1_1";
    private static readonly AccessTarget Target = new("10", "1");

    private static readonly SelfServiceTerms Terms = new()
    {
        PromiseDays = 7,
        PromiseRestores = true,
        GraceHours = 48,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspended_learner_sees_why_and_what_is_owed_at_this_instant()
    {
        await using var school = await SchoolAsync(Suspended);
        school.Erp.Pay(Receivable + "_inv1", 21m);
        await school.RunAsync();

        var view = await ViewAsync(school);

        var item = Assert.Single(view.Items);
        Assert.Equal((SelfServiceState.Suspended, "100.00 EUR"), (view.State, item.Owed.ToString()));
        Assert.Equal((Receivable, TestSchool.Start.AddDays(10)), (item.Reference, item.DueOn));
        Assert.NotNull(item.Number);
        Assert.Equal([TestSchool.Start.AddDays(13), TestSchool.Start.AddDays(20)], view.WrittenOn);
        Assert.Equal(school.Now, view.SuspendedAt);
        Assert.Equal((Receivable, "es"), (view.Reason!.Reference, view.Language));
        Assert.Equal((false, false), (view.PersonDecides, view.WaitsForPerson));
    }

    [Fact]
    public async Task Nobody_unknown_and_nobody_elses_course_is_shown()
    {
        await using var school = await SchoolAsync(1);

        Assert.Null(await Desk(school).OpenAsync(new AccessTarget("10", "9"), Ct));
        Assert.Null(await Desk(school).OpenAsync(new AccessTarget("99", "1"), Ct));
    }

    [Fact]
    public async Task Before_the_last_notice_nothing_stands_against_access_and_nothing_is_offered()
    {
        await using var school = await SchoolAsync(19);
        var before = await ViewAsync(school);
        await school.RunDaysAsync(20, 20);

        var after = await ViewAsync(school);

        Assert.Equal((SelfServiceState.Clear, SelfServiceState.Noticed), (before.State, after.State));
        Assert.Equal(OfferState.NotNeeded, before.Objection.State);
        Assert.Equal(
            (OfferState.Open, OfferState.NotNeeded, OfferState.Open),
            (after.Promise.State, after.Grace.State, after.Objection.State)
        );
    }

    [Fact]
    public async Task A_grace_pass_gives_access_to_its_last_second_and_then_the_same_debt_suspends_again()
    {
        await using var school = await SchoolAsync(Suspended);

        var outcome = await Desk(school).UseGraceAsync(Target, 1, Ct);
        await school.RunMoneyAsync();
        var atOnce = school.Lms.CanEnter("10", "1");
        school.Wait(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1));
        await school.RunAsync();
        var lastSecond = (school.Lms.CanEnter("10", "1"), (await ViewAsync(school)).Grace.State);
        school.Wait(TimeSpan.FromSeconds(1));
        await school.RunAsync();

        Assert.Equal((SelfOutcome.Done, true), (outcome, atOnce));
        Assert.Equal((true, OfferState.Holds), lastSecond);
        Assert.False(school.Lms.CanEnter("10", "1"));
        Assert.Equal(OfferState.UsedUp, (await ViewAsync(school)).Grace.State);
    }

    [Fact]
    public async Task A_pass_sent_again_is_one_pass_while_it_holds_and_none_afterwards()
    {
        await using var school = await SchoolAsync(Suspended);
        var desk = Desk(school);
        await desk.UseGraceAsync(Target, 1, Ct);

        var again = await desk.UseGraceAsync(Target, 1, Ct);
        await school.RunDaysAsync(Suspended + 1, Suspended + 3);
        var replayed = await desk.UseGraceAsync(Target, 1, Ct);
        var oneTooMany = await desk.UseGraceAsync(Target, 2, Ct);

        Assert.Equal((SelfOutcome.Done, SelfOutcome.Changed, SelfOutcome.NotAllowed), (again, replayed, oneTooMany));
        Assert.Single(await StandingsAsync(school));
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Many_tabs_and_nodes_at_once_make_one_pass_one_promise_and_one_objection()
    {
        await using var school = await SchoolAsync(Suspended);
        var until = TestSchool.Start.AddDays(Suspended + 7);

        var promises = await AtOnceAsync(school, x => x.PromiseAsync(Target, 1, until, Ct));
        var objections = await AtOnceAsync(school, x => x.ObjectAsync(Target, 1, "I paid in cash.", Ct));

        Assert.All(promises.Concat(objections), x => Assert.Equal(SelfOutcome.Done, x));
        Assert.Equal(
            [StandingKind.Promise, StandingKind.Objection],
            (await StandingsAsync(school)).Select(x => x.Kind)
        );
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(2, await ledger.Journal.CountAsync(x => x.Actor == "learner", Ct));
    }

    [Fact]
    public async Task Many_tabs_at_once_use_one_pass()
    {
        await using var school = await SchoolAsync(Suspended);

        var outcomes = await AtOnceAsync(school, x => x.UseGraceAsync(Target, 1, Ct));

        Assert.All(outcomes, x => Assert.Equal(SelfOutcome.Done, x));
        Assert.Single(await StandingsAsync(school));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_promise_holds_through_its_last_day_and_gives_access_back_if_the_school_says_so(bool restores)
    {
        await using var school = await SchoolAsync(Suspended, Terms with { PromiseRestores = restores });
        var until = TestSchool.Start.AddDays(Suspended + 7);

        var outcome = await Desk(school).PromiseAsync(Target, 1, until, Ct);
        await school.RunDaysAsync(Suspended, Suspended + 7);
        var lastDay = school.Lms.CanEnter("10", "1");
        var view = await ViewAsync(school);
        await school.RunDaysAsync(Suspended + 8, Suspended + 8);

        Assert.Equal((SelfOutcome.Done, restores), (outcome, lastDay));
        Assert.Equal((until, OfferState.Holds), (view.PromisedUntil, view.Promise.State));
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    public async Task A_promise_of_another_day_is_refused_and_nothing_is_stored(int days)
    {
        await using var school = await SchoolAsync(Suspended);

        var outcome = await Desk(school).PromiseAsync(Target, 1, TestSchool.Start.AddDays(Suspended + days), Ct);

        Assert.Equal(SelfOutcome.WrongDay, outcome);
        Assert.Empty(await StandingsAsync(school));
    }

    [Fact]
    public async Task The_third_promise_in_a_year_is_refused()
    {
        await using var school = await SchoolAsync(Suspended);
        var desk = Desk(school);
        var outcomes = new List<SelfOutcome>();
        foreach (var number in new[] { 1, 2, 3 })
        {
            var today = DateOnly.FromDateTime(school.Now.DateTime);
            outcomes.Add(await desk.PromiseAsync(Target, number, today, Ct));
            school.GoTo(today.AddDays(1));
            await school.RunAsync();
        }

        Assert.Equal([SelfOutcome.Done, SelfOutcome.Done, SelfOutcome.NotAllowed], outcomes);
    }

    [Fact]
    public async Task An_objection_freezes_the_suspension_until_a_person_answers()
    {
        await using var school = await SchoolAsync(25);
        var objected = await Desk(school).ObjectAsync(Target, 1, " The invoice is not mine. ", Ct);

        var report = await school.RunDaysAsync(26, 35);
        var frozen = school.Lms.CanEnter("10", "1");
        var desk = new ObjectionDesk(school.Ledger, "demo", school.Clock);
        var open = Assert.Single(await desk.ListAsync(Ct));
        var answered = await desk.AnswerAsync(Receivable, "ana", "it is", Ct);
        var after = await school.RunDaysAsync(36, 36);

        Assert.Equal((SelfOutcome.Done, true), (objected, frozen));
        Assert.Contains(report.Remarks, x => x is { Code: "objection.waits", Where: Receivable, NeedsPerson: true });
        Assert.Equal((Receivable, "The invoice is not mine."), (open.Reference, open.Text));
        Assert.Equal(1, answered);
        Assert.DoesNotContain(after.Remarks, x => x.Code == "objection.waits");
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task An_objection_does_not_give_access_back_and_says_nothing_of_its_text_but_to_the_school()
    {
        await using var school = await SchoolAsync(Suspended);

        await Desk(school).ObjectAsync(Target, 1, "my secret words", Ct);
        var report = await school.RunDaysAsync(Suspended + 1, Suspended + 1);

        Assert.False(school.Lms.CanEnter("10", "1"));
        Assert.NotNull((await ViewAsync(school)).ObjectedAt);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.DoesNotContain(await ledger.Journal.ToListAsync(Ct), x => x.Payload!.Contains("secret"));
        Assert.DoesNotContain(report.Remarks, x => x.Message.Contains("secret") || x.Hint.Contains("secret"));
    }

    [Theory]
    [InlineData(0, SelfOutcome.NoText)]
    [InlineData(1000, SelfOutcome.Done)]
    [InlineData(1001, SelfOutcome.TextTooLong)]
    public async Task An_objection_has_at_most_a_thousand_characters(int characters, object expected)
    {
        await using var school = await SchoolAsync(Suspended);

        Assert.Equal(expected, await Desk(school).ObjectAsync(Target, 1, new string('a', characters) + "\r\n", Ct));
    }

    [Fact]
    public async Task Who_has_paid_is_offered_nothing()
    {
        await using var school = await SchoolAsync(Suspended);
        school.Erp.Pay(Receivable + "_inv1", 121m);
        await school.RunDaysAsync(Suspended + 1, Suspended + 1);

        var view = await ViewAsync(school);

        Assert.Equal((SelfServiceState.Clear, 0), (view.State, view.Items.Count));
        Assert.Equal(SelfOutcome.Changed, await Desk(school).UseGraceAsync(Target, 1, Ct));
        Assert.Equal(SelfOutcome.Changed, await Desk(school).ObjectAsync(Target, 1, "why", Ct));
    }

    [Fact]
    public async Task A_school_whose_people_decide_says_so()
    {
        await using var school = await SchoolAsync(0);
        school.Profile = school.Profile with { Access = school.Profile.Access with { Approval = true } };
        await school.RunDaysAsync(1, Suspended);

        var view = await ViewAsync(school);

        Assert.Equal((true, true, SelfServiceState.Noticed), (view.PersonDecides, view.WaitsForPerson, view.State));
    }

    private static async Task<TestSchool> SchoolAsync(int days, SelfServiceTerms? terms = null)
    {
        var school = await TestSchool.WithLearnersAsync(1);
        school.Profile = school.Profile with { Access = school.Profile.Access with { SelfService = terms ?? Terms } };
        await school.RunDaysAsync(0, days);
        return school;
    }

    private static SelfServiceDesk Desk(TestSchool school) => new(school.Ledger, school.NewRun().Mapping, school.Clock);

    private static async Task<SelfServiceView> ViewAsync(TestSchool school) =>
        (await Desk(school).OpenAsync(Target, Ct))!;

    private static Task<SelfOutcome[]> AtOnceAsync(TestSchool school, Func<SelfServiceDesk, Task<SelfOutcome>> act) =>
        Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => act(Desk(school)))));

    private static async Task<List<Standing>> StandingsAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Standings.OrderBy(x => x.Id).ToListAsync(Ct);
    }
}
