using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Crashes;

public sealed class KilledSyncTests
{
    private const int Learners = 200;
    private const string Load = "account.move/load";
    private const string Post = "account.move/action_post";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One school, killed again and again in the middle of issuing its 200 invoices, always at another place.</summary>
    [Fact]
    public async Task Killed_at_every_place_of_issuing_200_invoices_there_are_200_in_the_end()
    {
        await using var town = await TownAsync();
        var customers = town.Odoo.PartnerCount;

        await KillAsync(town, new Fault(FaultKind.SlowAfterCommit, "res.partner/load"));
        await KillAsync(town, new Fault(FaultKind.Slow, Load, Times: 2)); // Two run at once: both are held back.
        Assert.Empty(town.Odoo.Invoices);
        await KillAsync(town, new Fault(FaultKind.SlowAfterCommit, Load));
        Assert.Contains(town.Odoo.Invoices, x => x.State == "draft");
        await KillAfterLostAnswerAsync(town, Load);
        await KillAsync(town, new Fault(FaultKind.Slow, Post, Times: 2));
        await KillAsync(town, new Fault(FaultKind.SlowAfterCommit, Post, After: 1));
        Assert.Contains(town.Odoo.Invoices, x => x.State == "posted");
        var last = await EndAsync(town);

        AssertWhole(town, last);
        Assert.Equal(customers + Learners, town.Odoo.PartnerCount);
    }

    [Fact]
    public async Task Killed_between_two_batches_of_posting_there_are_200_in_the_end()
    {
        await using var town = await TownAsync();

        await KillAsync(town, new Fault(FaultKind.Slow, Post, After: 1));
        var posted = town.Odoo.Invoices.Count(x => x.State == "posted");
        var last = await EndAsync(town);

        Assert.InRange(posted, 0, Learners - 1);
        AssertWhole(town, last);
    }

    private static void AssertWhole(TwinTown town, JObject report)
    {
        var invoices = town.Odoo.Invoices;
        Assert.Equal(Learners, invoices.Count);
        Assert.All(invoices, x => Assert.Equal(("posted", 121m), (x.State, x.Total)));
        Assert.Equal(Learners, invoices.Select(x => x.Reference).Distinct().Count());
        Assert.Equal(Learners, invoices.Select(x => x.Number).Distinct().Count());
        var totals = report["totals"]!;
        Assert.Equal((Learners, Learners), ((int)totals["receivables"]!, (int)totals["invoices"]!));
        Assert.Equal("24200.00", (string?)totals["amounts"]![0]!["invoiced"]!["amount"]);
        Assert.Equal("24200.00", (string?)totals["amounts"]![0]!["open"]!["amount"]);
        Assert.Equal(24200m, town.Odoo.OpenTotal());
    }

    // The child lives by the machine's clock, so the town's stands at the same time.
    private static async Task<TwinTown> TownAsync()
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        var now = TimeProvider.System.GetUtcNow();
        var town = await TwinTown.StartAsync(now, Path.Combine(root, "mappings/schools/demo"));
        var file = Path.Combine(town.Folder, "school", "school.json");
        var school = JObject.Parse(await File.ReadAllTextAsync(file, Ct));
        school["billFrom"] = "2020-01-01";
        await File.WriteAllTextAsync(file, school.ToString(), Ct);
        var course = town.Moodle.AddCourse(
            "PRO-1",
            fields: new Dictionary<string, string> { ["price"] = "100", ["billable"] = "1" }
        );
        for (var i = 0; i < Learners; i++)
        {
            town.Moodle.Enrol(town.Moodle.AddUser($"l{i}", "Ana", $"N{i}", $"l{i}@example.invalid"), course);
        }

        return town;
    }

    /// <summary>Runs <c>sync</c> and kills it when the fault strikes.</summary>
    private static async Task KillAsync(TwinTown town, Fault fault)
    {
        var struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        town.OdooServer.Faults.Add(
            fault with
            {
                Delay = TimeSpan.FromMinutes(5),
                Struck = () => struck.TrySetResult(),
            }
        );
        await using var child = ConnectorProcess.Start(town, "sync", "--json");
        await child.KillAtAsync(struck.Task, Ct);
        town.OdooServer.Faults.Clear();
    }

    /// <summary>Kills it while it looks up what became of a write whose answer was lost.</summary>
    private static async Task KillAfterLostAnswerAsync(TwinTown town, string operation)
    {
        var struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var looking = new Fault(FaultKind.Slow, Delay: TimeSpan.FromMinutes(5), Struck: () => struck.TrySetResult());
        town.OdooServer.Faults.Add(
            new Fault(FaultKind.AnswerLost, operation, Struck: () => town.OdooServer.Faults.Add(looking))
        );
        await using var child = ConnectorProcess.Start(town, "sync", "--json");
        await child.KillAtAsync(struck.Task, Ct);
        town.OdooServer.Faults.Clear();
    }

    private static async Task<JObject> EndAsync(TwinTown town)
    {
        await using var child = ConnectorProcess.Start(town, "sync", "--json");
        var (code, output) = await child.EndAsync(Ct);
        Assert.True(code == 0, output);
        return (JObject)JObject.Parse(output)["schools"]![0]!;
    }
}
