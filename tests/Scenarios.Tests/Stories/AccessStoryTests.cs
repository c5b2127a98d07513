using Collections.Adapters.Sandbox;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>Suspensions through the command line, over real HTTP and SMTP.</summary>
public sealed class AccessStoryTests
{
    private static readonly string[] Road =
    [
        "2026-09-01",
        "2026-09-08",
        "2026-09-14",
        "2026-09-21",
        "2026-10-01",
        "2026-10-04",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_counsel_s_word_a_person_approves_each_suspension_after_reading_its_proof()
    {
        await using var story = await Story.BeginAsync();
        await ChangeAsync(story, access => access["counsel"]!["alone"] = false);
        var diego = story.Enrol("diego");
        await WalkAsync(story);
        var due = await story.SyncAsync("2026-10-11");
        var reference = story.Receivable(diego);
        var waiting = (await story.TypeAsync("access", "list", "--json"))["schools"]![0]!["waiting"]!;
        var proof = await story.TypeAsync("explain", reference, "--json", "--language", "es");
        var before = story.CanEnter(diego);

        await story.TypeAsync("approve", reference, "--reason", "three letters", "--by", "ana", "--json");
        await story.SyncAsync("2026-10-12");

        Assert.Contains(due["remarks"]!, x => (string?)x["code"] == "suspension.waits-for-approval");
        Assert.Equal(reference, (string?)Assert.Single(waiting)["causedBy"]![0]);
        Assert.Equal("guard.approval", (string?)Assert.Single(proof["guards"]!, x => !(bool)x["holds"]!)["code"]);
        Assert.Contains(
            proof["guards"]!,
            x => ((string)x["sentence"]!).Contains("conciliado", StringComparison.Ordinal)
        );
        Assert.Equal((true, false), (before, story.CanEnter(diego)));
    }

    [Fact]
    public async Task A_bank_that_nobody_books_suspends_nobody_until_it_is_booked()
    {
        await using var story = await Story.BeginAsync();
        var diego = story.Enrol("diego");
        await WalkAsync(story);
        story.Odoo.BankIsBookedTo = Story.Day("2026-10-09");
        await story.SyncAsync("2026-10-11");
        var stale = story.CanEnter(diego);

        // He had paid in time, and it is booked three days late.
        story.PayByBank(diego, 121m, "2026-10-10");
        story.Odoo.BankIsBookedTo = null;
        await story.SyncAsync("2026-10-13");

        Assert.Equal((true, true), (stale, story.CanEnter(diego)));
    }

    [Fact]
    public async Task Everything_is_given_back_while_the_ERP_does_not_answer_and_nothing_is_taken_until_a_person_confirms()
    {
        await using var story = await Story.BeginAsync();
        var diego = story.Enrol("diego");
        await WalkAsync(story);
        await story.SyncAsync("2026-10-11");
        var before = story.CanEnter(diego);
        story.Town.OdooServer.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Times: 1000));

        var back = await story.TypeAsync(
            "access",
            "restore",
            "--all-by-connector",
            "--reason",
            "wrong prices",
            "--json"
        );
        story.Town.OdooServer.Faults.Clear();
        await story.SyncAsync("2026-10-12");
        var status = (await story.TypeAsync("status", "--json"))["schools"]![0]!;

        Assert.False(before);
        Assert.Equal(1, (int)back["schools"]![0]!["restored"]!);
        Assert.True(story.CanEnter(diego));
        Assert.Contains("wrong prices", (string?)status["onHold"], StringComparison.Ordinal);
        Assert.Empty((await story.TypeAsync("access", "list", "--json"))["schools"]![0]!["inForce"]!);
    }

    private static async Task WalkAsync(Story story)
    {
        foreach (var day in Road)
        {
            await story.SyncAsync(day);
        }
    }

    private static async Task ChangeAsync(Story story, Action<JObject> change)
    {
        var file = Path.Combine(story.Town.Folder, "school", "school.json");
        var school = JObject.Parse(await File.ReadAllTextAsync(file, Ct));
        change((JObject)school["access"]!);
        await File.WriteAllTextAsync(file, school.ToString(), Ct);
    }
}
