using System.Diagnostics;
using System.Globalization;
using Collections.Adapters.Sandbox;
using Collections.Scenarios.Tests.Stories;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Crashes;

/// <summary>
/// A town on the morning of a day on which one <c>sync</c> has everything to do: customers, invoices, a credit note and what
/// replaces it, a card payment, a message, a suspension and a restoration. Built anew, and the same, for each crash.
/// </summary>
internal sealed class CrashTown : IAsyncDisposable
{
    private static readonly DateTimeOffset Morning = Story.Morning("2026-09-14");
    private static readonly string[] People = ["paid", "owes", "late", "card", "wrong", "new", "newer"];
    private readonly Story story;
    private readonly Dictionary<string, long> users = [];

    private CrashTown(Story story) => this.story = story;

    public static async Task<CrashTown> BuildAsync()
    {
        var town = new CrashTown(await Story.BeginAsync());
        town.ShortenPolicy();
        town.story.Town.Clock.MoveTo(Story.Morning("2026-09-12"));
        town.Enrol("paid", "2026-09-01");
        town.Enrol("owes", "2026-09-01");
        town.Enrol("late", "2026-09-03");
        town.Enrol("card", "2026-09-10");
        town.Enrol("wrong", "2026-09-10");
        await town.story.SyncAsync("2026-09-12");
        await town.story.SyncAsync("2026-09-13");
        Assert.False(town.story.CanEnter(town.users["paid"]));
        await town.PrepareAsync();
        return town;
    }

    /// <summary>Runs <c>sync</c> in a process of its own.</summary>
    /// <param name="point">The crash point to die at, from 1; 0 to come to the end.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The names of all points, or that of the one it died at.</returns>
    public async Task<IReadOnlyList<string>> SyncAsync(int point, CancellationToken ct)
    {
        var file = Path.Combine(story.Town.Folder, "points.txt");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(CrashTown).Assembly.Location,
                CrashingCommand.Verb,
                point == 0 ? "list" : point.ToString(CultureInfo.InvariantCulture),
                file,
                Morning.ToString("O"),
                "sync",
                "--json",
                "--config",
                story.Town.ConfigurationFile,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in story.Town.Secrets)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        var text = await output + await error;
        Assert.True(
            point == 0 ? process.ExitCode is 0 or 1 : process.ExitCode > 100,
            $"{point}: {process.ExitCode} {text}"
        );
        return await File.ReadAllLinesAsync(file, ct);
    }

    /// <summary>The program is started again, and once more: by then a suspension without an answer is old enough to be looked up.</summary>
    public async Task GoOnAsync()
    {
        foreach (var minutes in new[] { 0, 15, 30 })
        {
            story.Town.Clock.MoveTo(Morning.AddMinutes(minutes));
            await story.TypeAsync("sync", "--json");
        }
    }

    /// <summary>What there is in the end, by system.</summary>
    public async Task<SortedDictionary<string, string>> StateAsync()
    {
        var status = (JObject)(await story.TypeAsync("status", "--json"))["schools"]![0]!;
        var documents = story
            .Odoo.Invoices.OrderBy(x => x.Reference, StringComparer.Ordinal)
            .Select(x =>
                $"{x.Reference} {x.Type} {x.State} {x.PaymentState} {x.Total} {x.Open} {x.DueDate:yyyy-MM-dd}"
            );
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["ERP documents"] = string.Join('\n', documents),
            ["ERP numbers"] =
                $"{story.Odoo.Invoices.Select(x => x.Number).Distinct().Count()} of {story.Odoo.Invoices.Count}",
            ["ERP customers, payments, open"] =
                $"{story.Odoo.PartnerCount} {story.Odoo.PaymentCount} {story.Odoo.OpenTotal()}",
            ["LMS access"] = string.Join(' ', People.Where(x => story.CanEnter(users[x]))),
            ["mails"] = string.Join('\n', Mails()),
            ["ledger totals"] = status["totals"]!.ToString(),
            ["ledger parked, suspended"] = $"{status["parked"]} {status["suspended"]} {status["restoresFailed"]}",
            ["journal"] = string.Join('\n', Journal()),
        };
        return state;
    }

    /// <summary>Messages to payers, by person and subject.</summary>
    public IReadOnlyList<string> Mails() =>
        [
            .. People
                .SelectMany(x => story.SubjectsTo(x).Select(subject => $"{x}: {subject}"))
                .Order(StringComparer.Ordinal),
        ];

    public ValueTask DisposeAsync() => story.DisposeAsync();

    // Pays by bank after it was suspended; pays by card; was billed at the wrong price; comes new on the day.
    private async Task PrepareAsync()
    {
        story.PayByBank(users["paid"], 121m, "2026-09-13");
        await using (var installation = await story.Town.OpenAsync(TestContext.Current.CancellationToken))
        {
            var page = await installation.Schools[0].PayDesk!.OpenAsync($"l{users["card"]}", CancellationToken.None);
            story.Town.Stripe.Pay(page!.Url!.Segments[^1]);
        }

        story.Town.Moodle.SetCourseField(story.Course, "price", "80");
        story.Town.OdooServer.Faults.Add(new Fault(FaultKind.Reset, "account.move/load", Times: 100));
        string[] correct = ["correct", story.Receivable(users["wrong"]), "--why", "wrong price", "--json"];
        await story.Town.TypeAsync(TextWriter.Null, TextWriter.Null, correct);
        story.Town.OdooServer.Faults.Clear();
        story.Town.Clock.MoveTo(Morning);
        Enrol("new", "2026-09-14");
        Enrol("newer", "2026-09-14");
    }

    private void Enrol(string name, string day)
    {
        var user = story.Town.Moodle.AddUser(name, name, "Ejemplo", Story.Email(name));
        story.Town.Moodle.Enrol(user, story.Course, startsAt: Story.Morning(day).AddHours(-1));
        users[name] = user;
    }

    private void ShortenPolicy()
    {
        var file = Path.Combine(story.Town.Folder, "school", "policy.json");
        var policy = JObject.Parse(File.ReadAllText(file));
        var rungs = (JArray)policy["rungs"]!;
        while (rungs.Count > 2)
        {
            rungs.RemoveAt(0);
        }

        (rungs[0]!["daysLate"], rungs[0]!["noticeDays"]) = (1, 0);
        (rungs[1]!["daysLate"], rungs[1]!["noticeDays"]) = (2, 1);
        File.WriteAllText(file, policy.ToString());
    }

    private List<string> Journal()
    {
        using var ledger = new SqliteConnection(
            $"Data Source={Path.Combine(story.Town.Folder, "collections.db")};Pooling=False"
        );
        ledger.Open();
        using var command = ledger.CreateCommand();
        command.CommandText = "select Kind || ' ' || count(*) from Journal group by Kind order by Kind";
        using var reader = command.ExecuteReader();
        var kinds = new List<string>();
        while (reader.Read())
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }
}
