using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Contacts;

public sealed class ReplyInboxTests
{
    private static readonly DateTimeOffset Morning = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_fails_to_arrive_does_not_undo_the_wish_for_no_more()
    {
        await using var school = await RemindedAsync();

        await TellAsync(school, Event(MessageEventKind.OptOut, Morning.AddDays(14)));
        await TellAsync(school, Event(MessageEventKind.Failed, Morning.AddDays(14).AddHours(1)));

        Assert.Equal(ChannelStanding.OptedOut, await StandingAsync(school, "l1"));
    }

    [Fact]
    public async Task An_older_wish_that_comes_later_does_not_undo_a_newer_one()
    {
        await using var school = await RemindedAsync();

        await TellAsync(school, Event(MessageEventKind.OptOut, Morning.AddDays(14).AddHours(2)));
        await TellAsync(school, Event(MessageEventKind.OptIn, Morning.AddDays(14).AddHours(1)));
        var older = await StandingAsync(school, "l1");
        await TellAsync(school, Event(MessageEventKind.OptIn, Morning.AddDays(14).AddHours(3)));

        Assert.Equal(ChannelStanding.OptedOut, older);
        Assert.Equal(ChannelStanding.Consented, await StandingAsync(school, "l1"));
    }

    [Fact]
    public async Task A_wish_for_no_more_that_names_a_message_is_of_everybody_who_shares_the_address()
    {
        await using var school = await RemindedAsync();
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            await ledger.Payers.ExecuteUpdateAsync(x => x.SetProperty(p => p.Email, "both@example.org"), Ct);
        }

        await TellAsync(school, Event(MessageEventKind.OptOut, Morning.AddDays(14)));

        Assert.Equal(ChannelStanding.OptedOut, await StandingAsync(school, "l1"));
        Assert.Equal(ChannelStanding.OptedOut, await StandingAsync(school, "l2"));
    }

    [Fact]
    public async Task A_message_over_which_a_run_died_is_stored_with_the_channel_on_which_it_may_have_gone_out()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Email.Answer = _ => throw new InvalidOperationException("The process dies here.");

        await school.RunDaysAsync(14, 14);

        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal("email", (await ledger.Contacts.SingleAsync(Ct)).Channel);
    }

    // Two payers, the first of whom got a message that the provider knows as p.
    private static async Task<TestSchool> RemindedAsync()
    {
        var school = await TestSchool.WithLearnersAsync(2);
        await school.RunDaysAsync(0, 0);
        await school.RunDaysAsync(14, 14);
        await using var ledger = school.Ledger.CreateDbContext();
        await ledger
            .Contacts.Where(x => x.PayerKey == "l2")
            .ExecuteUpdateAsync(x => x.SetProperty(c => c.ProviderKey, "q"), Ct);
        return school;
    }

    private static MessageEvent Event(MessageEventKind kind, DateTimeOffset at) =>
        new($"{kind} {at:O}", at, kind, "p", "both@example.org", "", "");

    private static async Task TellAsync(TestSchool school, MessageEvent told)
    {
        await using (var ledger = school.Ledger.CreateDbContext())
        {
            ledger.Inbox.Add(
                new InboxEvent
                {
                    School = "demo",
                    Source = "email",
                    EventKey = told.EventKey,
                    At = told.At,
                    ReceivedAt = school.Now,
                }
            );
            await ledger.SaveChangesAsync(Ct);
        }

        var run = school.NewRun();
        var ports = run.Ports with
        {
            Replies = new Dictionary<string, IMessageReplies> { ["email"] = new OneReply(told) },
        };
        await new ReplyInbox(
            new CycleRun(run.Mapping, ports, school.Ledger, school.Clock, new CycleOptions("test"))
        ).ProcessAsync(Ct);
    }

    private static async Task<ChannelStanding> StandingAsync(TestSchool school, string payer)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return await ledger
            .PayerChannels.Where(x => x.PayerKey == payer && x.Channel == "email")
            .Select(x => x.Standing)
            .SingleOrDefaultAsync(Ct);
    }

    private sealed class OneReply(MessageEvent told) : IMessageReplies
    {
        public string Channel => "email";

        public MessageEvent? ReadWebhook(WebhookDelivery delivery) => told;

        public MessageEvent? ReadStored(string body) => told;
    }
}
