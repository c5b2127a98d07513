using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Reconciliation;

/// <summary>One town in which everything that can differ does: each difference is named once, and what is named mends it.</summary>
public sealed class ReconcileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_difference_is_named_once_and_goes_by_what_is_named_for_it()
    {
        await using var town = await DifferingTown.BuildAsync(Ct);
        var (before, clean) = await town.ReconcileAsync();
        AssertClean(before, clean);
        var expected = await town.MakeEveryDifferenceAsync();

        var (exit, first) = await town.ReconcileAsync();
        var (_, again) = await town.ReconcileAsync();

        Assert.Equal(1, exit);
        Assert.Equal(expected.Order(), Named(first).Order());
        Assert.Equal(Named(first), Named(again));
        Assert.Equal(expected.Select(x => x.Cause).Distinct().Count(), first["causes"]!.Count());

        // What names `sync` goes by one, money that went back too; of what the ledger knows then, two wait for a decision and one is not what was agreed.
        await town.Story.SyncAsync("2026-10-14");
        await TypeNamedAsync(town, first, town.Invoice("deleted"));
        var byPerson = first["differences"]!.Where(x => x["command"]!.Type == JTokenType.Null).Select(Pair);
        var (_, second) = await town.ReconcileAsync();
        Assert.Equal(
            byPerson
                .Append(("cancelledInErp", town.Invoice("deleted")))
                .Append(("cancelledInErp", town.Invoice("cancelled")))
                .Append(("amountDiffers", town.Invoice("edited")))
                .Order(),
            Named(second).Order()
        );

        await TypeNamedAsync(town, second, town.Invoice("cancelled"));
        await town.Story.TypeAsync("parked", "dismiss", town.Invoice("deleted"), "--why", "a present", "--json");
        await town.Story.SyncAsync("2026-10-15");
        Assert.Equal(121m, town.Story.Invoice(town["cancelled"], revision: 2).Open);
        var (_, left) = await town.ReconcileAsync();
        foreach (var (cause, subject, step) in town.StepsOfPeople())
        {
            Assert.Contains((cause, subject), Named(left));
            step();
            await town.Story.SyncAsync("2026-10-15");
            (_, left) = await town.ReconcileAsync();
            Assert.DoesNotContain((cause, subject), Named(left));
        }

        Assert.Empty(Named(left));
    }

    [Fact]
    public async Task Comparing_shows_totals_causes_and_what_to_do_and_writes_nothing_anywhere()
    {
        await using var town = await DifferingTown.BuildAsync(Ct);
        await town.MakeEveryDifferenceAsync();
        var before = town.Fingerprint();

        var (_, report) = await town.ReconcileAsync("--since", "2026-10-12");
        var output = new StringWriter();
        await town.Story.Town.TypeAsync(output, output, "reconcile");

        Assert.NotEmpty(Named(report));
        Assert.DoesNotContain(await town.CallsAsync(), x => (bool)x["isWrite"]!);
        Assert.Equal(before, town.Fingerprint());

        var text = output.ToString();
        Assert.Contains("invoices less credit notes", text, StringComparison.Ordinal);
        Assert.Contains("Paid not in ERP", text, StringComparison.Ordinal);
        Assert.Contains("In the ERP: compare with the gateway", text, StringComparison.Ordinal);
    }

    private static void AssertClean(int exit, JObject report)
    {
        Assert.Empty(Named(report));
        Assert.Empty(report["notCompared"]!);
        Assert.Equal(0, exit);
        Assert.Equal(
            Total(report, "connector", "invoices less credit notes"),
            Total(report, "ERP", "invoices less credit notes")
        );
        Assert.Equal(Total(report, "gateway", "payments kept"), Total(report, "ERP", "gateway payments entered"));
        Assert.Equal(
            DifferingTown.Learners,
            (int)report["totals"]!.Single(x => (string?)x["what"] == "active enrolments")["count"]!
        );
    }

    private static async Task TypeNamedAsync(DifferingTown town, JObject report, string subject)
    {
        var command = (string)report["differences"]!.Single(x => (string?)x["subject"] == subject)["command"]!;
        var words = command.Split(' ').Select(x => x == "\"...\"" ? "the debt stands" : x);
        await town.Story.TypeAsync([.. words, "--json"]);
    }

    private static IReadOnlyList<(string Cause, string Subject)> Named(JObject report) =>
        [.. report["differences"]!.Select(Pair)];

    private static (string Cause, string Subject) Pair(JToken difference) =>
        ((string)difference["cause"]!, (string)difference["subject"]!);

    private static string Total(JObject report, string system, string what) =>
        string.Join(
            ' ',
            report["totals"]!
                .Where(x => (string?)x["system"] == system && (string?)x["what"] == what)
                .Select(x => $"{x["count"]} {x["total"]?["amount"]} {x["open"]?.SelectToken("amount")}")
        );
}
