using System.Text.RegularExpressions;

namespace Collections.Scenarios.Tests.Stories;

public sealed partial class DelayedPaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_on_its_way_keeps_the_learner_in_the_course_and_a_failed_one_no_longer_does()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await NoticedAsync(story);
        var session = await BeginsToPayAsync(story);

        var pending = await story.SyncAsync("2026-10-11");
        var whilePending = story.CanEnter(ana);
        story.Town.Stripe.FailDelayed(session);
        await story.SyncAsync("2026-10-12");

        Assert.True(whilePending);
        Assert.Contains(pending["remarks"]!, x => (string?)x["code"] == "guard.pending-payment");
        Assert.False(story.CanEnter(ana));
        Assert.Equal(0, story.Odoo.PaymentCount);
    }

    [Fact]
    public async Task A_suspended_learner_whose_delayed_payment_succeeds_is_back_in_the_course()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        await NoticedAsync(story);
        await story.SyncAsync("2026-10-11");
        var suspended = !story.CanEnter(ana);
        var session = await BeginsToPayAsync(story);

        await story.SyncAsync("2026-10-12");
        var whilePending = story.CanEnter(ana);
        story.Town.Stripe.SettleDelayed(session);
        await story.SyncAsync("2026-10-13");

        Assert.True(suspended);
        Assert.False(whilePending);
        Assert.True(story.CanEnter(ana));
        Assert.Equal((1, 0m), (story.Odoo.PaymentCount, story.Invoice(ana).Open));
    }

    private static async Task NoticedAsync(Story story)
    {
        foreach (var day in new[] { "09-01", "09-08", "09-14", "09-21", "10-01", "10-04" })
        {
            await story.SyncAsync($"2026-{day}");
        }

        Assert.Equal(5, story.MailsTo("ana").Count);
    }

    // The webhook is lost: the next cycle finds the event by listing.
    private static async Task<string> BeginsToPayAsync(Story story)
    {
        await using var served = await ServedTown.StartAsync(story.Town, Ct);
        var session = await served.OpenAsync(PayLink().Match(story.MailsTo("ana")[^1].Text).Value, Ct);
        story.Town.Stripe.PayDelayed(session!);
        return session!;
    }

    [GeneratedRegex(@"http://\S+/pay/\S+")]
    private static partial Regex PayLink();
}
