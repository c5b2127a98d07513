using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>Money that goes back, from the command line through Stripe into Odoo.</summary>
public sealed class RefundTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refund_is_asked_for_at_the_gateway_and_the_ERP_shows_the_rest_of_the_debt_open_again()
    {
        await using var story = await Story.BeginAsync();
        var user = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        var intent = await PayAsync(story, user);
        await story.SyncAsync("2026-09-02");

        var dry = await RefundAsync(story, intent, "21.00", "--dry-run");
        var asked = await RefundAsync(story, intent, "21.00");
        await story.SyncAsync("2026-09-03");
        await story.SyncAsync("2026-09-04");

        Assert.Equal(("possible", "planned"), (Kind(dry), Kind(asked)));
        Assert.Equal(21m, story.Invoice(user).Open);
        Assert.Equal(2, story.Odoo.PaymentCount);
        var compared = (await story.TypeAsync("reconcile", "--json"))["schools"]![0]!;
        Assert.Empty(compared["differences"]!);
        Assert.Equal("refused", Kind(await RefundAsync(story, intent, "100.01")));
    }

    [Fact]
    public async Task What_was_given_back_by_hand_is_entered_at_once()
    {
        await using var story = await Story.BeginAsync();
        var user = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        var intent = await PayAsync(story, user);
        await story.SyncAsync("2026-09-02");

        await RefundAsync(story, intent, "40.00", "--by-hand", "--journal", "BNK1");

        Assert.Equal(40m, story.Invoice(user).Open);
        Assert.Equal(2, story.Odoo.PaymentCount);
    }

    [Fact]
    public async Task A_chargeback_opens_the_debt_and_takes_no_access_on_that_day()
    {
        await using var story = await Story.BeginAsync();
        var user = story.Enrol("ana");
        await story.SyncAsync("2026-09-01");
        var intent = await PayAsync(story, user);
        await story.SyncAsync("2026-09-02");
        story.Town.Clock.MoveTo(Story.Morning("2026-11-19"));
        story.Town.Stripe.Dispute(intent);

        await story.SyncAsync("2026-11-20");

        Assert.Equal(121m, story.Invoice(user).Open);
        Assert.True(story.CanEnter(user));
    }

    private static Task<JObject> RefundAsync(Story story, string intent, string amount, params string[] more) =>
        story.TypeAsync(["refund", intent, "--amount", amount, "--why", "left early", "--json", .. more]);

    private static string? Kind(JObject answer) => (string?)answer["refund"]!["kind"];

    private static async Task<string> PayAsync(Story story, long user)
    {
        await using var installation = await story.Town.OpenAsync(Ct);
        var opened = await Assert.Single(installation.Schools).PayDesk!.OpenAsync($"l{user}", Ct);
        return story.Town.Stripe.Pay(opened!.Url!.Segments[^1]);
    }
}
