using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Escalation;

/// <summary>Stories of channels: lawful hours, consent, opt-out, failures after acceptance, answers, calls.</summary>
public sealed class ChannelStoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_is_due_on_a_Sunday_in_Colombia_goes_out_on_Monday_and_says_so()
    {
        // Day 19 is Sunday, 20 September; runs are at 08:00 UTC, which is 03:00 in Bogota.
        await using var school = await ColombianAsync();
        await school.RunDaysAsync(0, 19);
        Assert.Empty(school.Email.Sent);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            var contact = await ledger.Contacts.SingleAsync(Ct);
            Assert.Equal(new DateTimeOffset(2026, 9, 21, 12, 0, 0, TimeSpan.Zero), contact.NotBefore);
            Assert.Equal("window", contact.Waits);
        }

        school.GoTo(TestSchool.Start.AddDays(20));
        school.Wait(TimeSpan.FromHours(3) + TimeSpan.FromMinutes(59));
        await school.RunAsync();
        Assert.Empty(school.Email.Sent);
        school.Wait(TimeSpan.FromMinutes(1));
        await school.RunAsync();

        Assert.Single(school.Email.Sent);
    }

    [Fact]
    public async Task Without_the_consent_that_the_law_asks_for_nobody_is_written_to_and_a_person_is_told()
    {
        await using var school = await ColombianAsync(consented: false);

        await school.RunDaysAsync(0, 12);
        var report = await school.RunDaysAsync(13, 13);

        Assert.Empty(school.Email.Sent);
        Assert.Contains(
            report.Remarks,
            x => x.Code == "parked.contact" && x.Message.Contains("no-consent", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Who_wants_no_more_by_one_channel_is_written_to_by_the_next_and_by_none_when_there_is_none()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunDaysAsync(0, 12);
        await StopAsync(school, "l1", "email");
        await StopAsync(school, "l2", "email");
        await StopAsync(school, "l2", "lms-message");

        var report = await school.RunDaysAsync(13, 13);

        Assert.Empty(school.Email.Sent);
        Assert.Equal(["1"], school.LmsMessage.Sent.Select(x => x.Recipient));
        Assert.Contains(report.Remarks, x => x.Message.Contains("opted-out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wish_for_no_more_outlives_a_channel_that_is_freed_or_fails()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 12);
        await StopAsync(school, "l1", "email");
        var desk = new ContactDesk(school.Ledger, school.Profile, school.Clock);
        await desk.SetChannelAsync("l1", "email", ChannelStanding.Failed, "ana", Ct);
        await desk.SetChannelAsync("l1", "email", ChannelStanding.Unknown, "ana", Ct);

        await school.RunDaysAsync(13, 13);

        Assert.Empty(school.Email.Sent);
        Assert.True(await desk.IsStoppedAsync("l1", "email", Ct));
        await desk.SetChannelAsync("l1", "email", ChannelStanding.Consented, "ana", Ct);
        Assert.False(await desk.IsStoppedAsync("l1", "email", Ct));
    }

    [Fact]
    public async Task STOP_from_a_number_that_two_payers_share_is_meant_by_both()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        var sms = UseSms(school, "+34600111222");
        await school.RunDaysAsync(0, 12);
        await sms.Replies.TellAsync(school, MessageEventKind.OptOut, sender: "+34600111222");

        await school.RunDaysAsync(13, 13);

        Assert.Empty(sms.Channel.Sent);
        Assert.Equal(2, school.Email.Sent.Count);
    }

    [Fact]
    public async Task A_message_that_the_provider_took_and_could_not_deliver_goes_by_the_next_channel_and_was_no_notice()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var sms = UseSms(school, "+34600111222");
        await school.RunDaysAsync(0, 20);
        Assert.Equal(["reminder-1", "last-notice"], sms.Channel.Sent.Select(x => x.Subject));
        await sms.Replies.TellAsync(school, MessageEventKind.Failed, providerKey: "p", text: "30003");

        await school.RunDaysAsync(21, 40);

        // Both have the fake's key; the first is found. Its rung goes out again by e-mail, once.
        Assert.Single(school.Email.Sent);
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(
            ChannelStanding.Failed,
            (await ledger.PayerChannels.SingleAsync(x => x.Channel == "sms", Ct)).Standing
        );
    }

    [Fact]
    public async Task A_message_of_which_nobody_knew_is_sent_once_the_provider_says_that_it_arrived()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var sms = UseSms(school, "+34600111222");
        sms.Channel.Answer = _ => OutcomeKind.Unknown;
        await school.RunDaysAsync(0, 13);
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Contacts.ExecuteUpdateAsync(x => x.SetProperty(c => c.ProviderKey, "late"), Ct);
        }

        await sms.Replies.TellAsync(school, MessageEventKind.Delivered, providerKey: "late");
        await school.RunDaysAsync(14, 14);

        await using var after = school.Ledger.CreateDbContext();
        Assert.Equal(ContactState.Delivered, (await after.Contacts.SingleAsync(Ct)).State);
        Assert.Equal(IntentState.Done, (await after.Intents.SingleAsync(x => x.Kind == IntentKind.Contact, Ct)).State);
    }

    [Fact]
    public async Task A_telephone_number_that_is_none_is_told_and_the_next_channel_is_used()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        UseSms(school, "call my mother");

        await school.RunDaysAsync(0, 12);
        var report = await school.RunDaysAsync(13, 13);

        Assert.Single(school.Email.Sent);
        Assert.Contains(report.Remarks, x => x.Code == "payer.bad-phone");
    }

    [Fact]
    public async Task An_address_that_was_corrected_in_the_LMS_is_where_the_next_message_goes()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunDaysAsync(0, 13);
        school.Lms.Learners.Clear();
        school.Lms.AddLearner("1", "new@example.org");

        await school.RunDaysAsync(14, 20);

        Assert.Equal(["u1@example.org", "new@example.org"], school.Email.Sent.Select(x => x.Recipient));
    }

    [Fact]
    public async Task A_channel_of_the_policy_that_no_adapter_has_is_told_and_the_next_one_is_used()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        Reach(school, "whatsapp", "email");

        await school.RunDaysAsync(0, 12);
        var report = await school.RunDaysAsync(13, 13);

        Assert.Single(school.Email.Sent);
        Assert.Contains(report.Remarks, x => x.Code == "channel.not-configured");
    }

    [Fact]
    public async Task A_call_counts_as_made_when_the_person_says_so_and_holds_the_next_step_until_then()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Channels.Add(new CallList());
        school.Payer = x => x with { Phone = "+34600111222" };
        Reach(school, "call");
        await school.RunDaysAsync(0, 25);
        var desk = new ContactDesk(school.Ledger, school.Profile, school.Clock);
        var task = Assert.Single(await desk.TasksAsync(Ct));
        Assert.Equal(("reminder-1", "+34600111222"), (task.Step, task.Address));

        Assert.True(await desk.FinishAsync(task.Reference, "no-answer", "ana", "", Ct));
        await school.RunDaysAsync(26, 26);
        Assert.Equal("no-answer", Assert.Single(await desk.TasksAsync(Ct)).Last);
        Assert.True(await desk.FinishAsync(task.Reference, "reached", "ana", "pays on Friday", Ct));
        await school.RunDaysAsync(27, 31);

        Assert.Equal("last-notice", Assert.Single(await desk.TasksAsync(Ct)).Step);
        Assert.Empty(school.Lms.Suspended);
    }

    [Fact]
    public async Task An_answer_waits_for_a_person_and_its_words_are_erased_when_it_is_dealt_with()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        var sms = UseSms(school, "+34600111222");
        await school.RunDaysAsync(0, 13);
        await sms.Replies.TellAsync(school, MessageEventKind.Answer, sender: "+34600111222", text: "I pay on Friday");
        await school.RunDaysAsync(14, 14);
        var desk = new ContactDesk(school.Ledger, school.Profile, school.Clock);

        var answer = Assert.Single(await desk.RepliesAsync(Ct));
        Assert.Equal(("l1", "I pay on Friday"), (answer.Payer, answer.Text));
        Assert.True(await desk.CloseReplyAsync(answer.Id, "promise until Friday", "ana", Ct));

        Assert.Empty(await desk.RepliesAsync(Ct));
        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal("", (await ledger.ContactReplies.SingleAsync(Ct)).Text);
    }

    [Theory]
    [InlineData("600 111 222", "ES", "+34600111222")]
    [InlineData("0034 600-111-222", null, "+34600111222")]
    [InlineData("+57 (300) 123.45.67", "ES", "+573001234567")]
    [InlineData("600 111 222", null, "600 111 222")]
    [InlineData("llámame", "ES", "llámame")]
    public void A_number_is_written_as_providers_take_it_or_left_as_it_was(
        string text,
        string? country,
        string number
    ) => Assert.Equal(number, Collections.Connector.Flow.Receivables.PhoneNumber.Normal(text, country));

    private static (FakeChannel Channel, FakeReplies Replies) UseSms(TestSchool school, string phone)
    {
        var sms = (new FakeChannel("sms", RecipientKind.PhoneNumber), new FakeReplies("sms"));
        school.Channels.Add(sms.Item1);
        school.Replies["sms"] = sms.Item2;
        school.Payer = x => x with { Phone = phone };
        Reach(school, "sms", "email");
        return sms;
    }

    private static void Reach(TestSchool school, params string[] channels) =>
        school.Policy = school.Policy with
        {
            Rungs = [.. school.Policy.Rungs.Select(x => x.Template is null ? x : x with { Channels = channels })],
        };

    private static async Task StopAsync(TestSchool school, string payer, string channel) =>
        Assert.True(
            await new ContactDesk(school.Ledger, school.Profile, school.Clock).SetChannelAsync(
                payer,
                channel,
                ChannelStanding.OptedOut,
                "ana",
                Ct
            )
        );

    // Runs are at 03:00 in Bogota: nothing may go out before 07:00 there.
    private static async Task<TestSchool> ColombianAsync(bool consented = true)
    {
        var school = await TestSchool.WithLearnersAsync(1);
        school.Payer = x => x with { Country = "CO" };
        if (consented)
        {
            school.Profile = school.Profile with
            {
                Contacts = new ContactTerms
                {
                    Consented = new HashSet<string> { "email" },
                    Basis = "terms of 2026",
                },
            };
        }

        return school;
    }
}
