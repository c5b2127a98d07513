using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Desk;

public sealed class ParkedDeskTests
{
    private const string Invoice = "demo_enr_10-1_1_1_1_inv1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dismissed_message_that_no_channel_took_lets_the_next_message_come()
    {
        await using var school = await WithARefusedReminderAsync();
        Answer(school, OutcomeKind.Done);

        Assert.True(await Desk(school).DismissAsync(await ContactAsync(school), "ana", "he was called", Ct));
        await school.RunDaysAsync(20, 20);

        Assert.Equal("last-notice", Assert.Single(school.Email.Sent).Subject);
    }

    [Fact]
    public async Task Nobody_is_suspended_when_the_notice_right_before_was_dismissed_unsent()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 13);
        Answer(school, OutcomeKind.Rejected);
        await school.RunDaysAsync(20, 20);
        await Desk(school).DismissAsync(await ContactAsync(school, "last-notice"), "ana", "no address", Ct);

        await school.RunDaysAsync(60, 60);

        Assert.True(school.Lms.CanEnter("10", "1"));
        await using var ledger = school.Ledger.CreateDbContext();
        var decision = (await ledger.Receivables.Include(x => x.Decision).SingleAsync(Ct)).Decision!;
        Assert.Equal(nameof(ReasonCode.NoticeNotGiven), decision.Code);
    }

    [Fact]
    public async Task A_message_dismissed_unsent_may_be_tried_again_after_all()
    {
        await using var school = await WithARefusedReminderAsync();
        var reference = await ContactAsync(school);
        await Desk(school).DismissAsync(reference, "ana", "no address", Ct);
        Answer(school, OutcomeKind.Done);

        Assert.True(await Desk(school).RetryAsync(reference, "ana", null, Ct));
        await school.RunDaysAsync(14, 14);

        Assert.Equal("reminder-1", Assert.Single(school.Email.Sent).Subject);
    }

    [Fact]
    public async Task A_dismissed_credit_note_takes_its_correction_with_it_and_the_invoice_is_asked_for_as_before()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 0);
        await CorrectAsync(school, price: 80);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            var note = await ledger.Intents.SingleAsync(x => x.State == IntentState.Planned, Ct);
            note.State = IntentState.Parked;
            note.LastAnswer = "The ERP says no.";
            await ledger.SaveChangesAsync(Ct);
            Assert.True(await Desk(school).DismissAsync(note.Reference, "ana", "the price was right", Ct));
        }

        await school.RunDaysAsync(13, 13);
        var again = await CorrectAsync(school, price: 70);

        Assert.Equal("reminder-1", Assert.Single(school.Email.Sent).Subject);
        Assert.Equal(CorrectionKind.Planned, again.Kind);
        await school.RunDaysAsync(14, 14);
        await using var after = school.Ledger.CreateDbContext();
        Assert.Equal(
            [Invoice, "demo_enr_10-1_1_1_1_cn1", "demo_enr_10-1_1_1_1_inv2"],
            await after
                .Documents.Where(x => x.Standing == DocumentStanding.Posted)
                .Select(x => x.Reference)
                .ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task A_receivable_that_its_correction_cancelled_is_live_again_when_the_credit_note_is_dismissed()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 0);
        school.Billing = _ => new(null, "not for sale", []);
        await new InvoiceCorrection(school.NewRun()).PlanAsync(Invoice, "why", Ct);
        await using var ledger = school.Ledger.CreateDbContext();
        var note = await ledger.Intents.SingleAsync(x => x.State == IntentState.Planned, Ct);
        note.State = IntentState.Parked;
        await ledger.SaveChangesAsync(Ct);

        await Desk(school).DismissAsync(note.Reference, "ana", "it was for sale", Ct);

        var receivable = await ledger.Receivables.AsNoTracking().SingleAsync(Ct);
        Assert.Equal(
            (ReceivableState.Live, 10000, 10),
            (receivable.State, receivable.AmountMinor, DaysToPay(receivable))
        );
    }

    [Fact]
    public async Task Who_ended_it_and_why_stands_in_the_journal()
    {
        await using var school = await WithARefusedReminderAsync();
        var reference = await ContactAsync(school);

        await Desk(school).RetryAsync(reference, "ana", "the address is mended", Ct);
        await school.RunDaysAsync(14, 14);
        await Desk(school).DismissAsync(reference, "bruno", "he was called", Ct);

        await using var ledger = school.Ledger.CreateDbContext();
        var told = await ledger.Journal.Where(x => x.Kind.StartsWith("intent.")).OrderBy(x => x.Id).ToListAsync(Ct);
        Assert.Contains(told, x => x is { Actor: "ana", Kind: "intent.retried" } && x.Payload!.Contains("mended"));
        Assert.Contains(told, x => x is { Actor: "bruno", Kind: "intent.dismissed" } && x.Payload!.Contains("called"));
    }

    [Fact]
    public async Task The_list_tells_the_last_answer_and_the_command_that_ends_it_and_what_is_looked_up_apart()
    {
        await using var school = await WithARefusedReminderAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            (await ledger.Intents.FirstAsync(x => x.Kind == IntentKind.Document, Ct)).State = IntentState.Unknown;
            await ledger.SaveChangesAsync(Ct);
        }

        var items = await Desk(school).ListAsync(Ct);

        var parked = Assert.Single(items, x => x.NeedsPerson);
        Assert.Equal(("contact", "parked", 1), (parked.Kind, parked.State, parked.Attempts));
        Assert.Equal($"parked retry {parked.Reference}", parked.EndsWith);
        Assert.NotEmpty(parked.Reason);
        Assert.NotNull(parked.LastTriedAt);
        Assert.Equal("sync", Assert.Single(items, x => x.State == "unknown").EndsWith);
    }

    private static async Task<TestSchool> WithARefusedReminderAsync()
    {
        var school = await TestSchool.WithLearnersAsync(1);
        Answer(school, OutcomeKind.Rejected);
        await school.RunDaysAsync(0, 13);
        return school;
    }

    private static void Answer(TestSchool school, OutcomeKind kind)
    {
        school.Email.Answer = _ => kind;
        school.LmsMessage.Answer = _ => kind;
    }

    private static async Task<CorrectionAnswer> CorrectAsync(TestSchool school, decimal price)
    {
        var billing = school.Billing;
        school.Billing = source =>
        {
            school.Billing = null;
            var answer = school.Decide(source);
            var amount = Money.Exactly(price, Currency.Of("EUR"));
            return answer with
            {
                Terms = answer.Terms! with
                {
                    Price = amount,
                    Instalments = [answer.Terms.Instalments[0] with { Amount = amount }],
                },
            };
        };
        var planned = (await new InvoiceCorrection(school.NewRun()).PlanAsync(Invoice, "wrong price", Ct))!;
        school.Billing = billing;
        return planned;
    }

    private static int DaysToPay(Receivable receivable) => receivable.DueOn.DayNumber - receivable.IssueOn.DayNumber;

    private static ParkedDesk Desk(TestSchool school) => new(school.Ledger, "demo", school.Clock);

    private static async Task<string> ContactAsync(TestSchool school, string rung = "reminder-1")
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return (await ledger.Contacts.SingleAsync(x => x.Rung == rung, Ct)).Reference;
    }
}
