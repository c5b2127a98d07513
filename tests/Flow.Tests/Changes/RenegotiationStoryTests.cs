using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Receivables;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

public sealed class RenegotiationStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_open_is_divided_anew_and_what_is_paid_stays()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 4, ChangingSchool.Used);
        await school.RunDaysAsync(0, 1);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 30.25m);
        await school.RunDaysAsync(2, 31);

        var answer = await PlanAsync(school, "10/1", "2026-10-20=30.00,2026-11-20=rest");
        await school.RunDaysAsync(32, 90);

        Assert.Equal(ChangeKind.Planned, answer.Kind);
        Assert.Equal(["1.inv1 25.00", "2.cn1 25.00", "2.inv1 25.00", "5.inv1 30.00", "6.inv1 45.00"], school.Papers());
        Assert.Equal(90.75m, await school.OwedAsync());
    }

    [Fact]
    public async Task An_instalment_that_was_paid_in_part_is_credited_for_the_rest_only()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 48.4m);
        await school.RunDaysAsync(1, 1);

        await PlanAsync(school, "10/1", "2026-12-05=rest");
        await school.RunDaysAsync(2, 90);

        Assert.Equal(["1.cn1 60.00", "1.inv1 100.00", "2.inv1 60.00"], school.Papers());
        Assert.Equal(["1 Cancelled 100.00", "2 Live 60.00"], await school.StatesAsync());
        Assert.Equal(72.6m, await school.OwedAsync());
        await using var ledger = school.Ledger.CreateDbContext();
        var terms = AgreementSnapshot.Parse((await ledger.Agreements.SingleAsync(Ct)).Terms).Terms;
        Assert.Equal(terms.Price, terms.Instalments[0].Amount + terms.Instalments[1].Amount);
        Assert.Equal(2, (await ledger.Agreements.SingleAsync(Ct)).Revision);
    }

    [Fact]
    public async Task It_may_be_renegotiated_once_more()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunDaysAsync(0, 1);
        await PlanAsync(school, "10/1", "2026-10-05=50,2026-11-05=50");
        await school.RunDaysAsync(2, 2);

        await PlanAsync(school, "10/1", "2026-12-05=rest");
        await school.RunDaysAsync(3, 120);

        Assert.Equal(
            ["1 Cancelled 100.00", "2 Cancelled 50.00", "3 Cancelled 50.00", "4 Live 100.00"],
            await school.StatesAsync()
        );
        Assert.Equal(121m, await school.OwedAsync());
    }

    [Fact]
    public async Task The_same_word_twice_on_one_day_makes_no_second_credit_note()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunDaysAsync(0, 1);
        await PlanAsync(school, "10/1", "2026-10-05=50,2026-11-05=rest");
        await school.RunDaysAsync(2, 3);

        var again = await PlanAsync(school, "10/1", "2026-10-05=rest,2026-11-05=50.00");

        Assert.Equal(ChangeKind.Nothing, again.Kind);
        Assert.Equal(["2 Live 50.00", "3 Live 50.00"], (await school.StatesAsync()).Skip(1));
    }

    [Fact]
    public async Task A_dismissed_credit_note_does_not_ask_for_the_same_money_twice()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunDaysAsync(0, 1);
        await PlanAsync(school, "10/1", "2026-12-05=rest");
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            var note = await ledger.Intents.SingleAsync(x => x.Reference.EndsWith("_cn1"), Ct);
            note.State = Connector.Flow.Ledger.IntentState.Parked;
            await ledger.SaveChangesAsync(Ct);
            var desk = new Connector.Flow.Desk.ParkedDesk(school.Ledger, "demo", school.Clock);
            await desk.DismissAsync(note.Reference, "ana", "credited by hand", Ct);
        }

        await school.RunDaysAsync(2, 90);

        Assert.Equal(121m, await school.OwedAsync());
    }

    [Theory]
    [InlineData("2026-08-31=rest", "is over")]
    [InlineData("2026-10-05=50,2026-10-05=50", "do not follow")]
    [InlineData("2026-10-05=50,2026-11-05=49.99", "must be equal")]
    [InlineData("2026-10-05=100,2026-11-05=rest", "nothing is left")]
    [InlineData("2026-10-05=rest,2026-11-05=rest", "Only one part")]
    [InlineData("2026-10-05=0,2026-11-05=rest", "above zero")]
    [InlineData("2026-10-05=1.001,2026-11-05=rest", "is no part")]
    [InlineData("soon=100", "is no part")]
    public async Task What_does_not_add_up_is_refused_and_nothing_is_stored(string parts, string reason)
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunAsync();

        var answer = await PlanAsync(school, "10/1", parts);

        Assert.Equal(ChangeKind.Refused, answer.Kind);
        Assert.Contains(reason, answer.Message, StringComparison.Ordinal);
        Assert.Equal(["1 Live 100.00"], await school.StatesAsync());
    }

    [Fact]
    public async Task What_is_paid_leaves_nothing_to_divide()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, null);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(1, 1);

        Assert.Equal(ChangeKind.Refused, (await PlanAsync(school, "10/1", "2026-10-05=rest")).Kind);
    }

    private static async Task<ChangeAnswer> PlanAsync(TestSchool school, string subject, string parts) =>
        (await new Renegotiation(school.NewRun()).PlanAsync(subject, parts, "they asked", "en", Ct))!;
}
