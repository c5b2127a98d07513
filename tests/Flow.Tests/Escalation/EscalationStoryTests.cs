using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.HandOff;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Escalation;

/// <summary>Stories by date. Everybody is due on day 10: a reminder on day 13, the last notice on day 20, suspended on day 30.</summary>
public sealed class EscalationStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_promise_that_is_kept_rests_the_steps_and_ends_with_the_money()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 13);
        Assert.Null(await PromiseAsync(school, 25));

        await school.RunDaysAsync(14, 24);
        Assert.Single(school.Email.Sent);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        await school.RunDaysAsync(25, 60);

        Assert.Single(school.Email.Sent);
        Assert.Equal("kept", await OutcomeAsync(school));
        Assert.Empty(school.Lms.Suspended);
    }

    [Fact]
    public async Task A_promise_that_is_broken_goes_on_with_the_next_step_after_its_grace_days()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 13);
        Assert.Null(await PromiseAsync(school, 25));

        await school.RunDaysAsync(14, 27);
        Assert.Single(school.Email.Sent);
        await school.RunDaysAsync(28, 28);

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        Assert.Equal("broken", await OutcomeAsync(school));
        await school.RunDaysAsync(29, 34);
        Assert.Empty(school.Lms.Suspended);
        await school.RunDaysAsync(35, 35);
        Assert.Single(school.Lms.Suspended);
    }

    [Fact]
    public async Task A_rung_for_broken_promises_is_sent_once_the_promise_is_broken()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with
        {
            Rungs =
            [
                school.Policy.Rungs[0],
                new Rung("promise-broken", 3, 0, RungAction.Message, ["email"], "promise-broken")
                {
                    When = new Applicability { BrokenPromise = true },
                },
                .. school.Policy.Rungs.Skip(1),
            ],
        };
        await school.RunDaysAsync(0, 13);
        await PromiseAsync(school, 15);

        await school.RunDaysAsync(14, 30);

        Assert.Equal(["reminder-1", "promise-broken", "last-notice"], school.Email.Sent.Select(x => x.Subject));
    }

    [Fact]
    public async Task A_hold_ends_with_its_last_day()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        var subject = (await school.Desk.SubjectAsync("l1", Ct))!;
        Assert.Null(await school.Desk.HoldAsync(subject, TestSchool.Start.AddDays(16), "ana", "hospital", Ct));

        await school.RunDaysAsync(13, 16);
        Assert.Empty(school.Email.Sent);
        await school.RunDaysAsync(17, 17);

        Assert.Single(school.Email.Sent);
    }

    [Fact]
    public async Task A_dispute_about_a_part_asks_for_the_rest_and_suspends_nobody_until_it_is_settled()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        var subject = (await school.Desk.SubjectAsync(await ReferenceAsync(school), Ct))!;
        var part = new Money(4_000, Currency.Of("EUR"));
        Assert.Null(await school.Desk.DisputeAsync(subject, "amount", part, "ana", "says it was 81", Ct));

        await school.RunDaysAsync(13, 40);

        Assert.Equal(2, school.Email.Sent.Count);
        Assert.All(school.Email.Sent, x => Assert.Contains("81.00 EUR", x.Text, StringComparison.Ordinal));
        Assert.Empty(school.Lms.Suspended);
        var dispute = (await school.Desk.ListAsync(Ct)).Single(x => x.Kind == "Dispute");
        Assert.True(await school.Desk.ReleaseAsync(dispute.Id, "ana", "121 is right", Ct));
        await school.RunDaysAsync(41, 41);
        Assert.Single(school.Lms.Suspended);
    }

    [Fact]
    public async Task After_an_outage_of_three_days_no_step_is_skipped_and_none_comes_twice()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        school.Email.Answer = _ => OutcomeKind.Later;
        school.LmsMessage.Answer = _ => OutcomeKind.Later;
        await school.RunDaysAsync(13, 15);
        school.Email.Answer = _ => OutcomeKind.Done;

        await school.RunDaysAsync(16, 40);

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        await using var ledger = school.Ledger.CreateDbContext();
        var sent = await ledger.Contacts.Where(x => x.SentAt != null).OrderBy(x => x.Id).ToListAsync(Ct);
        Assert.Equal(
            [16, 21],
            sent.Select(x => school.Profile.DayOf(x.SentAt!.Value).DayNumber - TestSchool.Start.DayNumber)
        );
    }

    [Fact]
    public async Task Who_pays_between_the_decision_and_the_sending_is_not_written_to()
    {
        await using var school = await TestSchool.WithLearnersAsync(30);
        await school.RunDaysAsync(0, 12);
        var last = (await ReferencesAsync(school)).Last();
        var tripped = false;
        school.Email.Answer = _ =>
        {
            // The first message of the run is going out: meanwhile the last payer pays by card.
            if (!tripped)
            {
                tripped = true;
                var told = school.Gateway.Tell("e1", school.Now, "p1", PaymentState.Succeeded, 121m, "l30", last);
                using var ledger = school.Ledger.CreateDbContext();
                ledger.Inbox.Add(InboxRows.ToRow("demo", school.Gateway.Source, told, school.Now));
                ledger.SaveChanges();
            }

            return OutcomeKind.Done;
        };

        await school.RunDaysAsync(13, 13);

        Assert.Equal(29, school.Email.Sent.Count);
        Assert.DoesNotContain(school.Email.Sent, x => x.Recipient == "u30@example.org");
    }

    [Fact]
    public async Task All_debts_of_a_payer_are_in_one_message_led_by_the_highest_step()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Lms.AddCourse("11", 200);
        await school.RunDaysAsync(0, 6);
        school.Lms.Enrol("11", "1", new DateTimeOffset(2026, 9, 8, 7, 0, 0, TimeSpan.Zero));

        await school.RunDaysAsync(7, 20);

        Assert.Equal(["reminder-1", "last-notice"], school.Email.Sent.Select(x => x.Subject));
        Assert.Contains("242.00 EUR", school.Email.Sent[1].Text, StringComparison.Ordinal);
        await using var ledger = school.Ledger.CreateDbContext();
        var items = await ledger.ContactItems.OrderBy(x => x.Id).Select(x => x.Rung).ToListAsync(Ct);
        Assert.Equal(["last-notice", "reminder-1", "reminder-1"], items.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_written_off_is_asked_for_no_more_and_gives_access_back()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 30);
        Assert.Single(school.Lms.Suspended);

        Assert.True(await school.Desk.WriteOffAsync(await ReferenceAsync(school), false, "ana", "unreachable", Ct));
        await school.RunDaysAsync(31, 60);

        Assert.True(school.Lms.CanEnter("10", "1"));
        Assert.Equal(2, school.Email.Sent.Count);
    }

    [Fact]
    public async Task A_step_that_asks_for_it_waits_for_a_person_s_word()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.Select(x => x with { Approval = x.Name == "last-notice" })],
        };
        await school.RunDaysAsync(0, 40);
        Assert.Single(school.Email.Sent);

        Assert.Equal("last-notice", await school.Desk.ApproveStepAsync(await ReferenceAsync(school), "ana", "ok", Ct));
        await school.RunDaysAsync(41, 41);

        Assert.Equal(2, school.Email.Sent.Count);
    }

    [Fact]
    public async Task What_is_handed_off_is_frozen_here_and_the_collector_gets_the_evidence_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var collector = new FakeChannel(HandOffs.Channel, RecipientKind.SchoolKey);
        school.Channels.Add(collector);
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.Take(2), new Rung("hand-off", 20, 7, RungAction.HandOff, [], null)],
        };

        await school.RunDaysAsync(0, 60);

        var told = Assert.Single(collector.Sent);
        Assert.Contains("\"step\":\"last-notice\"", told.Text, StringComparison.Ordinal);
        Assert.Equal(2, school.Email.Sent.Count);
        var desk = new HandOffDesk(school.Ledger, "demo", school.Clock);
        Assert.True(await desk.EndAsync(await ReferenceAsync(school), "recalled", "ana", "agreed on a plan", Ct));
        await school.RunDaysAsync(61, 70);
        Assert.Single(collector.Sent);
    }

    [Fact]
    public async Task Who_pays_the_school_after_the_hand_off_is_told_to_a_person()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.Take(2), new Rung("hand-off", 20, 7, RungAction.HandOff, [], null)],
        };
        await school.RunDaysAsync(0, 40);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);

        await school.RunDaysAsync(41, 41);
        var report = await school.RunDaysAsync(42, 42);

        Assert.Empty(await new HandOffDesk(school.Ledger, "demo", school.Clock).ListAsync(Ct));
        Assert.DoesNotContain(report.Remarks, x => x.Code == "hand-off.paid");
    }

    [Fact]
    public async Task The_invoice_goes_out_when_it_is_issued_and_the_thanks_when_it_is_paid_each_once()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with
        {
            OnIssue = new MessageRule(["email"], "invoice"),
            OnPaid = new MessageRule(["email"], "thanks"),
        };
        await school.RunDaysAsync(0, 5);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);

        await school.RunDaysAsync(6, 30);

        Assert.Equal(["invoice", "thanks"], school.Email.Sent.Select(x => x.Subject));
    }

    private static async Task<DeskRefusal?> PromiseAsync(TestSchool school, int day)
    {
        var subject = (await school.Desk.SubjectAsync(await ReferenceAsync(school), Ct))!;
        return await school.Desk.PromiseAsync(subject, [(TestSchool.Start.AddDays(day), null)], "ana", "called", Ct);
    }

    private static async Task<string?> OutcomeAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return (await ledger.Standings.SingleAsync(x => x.Kind == StandingKind.Promise, Ct)).Outcome;
    }

    private static async Task<string> ReferenceAsync(TestSchool school) => (await ReferencesAsync(school)).Single();

    private static async Task<List<string>> ReferencesAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger.Receivables.OrderBy(x => x.Id).Select(x => x.Reference).ToListAsync(Ct);
    }
}
