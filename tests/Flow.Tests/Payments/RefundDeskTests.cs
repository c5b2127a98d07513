using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Payments;

/// <summary>Money that a person gives back, by the gateway or by hand.</summary>
public sealed class RefundDeskTests
{
    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Payment => References.Payment("demo", "fakepay", "pi_1");

    [Fact]
    public async Task The_gateway_is_asked_once_and_the_ERP_gets_what_it_tells()
    {
        await using var school = await PaidAsync();

        var answer = await AskAsync(school, 21m);
        await school.RunAsync();
        var asked = school.Erp.GivenBack.Count;
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 21m, "l1");
        var report = await school.RunDaysAsync(2, 3);

        Assert.Equal((RefundAnswerKind.Planned, $"{Payment}_a1"), (answer!.Kind, answer.Reference));
        var refund = Assert.Single(school.Gateway.Refunds);
        Assert.Equal(($"{Payment}_a1", "pi_1", 2100L), (refund.Reference, refund.PaymentKey, refund.Amount.MinorUnits));
        Assert.Equal(0, asked);
        Assert.Equal($"{Payment}_r1", Assert.Single(school.Erp.GivenBack).Reference);
        Assert.Equal(2100, report.Totals!.Amounts.Single().Owed.MinorUnits);
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_made_once()
    {
        await using var school = await PaidAsync();
        await AskAsync(school, 21m);
        school.Gateway.LoseRefundAnswer = true;

        await school.RunDaysAsync(2, 2);
        var lost = await StateAsync(school, $"{Payment}_a1");
        await school.RunDaysAsync(3, 4);

        Assert.Equal(IntentState.Unknown, lost);
        Assert.Equal(IntentState.Done, await StateAsync(school, $"{Payment}_a1"));
        Assert.Single(school.Gateway.Refunds);
    }

    [Fact]
    public async Task A_refund_that_the_gateway_refuses_waits_for_a_person()
    {
        await using var school = await PaidAsync();
        school.Gateway.RefusesRefunds = "The charge is too old.";
        await AskAsync(school, 21m);

        await school.RunAsync();

        var desk = new ParkedDesk(school.Ledger, "demo", school.Clock);
        var parked = Assert.Single(await desk.ListAsync(Ct));
        Assert.Equal(($"{Payment}_a1", "The charge is too old."), (parked.Reference, parked.Reason));
        Assert.Equal(100m, (await AskAsync(school, 0m))!.Left.Amount); // It may still be tried again.

        await desk.DismissAsync(parked.Reference, "ana", "given in the console", Ct);

        Assert.Equal(121m, (await AskAsync(school, 0m))!.Left.Amount);
    }

    [Fact]
    public async Task What_was_given_back_by_hand_is_entered_and_the_gateway_is_not_asked()
    {
        await using var school = await PaidAsync();

        var answer = await AskAsync(school, 40m, byHand: true, journal: "CSH1");
        var report = await school.RunAsync();

        Assert.Equal($"{Payment}_r1", answer!.Reference);
        Assert.Empty(school.Gateway.Refunds);
        var entry = Assert.Single(school.Erp.GivenBack);
        Assert.Equal((4000L, "CSH1"), (entry.Amount.MinorUnits, entry.JournalKey));
        Assert.Contains("by hand", entry.Memo, StringComparison.Ordinal);
        Assert.Equal(4000, report.Totals!.Amounts.Single().Owed.MinorUnits);
        Assert.Empty((await new Reconciler(school.NewRun(), null).CompareAsync(Ct)).Differences);
    }

    [Fact]
    public async Task By_hand_and_by_the_gateway_are_entered_beside_each_other()
    {
        await using var school = await PaidAsync();
        await AskAsync(school, 40m, byHand: true);
        await school.RunAsync();
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 20m, "l1");

        var report = await school.RunDaysAsync(2, 3);

        Assert.Equal([4000L, 2000L], school.Erp.GivenBack.Select(x => x.Amount.MinorUnits));
        Assert.Equal(6000, report.Totals!.Amounts.Single().Owed.MinorUnits);
    }

    [Theory]
    [InlineData(80.99, true)]
    [InlineData(81.00, true)]
    [InlineData(81.01, false)]
    [InlineData(0, false)]
    [InlineData(1.001, false)]
    public async Task Never_more_than_is_left_goes_back(decimal amount, bool planned)
    {
        await using var school = await PaidAsync();
        await AskAsync(school, 10m);
        await AskAsync(school, 30m, byHand: true);

        var answer = await AskAsync(school, amount);

        Assert.Equal(planned ? RefundAnswerKind.Planned : RefundAnswerKind.Refused, answer!.Kind);
        Assert.Equal(81m, answer.Left.Amount);
    }

    [Fact]
    public async Task What_was_asked_for_and_is_told_is_not_counted_twice()
    {
        await using var school = await PaidAsync();
        await AskAsync(school, 21m);
        await school.RunAsync();
        school.Gateway.Tell("e2", school.Now, "pi_1", PaymentState.Refunded, 21m, "l1");
        await school.RunDaysAsync(2, 2);

        Assert.Equal(100m, (await AskAsync(school, 1m))!.Left.Amount);
    }

    [Theory]
    [InlineData(PaymentState.Disputed)]
    [InlineData(PaymentState.Refunded)]
    public async Task Of_money_that_is_gone_nothing_goes_back(PaymentState state)
    {
        await using var school = await PaidAsync();
        school.Gateway.Tell("e2", school.Now, "pi_1", state, 121m, "l1");
        await school.RunDaysAsync(2, 2);

        Assert.Equal(RefundAnswerKind.Refused, (await AskAsync(school, 1m))!.Kind);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_stores_nothing()
    {
        await using var school = await PaidAsync();

        var answer = await AskAsync(school, 21m, dryRun: true);
        await school.RunAsync();

        Assert.Equal(RefundAnswerKind.Possible, answer!.Kind);
        Assert.Contains("21.00 EUR", answer.Message, StringComparison.Ordinal);
        Assert.Empty(school.Gateway.Refunds);
    }

    [Fact]
    public async Task A_school_that_only_proposes_gives_nothing_back()
    {
        await using var school = await PaidAsync();
        var propose = new Switches(SwitchLevel.Propose, SwitchLevel.Act, SwitchLevel.Act);
        school.Profile = school.Profile with { Switches = propose };

        Assert.Equal(RefundAnswerKind.Refused, (await AskAsync(school, 21m))!.Kind);
    }

    [Fact]
    public async Task A_payment_that_nobody_knows_has_no_answer()
    {
        await using var school = await PaidAsync();

        Assert.Null(await AskAsync(school, 21m, payment: "pi_2"));
    }

    private static Task<RefundAnswer?> AskAsync(
        TestSchool school,
        decimal amount,
        bool byHand = false,
        string? journal = null,
        bool dryRun = false,
        string payment = "pi_1"
    ) =>
        new RefundDesk(school.NewRun(new CycleOptions("ana", DryRun: dryRun))).PlanAsync(
            new RefundQuestion(payment, amount, byHand, journal, "left early"),
            Ct
        );

    private static async Task<IntentState> StateAsync(TestSchool school, string reference)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return (await ledger.Intents.SingleAsync(x => x.Reference == reference, Ct)).State;
    }

    private static async Task<TestSchool> PaidAsync()
    {
        var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", Receivable);
        await school.RunAsync();
        school.Wait(TimeSpan.FromMinutes(1));
        return school;
    }
}
