using System.Text.RegularExpressions;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>A learner whose access was suspended opens the link of the last notice, in the real service.</summary>
public sealed partial class SelfServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspended_learner_uses_the_link_of_the_last_notice_and_is_back_for_two_days()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        foreach (var day in new[] { "09-01", "09-08", "09-14", "09-21", "10-01", "10-04", "10-11" })
        {
            await story.SyncAsync($"2026-{day}");
        }

        var suspended = !story.CanEnter(ana);
        var link = new Uri(LinkIn().Match(story.MailsTo("ana")[^1].Text).Value);
        int status;
        string again;
        await using (var served = await ServedTown.StartAsync(story.Town, Ct))
        {
            var page = await served.ReadAsync(link.AbsolutePath, Ct);
            Assert.Contains("121,00", page, StringComparison.Ordinal);
            status = await served.SendFormAsync(link.AbsolutePath, page, "grace", Ct);
            again = await served.ReadAsync(link.AbsolutePath, Ct);

            // Nobody types anything: the service gives access back by itself.
            await WaitAsync(served, () => story.CanEnter(ana));
        }

        await story.SyncAsync("2026-10-13");
        await story.SyncAsync("2026-10-14");

        Assert.True(suspended);
        Assert.Equal(303, status);
        Assert.DoesNotContain("/grace?", again, StringComparison.Ordinal);
        Assert.False(story.CanEnter(ana));
        Assert.Equal("ana", story.MailsTo("ana")[^1].Recipients[0].Split('@')[0]);
    }

    [Fact]
    public async Task What_a_learner_writes_is_stored_once_and_freezes_the_suspension_until_a_person_answers()
    {
        await using var story = await Story.BeginAsync();
        var ana = story.Enrol("ana");
        foreach (var day in new[] { "09-01", "09-08", "09-14", "09-21", "10-01", "10-04" })
        {
            await story.SyncAsync($"2026-{day}");
        }

        var link = new Uri(LinkIn().Match(story.MailsTo("ana")[^1].Text).Value);
        await using (var served = await ServedTown.StartAsync(story.Town, Ct))
        {
            var page = await served.ReadAsync(link.AbsolutePath, Ct);
            Assert.Equal(303, await served.SendFormAsync(link.AbsolutePath, page, "object", Ct, "Pagué en efectivo."));
            Assert.Equal(303, await served.SendFormAsync(link.AbsolutePath, page, "object", Ct, "Pagué en efectivo."));
        }

        var run = await story.SyncAsync("2026-10-11");
        var kept = story.CanEnter(ana);
        var open = (await story.TypeAsync("objection", "list", "--json"))["objections"]!;
        await story.TypeAsync("objection", "answer", story.Receivable(ana), "--why", "no such payment", "--json");
        await story.SyncAsync("2026-10-12");

        Assert.Contains(run["remarks"]!, x => (string?)x["code"] == "objection.waits");
        Assert.True(kept);
        Assert.Equal("Pagué en efectivo.", (string?)Assert.Single(open)["text"]);
        Assert.False(story.CanEnter(ana));
    }

    [Fact]
    public async Task A_link_opens_the_page_to_the_last_second_and_a_link_to_pay_never_does()
    {
        await using var story = await Story.BeginAsync();
        story.Enrol("ana");
        foreach (var day in new[] { "09-01", "09-08", "09-14", "09-21", "10-01", "10-04" })
        {
            await story.SyncAsync($"2026-{day}");
        }

        var mail = story.MailsTo("ana")[^1].Text;
        var link = new Uri(LinkIn().Match(mail).Value).AbsolutePath;
        var pay = new Uri(PayLinkIn().Match(mail).Value).AbsolutePath;
        await using var served = await ServedTown.StartAsync(story.Town, Ct);
        var end = new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero);

        story.Town.Clock.MoveTo(end.AddSeconds(-1));
        var lastSecond = await served.StatusAsync(link, Ct);
        story.Town.Clock.MoveTo(end);
        var after = await served.StatusAsync(link, Ct);
        var withPay = await served.StatusAsync(pay.Replace("/pay/", "/self/", StringComparison.Ordinal), Ct);
        var toPay = await served.StatusAsync(link.Replace("/self/", "/pay/", StringComparison.Ordinal), Ct);

        Assert.Equal((200, 410, 404, 404), (lastSecond, after, withPay, toPay));
    }

    private static async Task WaitAsync(ServedTown served, Func<bool> until)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!until())
        {
            await served.ReadAsync("health/live", limit.Token);
        }
    }

    [GeneratedRegex(@"http\S+/pay/\S+")]
    private static partial Regex PayLinkIn();

    [GeneratedRegex(@"http\S+/self/\S+")]
    private static partial Regex LinkIn();
}
