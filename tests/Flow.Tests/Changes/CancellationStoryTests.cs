using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Changes;

public sealed class CancellationStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_withdraws_in_time_owes_nothing_and_is_asked_for_nothing()
    {
        var changes = ChangingSchool.Used with { WithdrawUntil = TestSchool.Start.AddDays(14) };
        await using var school = await ChangingSchool.OpenAsync(1, 3, changes);
        await school.RunDaysAsync(0, 14);

        var answer = await school.CancelAsync("10/1");
        await school.RunDaysAsync(15, 90);

        Assert.Equal((ChangeKind.Planned, nameof(ChangeReason.Withdrawn)), (answer.Kind, answer.Reason));
        Assert.Equal(["1.cn1 33.34", "1.inv1 33.34"], school.Papers());
        Assert.Equal(0m, await school.OwedAsync());
        Assert.Single(school.Email.Sent); // The reminder of the thirteenth day, before the word.
    }

    [Theory]
    [InlineData(-1, ChangeKind.Refused)]
    [InlineData(0, ChangeKind.Planned)]
    [InlineData(15, ChangeKind.Planned)]
    [InlineData(16, ChangeKind.Refused)]
    public async Task Nothing_ends_before_it_began_nor_on_a_day_to_come(int day, object kind)
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);

        var answer = await new Cancellation(school.NewRun()).CancelAsync(
            "10/1",
            TestSchool.Start.AddDays(day),
            "a test",
            "en",
            Ct
        );

        Assert.Equal(kind, answer!.Kind);
    }

    [Fact]
    public async Task Who_cancels_half_way_owes_half_of_it()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);

        await school.CancelAsync("10-1");
        await school.RunAsync();

        Assert.Equal(["1.cn1 50.00", "1.inv1 100.00"], school.Papers());
        Assert.Equal(60.5m, await school.OwedAsync());
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(TestSchool.Start.AddDays(15), (await ledger.Agreements.SingleAsync(Ct)).EndedOn);
        Assert.True((await ledger.Documents.SingleAsync(x => x.Kind == DocumentKind.CreditNote, Ct)).Part);
    }

    [Fact]
    public async Task An_invoice_that_is_credited_in_part_stands_and_is_not_billed_anew()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);
        await school.CancelAsync("10-1");

        await school.RunDaysAsync(16, 18);
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 60.5m);
        await school.RunDaysAsync(19, 40);

        Assert.Equal(2, school.Papers().Length);
        Assert.Equal(0m, await school.OwedAsync());
        Assert.True(school.Lms.CanEnter("10", "1"));
    }

    [Fact]
    public async Task Instalments_that_are_not_issued_are_dropped_before_anything_is_credited()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 4, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);

        await school.CancelAsync("10/1");
        await school.RunDaysAsync(16, 100);

        Assert.Equal(["1.inv1 25.00", "2.inv1 25.00"], school.Papers());
        Assert.Equal(
            ["1 Live 25.00", "2 Live 25.00", "3 Cancelled 25.00", "4 Cancelled 25.00"],
            await school.StatesAsync()
        );
    }

    [Fact]
    public async Task An_instalment_that_is_not_issued_can_be_lowered()
    {
        var changes = ChangingSchool.Used with { RunsTo = TestSchool.Start.AddDays(39) };
        await using var school = await ChangingSchool.OpenAsync(1, 2, changes);
        await school.RunDaysAsync(0, 25);

        await school.CancelAsync("10/1");
        await school.RunDaysAsync(26, 31);

        Assert.Equal(["1.inv1 50.00", "2.inv1 12.50"], school.Papers());
    }

    [Fact]
    public async Task Without_rules_a_cancellation_keeps_what_is_invoiced_and_says_so()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 3, null);
        await school.RunDaysAsync(0, 15);

        var answer = await school.CancelAsync("demo_enr_10-1_1_3_1");
        await school.RunDaysAsync(16, 70);

        Assert.Equal(["1.inv1 33.34"], school.Papers());
        Assert.Contains("has no rules for changes", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_first_changes_nothing()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);
        var run = school.NewRun(new Connector.Flow.Cycle.CycleOptions("test", DryRun: true));

        var looked = await new Cancellation(run).CancelAsync("10/1", run.Today, "they asked", "es", Ct);
        await school.RunDaysAsync(16, 17);

        Assert.Equal(ChangeKind.Looked, looked!.Kind);
        Assert.Contains("15 de 30 días", looked.Message, StringComparison.Ordinal);
        Assert.Equal(["1.inv1 100.00"], school.Papers());
    }

    [Fact]
    public async Task What_was_paid_before_is_told_as_the_payers_credit()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunAsync();
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        await school.RunDaysAsync(1, 15);

        var answer = await school.CancelAsync("10/1");
        await school.RunAsync();

        Assert.Contains(answer.Effects, x => x.Contains("60.50 EUR", StringComparison.Ordinal));
        var note = school.Erp.Documents.Single(x => x.Kind == DocumentKind.CreditNote);
        Assert.Equal(6050, note.Open.MinorUnits);
        Assert.Equal(0m, await school.OwedAsync());
    }

    [Fact]
    public async Task Money_that_comes_after_a_cancellation_is_credit_and_a_person_is_told()
    {
        var changes = ChangingSchool.Used with { WithdrawUntil = TestSchool.Start.AddDays(14) };
        await using var school = await ChangingSchool.OpenAsync(1, 1, changes);
        await school.RunDaysAsync(0, 5);
        await school.CancelAsync("10/1");
        await school.RunAsync();
        school.Gateway.Tell("e1", school.Now, "pi_1", PaymentState.Succeeded, 121m, "l1", "demo_enr_10-1_1_1_1");

        var report = await school.RunDaysAsync(6, 6);

        Assert.True(report.NeedsPerson);
        Assert.Contains(report.Remarks, x => x.Code == "parked.payment");
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(12100, (await ledger.Payments.SingleAsync(Ct)).UnallocatedMinor);
    }

    [Fact]
    public async Task A_cancelled_learner_who_stays_enrolled_is_not_billed_again_and_one_who_returns_is()
    {
        var changes = ChangingSchool.Used with { WithdrawUntil = TestSchool.Start.AddDays(14) };
        await using var school = await ChangingSchool.OpenAsync(1, 1, changes);
        await school.RunDaysAsync(0, 5);
        await school.CancelAsync("10/1");
        await school.RunDaysAsync(5, 8);
        school.Lms.Unenrol("10", "1");
        await school.RunDaysAsync(9, 10);
        var before = school.Papers();
        school.Lms.Enrol("10", "1", new DateTimeOffset(2026, 9, 12, 7, 0, 0, TimeSpan.Zero));

        await school.RunDaysAsync(11, 12);

        Assert.Equal(["1.cn1 100.00", "1.inv1 100.00"], before);
        Assert.Equal(3, school.Papers().Length);
        Assert.Contains(school.Erp.Documents, x => x.Reference == "demo_enr_10-1_2_1_1_inv1");
    }

    [Fact]
    public async Task Who_cancels_before_the_first_invoice_is_not_billed_though_the_terms_change_later()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        school.Erp.Locks = new PeriodLocks(null, null, null);
        school.Profile = school.Profile with
        {
            Switches = school.Profile.Switches with { Invoices = Connector.Flow.Mapping.SwitchLevel.Propose },
        };
        await school.RunAsync();
        await school.CancelAsync("10/1");
        school.Lms.Courses.Clear();
        school.Lms.AddCourse("10", 90);
        school.Profile = school.Profile with
        {
            Switches = school.Profile.Switches with { Invoices = Connector.Flow.Mapping.SwitchLevel.Act },
        };

        await school.RunDaysAsync(1, 3);

        Assert.Empty(school.Erp.Documents);
    }

    [Fact]
    public async Task A_credit_note_whose_answer_was_lost_is_found_and_not_made_twice()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunDaysAsync(0, 15);
        await school.CancelAsync("10/1");
        school.Erp.LoseDraftAnswers = 1;

        await school.RunDaysAsync(15, 17);

        Assert.Equal(["1.cn1 50.00", "1.inv1 100.00"], school.Papers());
    }

    [Fact]
    public async Task What_is_on_its_way_is_waited_for()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        school.Erp.LoseDraftAnswers = 1;
        await school.RunAsync();

        var answer = await school.CancelAsync("10/1");

        Assert.Equal(ChangeKind.Refused, answer.Kind);
        Assert.Contains("on its way", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dismissed_credit_note_leaves_its_invoice_asked_for_and_the_agreement_ended()
    {
        var changes = ChangingSchool.Used with { WithdrawUntil = TestSchool.Start.AddDays(14) };
        await using var school = await ChangingSchool.OpenAsync(1, 2, changes);
        await school.RunDaysAsync(0, 5);
        await school.CancelAsync("10/1");
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            var note = await ledger.Intents.SingleAsync(x => x.Reference.EndsWith("_cn1"), Ct);
            note.State = IntentState.Parked;
            await ledger.SaveChangesAsync(Ct);
            var desk = new Connector.Flow.Desk.ParkedDesk(school.Ledger, "demo", school.Clock);
            Assert.True(await desk.DismissAsync(note.Reference, "ana", "they stay for this part", Ct));
        }

        await school.RunDaysAsync(6, 60);

        Assert.Equal(["1 Live 50.00", "2 Cancelled 50.00"], await school.StatesAsync());
        Assert.Equal(60.5m, await school.OwedAsync());
        Assert.Equal(["1.inv1 50.00"], school.Papers());
    }

    [Fact]
    public async Task Every_payers_share_is_cancelled()
    {
        await using var school = await ChangingSchool.OpenAsync(1, 1, ChangingSchool.Used);
        await school.RunAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            var first = await ledger.Receivables.Include(x => x.Agreement.Shares).SingleAsync(Ct);
            first.Agreement.Shares[0].BasisPoints = 6_000;
            first.Agreement.Shares.Add(
                new AgreementShare
                {
                    School = "demo",
                    Number = 2,
                    PayerKey = "g1",
                    BasisPoints = 4_000,
                }
            );
            ledger.Receivables.Add(Share(first, 2, "g1", 4000));
            await ledger.SaveChangesAsync(Ct);
        }

        school.GoTo(TestSchool.Start.AddDays(15));
        await school.CancelAsync("10/1");
        await school.RunAsync();

        await using var after = school.Ledger.CreateDbContext();
        Assert.Equal(
            [("1", 10000L, ReceivableState.Live), ("2", 2000L, ReceivableState.Live)],
            (await after.Receivables.OrderBy(x => x.Share).ToListAsync(Ct)).Select(x =>
                ($"{x.Share}", x.AmountMinor, x.State)
            )
        );
        Assert.Contains("1.cn1 50.00", school.Papers());
    }

    private static Receivable Share(Receivable first, int share, string payer, long minor) =>
        new()
        {
            School = first.School,
            Reference = References.Receivable("demo", "enr", "10-1", 1, 1, share),
            AgreementId = first.AgreementId,
            PayerKey = payer,
            CourseKey = first.CourseKey,
            LearnerKey = first.LearnerKey,
            Instalment = 1,
            Share = share,
            Description = first.Description,
            AmountMinor = minor,
            Currency = first.Currency,
            Basis = first.Basis,
            TaxCode = first.TaxCode,
            IssueOn = first.IssueOn,
            DueOn = first.DueOn,
            TaxOn = first.TaxOn,
        };
}
