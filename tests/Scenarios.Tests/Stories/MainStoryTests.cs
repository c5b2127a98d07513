using System.Text.RegularExpressions;
using Collections.Flow.Tests.Ledger;

namespace Collections.Scenarios.Tests.Stories;

public sealed partial class MainStoryTests
{
    private static readonly string[] EveryRung =
    [
        "Su próximo pago a Instituto Ñandú: 121,00 €",
        "Un recordatorio de Instituto Ñandú: 121,00 €",
        "Sigue pendiente su pago a Instituto Ñandú: 121,00 €",
        "Requerimiento de pago de Instituto Ñandú: 121,00 €",
        "Último aviso de Instituto Ñandú antes de suspender el acceso",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Who_does_not_pay_is_reminded_rung_by_rung_suspended_and_back_in_the_course_once_he_pays(string on)
    {
        var postgres = on == "SQLite" ? null : await (await PostgresCluster.OfProcessAsync()).CreateEmptyAsync();
        await using var story = await Story.BeginAsync(postgres);
        var (ana, bruno, carla) = (story.Enrol("ana"), story.Enrol("bruno"), story.Enrol("carla"));
        var (diego, elena) = (story.Enrol("diego"), story.Enrol("elena"));
        long[] everybody = [ana, bruno, carla, diego, elena];

        await story.SyncAsync("2026-09-01");
        Assert.All(everybody, user => Assert.Equal(("posted", 121m, 121m), Standing(story, user)));
        Assert.Equal(Story.Day("2026-09-11"), story.Invoice(ana).DueDate);

        // Ana pays by bank before anybody has to be asked; Carla pays a part.
        story.PayByBank(ana, 121m, "2026-09-02");
        story.PayByBank(carla, 50m, "2026-09-02");
        await story.SyncAsync("2026-09-07");
        Assert.Empty(story.Town.Mail.Messages);
        await story.SyncAsync("2026-09-08");
        Assert.Empty(story.MailsTo("ana"));
        Assert.Equal(EveryRung[..1], story.SubjectsTo("diego"));
        Assert.Equal("Su próximo pago a Instituto Ñandú: 71,00 €", Assert.Single(story.SubjectsTo("carla")));

        await PaysByCardAsync(story, "bruno");
        await story.SyncAsync("2026-09-09");
        Assert.Equal((1, 0m), (story.Odoo.PaymentCount, story.Invoice(bruno).Open));

        await ClimbAsync(story, "2026-09-13", "2026-09-14", rungs: 2);
        await ClimbAsync(story, "2026-09-20", "2026-09-21", rungs: 3);
        await ClimbAsync(story, "2026-09-30", "2026-10-01", rungs: 4);
        story.PayByBank(carla, 71m, "2026-10-02");
        await ClimbAsync(story, "2026-10-03", "2026-10-04", rungs: 5);
        Assert.Single(story.MailsTo("bruno"));
        Assert.Equal(4, story.MailsTo("carla").Count);
        Assert.Equal(EveryRung, story.SubjectsTo("elena"));

        // Two percent of five learners is less than one: one suspension a day without a person's word.
        await story.SyncAsync("2026-10-10");
        Assert.All(everybody, user => Assert.True(story.CanEnter(user)));
        await story.SyncAsync("2026-10-11");
        Assert.Equal((false, true), (story.CanEnter(diego), story.CanEnter(elena)));
        await story.SyncAsync("2026-10-12");
        Assert.Equal((false, false), (story.CanEnter(diego), story.CanEnter(elena)));
        Assert.All(everybody[..3], user => Assert.True(story.CanEnter(user)));

        story.PayByBank(diego, 121m, "2026-10-13");
        var last = await story.SyncAsync("2026-10-13");
        Assert.Equal((true, false), (story.CanEnter(diego), story.CanEnter(elena)));
        Assert.Equal((5, 5, 5, 5), Totals(last));
        Assert.Equal("121.00", (string?)last["totals"]!["amounts"]![0]!["open"]!["amount"]);
        Assert.Equal(121m, story.Odoo.OpenTotal());
    }

    private static async Task ClimbAsync(Story story, string dayBefore, string day, int rungs)
    {
        await story.SyncAsync(dayBefore);
        Assert.Equal(rungs - 1, story.MailsTo("diego").Count);
        await story.SyncAsync(day);
        await story.SyncAsync(day);
        Assert.Equal(EveryRung[..rungs], story.SubjectsTo("diego"));
    }

    private static async Task PaysByCardAsync(Story story, string name)
    {
        await using var served = await ServedTown.StartAsync(story.Town, Ct);
        var link = PayLink().Match(Assert.Single(story.MailsTo(name)).Text).Value;
        var session = await served.OpenAsync(link, Ct);
        Assert.NotNull(session);
        story.Town.Stripe.Pay(session);
        var deliveries = story.Town.Stripe.TakeDeliveries(twice: true, reversed: true);
        Assert.NotEmpty(deliveries);
        foreach (var delivery in deliveries)
        {
            Assert.Equal(200, await served.DeliverAsync(delivery, Ct));
        }

        var forged = deliveries[0] with { Body = [.. deliveries[0].Body, (byte)' '] };
        Assert.Equal(400, await served.DeliverAsync(forged, Ct));
    }

    private static (string State, decimal Total, decimal Open) Standing(Story story, long user) =>
        (story.Invoice(user).State, story.Invoice(user).Total, story.Invoice(user).Open);

    private static (int, int, int, int) Totals(Newtonsoft.Json.Linq.JObject report) =>
        (
            (int)report["totals"]!["enrolments"]!,
            (int)report["totals"]!["agreements"]!,
            (int)report["totals"]!["receivables"]!,
            (int)report["totals"]!["invoices"]!
        );

    [GeneratedRegex(@"http://\S+/pay/\S+")]
    private static partial Regex PayLink();
}
