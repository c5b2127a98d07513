using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Commands;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.BadInput;

/// <summary>The other systems' clocks differ from the connector's by an hour: nothing is missed, nothing comes twice.</summary>
public sealed class ClockSkewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task An_hour_of_difference_neither_misses_nor_doubles(int hours)
    {
        await using var town = await SmallTown.BuildAsync();
        var ours = new MovableClock(town.Town.Clock.GetUtcNow() + TimeSpan.FromHours(hours));

        var first = await SyncAsync(town, ours);
        var invoices = town.Town.Odoo.Invoices;
        town.Town.Odoo.PayByBank(invoices[0].Key, invoices[0].Open, new DateOnly(2026, 9, 1));
        Advance(town, ours, TimeSpan.FromMinutes(10));
        var second = await SyncAsync(town, ours);
        town.Town.Odoo.PayByBank(invoices[1].Key, 1m, new DateOnly(2026, 9, 1));
        town.Enrol("tarde", town.Course);
        Advance(town, ours, TimeSpan.FromMinutes(10));
        var third = await SyncAsync(town, ours);
        Advance(town, ours, TimeSpan.FromMinutes(10));
        var fourth = await SyncAsync(town, ours);

        Assert.All(new[] { first, second, third, fourth }, x => Assert.True(x.Exit == 0, x.Text));
        Assert.Equal(5, town.Town.Odoo.Invoices.Count);
        Assert.Equal(1, Count(second, "payments.seen-in-erp"));
        Assert.Equal(1, Count(third, "payments.seen-in-erp"));
        Assert.Equal(0, Count(fourth, "payments.seen-in-erp") + Count(fourth, "documents.posted"));
        var open = fourth.Document.SelectToken("schools[0].totals.amounts[0].open.amount")!.Value<decimal>();
        Assert.Equal(town.Town.Odoo.OpenTotal(), open);
    }

    private static async Task<Answer> SyncAsync(SmallTown town, TimeProvider clock)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var environment = town.Town.Environment(output, error) with { Clock = clock };

        var exit = await new CommandLine(environment, Verbs.All()).RunAsync(
            ["sync", "--json", "--config", town.Town.ConfigurationFile],
            TestContext.Current.CancellationToken
        );

        return new Answer(exit, JObject.Parse(output.ToString()), error.ToString());
    }

    private static void Advance(SmallTown town, MovableClock ours, TimeSpan by)
    {
        town.Town.Clock.Advance(by);
        ours.Advance(by);
    }

    private static long Count(Answer answer, string what) =>
        answer.Document.SelectToken("schools[0].counts")?.Value<long?>(what) ?? 0;
}
