using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Payments;

/// <summary>Money that the gateway or the payer's bank takes back, day by day.</summary>
public sealed class RefundStoryTests
{
    private const string Receivable = "demo_enr_10-1_1_1_1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Payment => References.Payment("demo", "fakepay", "pi_1");

    [Fact]
    public async Task A_part_that_is_given_back_is_entered_once_and_owed_again()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Refunded, 21m);

        var report = await school.RunAsync();
        var next = await school.RunAsync();

        var entry = Assert.Single(school.Erp.GivenBack);
        Assert.Equal(($"{Payment}_r1", 2100L, "STRP"), (entry.Reference, entry.Amount.MinorUnits, entry.JournalKey));
        Assert.Equal($"pay-{Payment}", entry.PaymentKey);
        Assert.Equal(2100, Owed(report));
        Assert.Equal(2100, Owed(next));
        Assert.DoesNotContain(report.Remarks, x => x.NeedsPerson);
        Assert.Empty((await new Reconciler(school.NewRun(), null).CompareAsync(Ct)).Differences);
    }

    [Fact]
    public async Task A_second_refund_enters_what_has_been_added()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Refunded, 21m);
        await school.RunDaysAsync(2, 2);
        Tell(school, "e3", PaymentState.Refunded, 121m);

        var report = await school.RunDaysAsync(3, 3);

        Assert.Equal([(1, 2100L), (2, 10000L)], school.Erp.GivenBack.Select(Numbered));
        Assert.Equal(12100, Owed(report));
    }

    [Fact]
    public async Task After_a_cancellation_the_credit_notes_money_goes_back_and_nothing_is_open_again()
    {
        await using var school = await PaidAsync();
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", 90);
        await school.RunDaysAsync(1, 1);
        await new InvoiceCorrection(school.NewRun()).PlanAsync(Receivable, "cancelled", Ct);
        await school.RunDaysAsync(2, 3);
        Tell(school, "e2", PaymentState.Refunded, 121m);

        await school.RunDaysAsync(4, 4);

        var note = school.Erp.Documents.Single(x => x.Kind == DocumentKind.CreditNote);
        Assert.Equal([note.Key], Assert.Single(school.Erp.GivenBack).CreditNoteKeys);
        Assert.True(note.Open.IsZero);
        Assert.True(school.Erp.Documents.Single(x => x.Reference == Receivable + "_inv1").Open.IsZero);
    }

    [Fact]
    public async Task A_chargeback_makes_the_debt_open_again_and_access_waits_for_the_days_of_notice()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 26); // Both notices went out before the money came.
        Tell(school, "e1", PaymentState.Succeeded, 121m);
        await school.RunDaysAsync(27, 39);
        school.GoTo(TestSchool.Start.AddDays(40));
        Tell(school, "e2", PaymentState.Disputed, 121m);

        var day = await school.RunAsync();
        var last = await school.RunDaysAsync(41, 47);
        var inTheWeekAfter = school.Lms.CanEnter("10", "1");
        await school.RunDaysAsync(48, 48);

        Assert.Equal(12100, Owed(day));
        Assert.Equal(12100, Owed(last));
        Assert.Equal(12100, Assert.Single(school.Erp.GivenBack).Amount.MinorUnits);
        Assert.True(inTheWeekAfter);
        Assert.False(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Who_was_never_reminded_is_reminded_first_after_a_chargeback()
    {
        await using var school = await PaidAsync();
        school.GoTo(TestSchool.Start.AddDays(60));
        Tell(school, "e2", PaymentState.Disputed, 121m);

        await school.RunAsync();

        Assert.Equal("reminder-1", Assert.Single(school.Email.Sent).Subject);
        Assert.True(school.Lms.CanEnter("10", "1"));
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.False(await ledger.Standings.AnyAsync(Ct));
    }

    [Fact]
    public async Task A_dispute_about_a_part_takes_back_that_part()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Disputed, 40m);

        var report = await school.RunAsync();

        Assert.Equal(4000, Assert.Single(school.Erp.GivenBack).Amount.MinorUnits);
        Assert.Equal(4000, Owed(report));
    }

    [Fact]
    public async Task A_dispute_that_is_won_before_it_was_entered_leaves_no_trace()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Disputed, 121m);
        school.Wait(TimeSpan.FromHours(1));
        Tell(school, "e3", PaymentState.Succeeded, 121m);

        var report = await school.RunAsync();

        Assert.Empty(school.Erp.GivenBack);
        Assert.Equal(0, Owed(report));
    }

    [Fact]
    public async Task A_dispute_that_is_won_after_it_was_entered_is_undone_by_a_person_who_then_says_so()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Disputed, 121m);
        await school.RunDaysAsync(2, 2);
        school.Wait(TimeSpan.FromHours(1));
        Tell(school, "e3", PaymentState.Succeeded, 121m);

        var won = await school.RunDaysAsync(3, 3);
        var desk = new ParkedDesk(school.Ledger, "demo", school.Clock);
        await desk.RetryAsync($"{Payment}_r2", "ana", null, Ct);
        await school.RunDaysAsync(4, 4);
        var again = Assert.Single(await desk.ListAsync(Ct));
        await desk.DismissAsync($"{Payment}_r2", "ana", "undone in the ERP", Ct);
        var after = await school.RunDaysAsync(5, 6);

        var remark = Assert.Single(won.Remarks, x => x.Code == "parked.refund");
        Assert.Contains("cancel the outgoing payment", remark.Hint, StringComparison.Ordinal);
        Assert.Equal(($"{Payment}_r2", "refund"), (again.Reference, again.Kind));
        Assert.StartsWith("parked dismiss", again.EndsWith, StringComparison.Ordinal);
        Assert.Single(school.Erp.GivenBack);
        Assert.DoesNotContain(after.Remarks, x => x.Code == "parked.refund");
        Assert.Empty(await desk.ListAsync(Ct));
    }

    [Theory]
    [InlineData(OutcomeKind.NotCapable)]
    [InlineData(OutcomeKind.Rejected)]
    public async Task What_the_ERP_does_not_take_is_entered_by_a_person_who_says_so(OutcomeKind ends)
    {
        await using var school = await PaidAsync();
        school.Erp.GiveBackEnds = ends;
        Tell(school, "e2", PaymentState.Refunded, 21m);
        await school.RunDaysAsync(2, 2);
        var desk = new ParkedDesk(school.Ledger, "demo", school.Clock);
        var parked = Assert.Single(await desk.ListAsync(Ct));

        await desk.DismissAsync(parked.Reference, "ana", "entered by hand", Ct);
        school.Erp.GiveBackEnds = null;
        await school.RunDaysAsync(3, 5);

        Assert.Equal(("refund", $"{Payment}_r1", true), (parked.Kind, parked.Reference, parked.NeedsPerson));
        Assert.Empty(school.Erp.GivenBack);
        Assert.Empty(await desk.ListAsync(Ct));
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(2100, (await ledger.Payments.SingleAsync(x => x.Source == "fakepay", Ct)).GivenBackMinor);
    }

    [Fact]
    public async Task An_entry_whose_answer_was_lost_is_made_once()
    {
        await using var school = await PaidAsync();
        school.Erp.GiveBackEnds = OutcomeKind.Unknown;
        Tell(school, "e2", PaymentState.Refunded, 21m);
        var lost = await school.RunDaysAsync(2, 2);
        school.Erp.GiveBackEnds = null;

        var report = await school.RunDaysAsync(3, 4);

        Assert.Single(school.Erp.GivenBack);
        Assert.Equal(2100, Owed(lost));
        Assert.Equal(2100, Owed(report));
    }

    [Fact]
    public async Task An_ERP_that_does_not_answer_is_asked_again_with_the_same_amount()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Refunded, 21m);
        school.Erp.Down = true;
        await school.RunDaysAsync(2, 2);
        Tell(school, "e3", PaymentState.Refunded, 41m);
        await school.RunDaysAsync(3, 3);
        school.Erp.Down = false;

        var report = await school.RunDaysAsync(4, 4);

        Assert.Equal([(1, 2100L), (2, 2000L)], school.Erp.GivenBack.Select(Numbered));
        Assert.Equal(4100, Owed(report));
    }

    [Theory]
    [InlineData(21, 2100)]
    [InlineData(121, 12100)]
    public async Task What_is_given_back_before_the_ERP_has_the_payment_does_not_count_as_paid(int back, long owed)
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        Tell(school, "e1", PaymentState.Succeeded, 121m);
        Tell(school, "e2", PaymentState.Refunded, back);
        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "gateway" }));

        var before = await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "close" }));
        var after = await school.RunAsync();

        Assert.Equal(owed, Owed(before));
        Assert.Equal(owed, Owed(after));
        Assert.Equal(back == 121 ? 0 : 1, school.Erp.GivenBack.Count);
    }

    [Fact]
    public async Task What_people_entered_before_refunds_were_kept_is_not_entered_again()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Refunded, 21m);
        await school.RunAsync(new CycleOptions("test", Steps: new HashSet<string> { "gateway" }));
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Payments.ExecuteUpdateAsync(
                x => x.SetProperty(p => p.GivenBackMinor, p => p.RefundedMinor),
                Ct
            );
        }

        await school.RunDaysAsync(2, 2);
        Tell(school, "e3", PaymentState.Refunded, 41m);
        await school.RunDaysAsync(3, 4);

        Assert.Equal([(1, 2000L)], school.Erp.GivenBack.Select(Numbered));
    }

    [Fact]
    public async Task A_school_that_only_proposes_enters_nothing()
    {
        await using var school = await PaidAsync();
        Tell(school, "e2", PaymentState.Refunded, 21m);

        await school.RunAsync(new CycleOptions("test", DryRun: true));

        Assert.Empty(school.Erp.GivenBack);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.False(await ledger.Intents.AnyAsync(x => x.Kind == IntentKind.Refund, Ct));
    }

    private static async Task<TestSchool> PaidAsync()
    {
        var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        Tell(school, "e1", PaymentState.Succeeded, 121m);
        await school.RunAsync();
        school.Wait(TimeSpan.FromMinutes(1));
        return school;
    }

    private static void Tell(TestSchool school, string key, PaymentState state, decimal amount) =>
        school.Gateway.Tell(
            key,
            school.Now,
            "pi_1",
            state,
            amount,
            state == PaymentState.Disputed ? "" : "l1",
            state == PaymentState.Succeeded ? [Receivable] : []
        );

    private static long Owed(CycleReport report) => report.Totals!.Amounts.Single().Owed.MinorUnits;

    private static (int, long) Numbered(RefundEntry entry) =>
        (int.Parse(entry.Reference.Split("_r")[^1], null), entry.Amount.MinorUnits);
}
