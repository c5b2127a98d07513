using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Sizes;

/// <summary>A town whose school has as many courses, learners and enrolments as is said.</summary>
internal static class SizedSchool
{
    private static readonly DateTimeOffset FirstDay = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    public static async Task<TwinTown> BuildAsync(
        int courses,
        int learners,
        int enrolments,
        bool withReport = true,
        string invoices = "act",
        DateTimeOffset? start = null
    )
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        var town = await TwinTown.StartAsync(
            start ?? FirstDay,
            Path.Combine(root, "mappings/schools/demo"),
            withReport
        );
        EditSchool(
            town,
            school =>
            {
                school["limits"]!["invoicesPerRun"] = 100_000;
                school["switches"]!["invoices"] = invoices;
            }
        );
        Fill(town, courses, learners, enrolments);
        return town;
    }

    public static void EditSchool(TwinTown town, Action<JObject> edit)
    {
        var file = Path.Combine(town.Folder, "school", "school.json");
        var school = JObject.Parse(File.ReadAllText(file));
        edit(school);
        File.WriteAllText(file, school.ToString());
    }

    public static Task<SyncAnswer> SyncAsync(TwinTown town, params IReadOnlyList<string> words) =>
        TypeAsync(town, ["sync", .. words]);

    public static async Task<SyncAnswer> TypeAsync(TwinTown town, params IReadOnlyList<string> words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        town.MoodleServer.ResetCounts();
        town.OdooServer.ResetCounts();

        var exit = await town.TypeAsync(output, error, [.. words, "--json"]);

        return new SyncAnswer(exit, JObject.Parse(output.ToString()), error.ToString());
    }

    /// <summary>No learner is twice in a course, and every course has about as many as every other.</summary>
    private static void Fill(TwinTown town, int courses, int learners, int enrolments)
    {
        var courseIds = Enumerable
            .Range(1, courses)
            .Select(i =>
                town.Moodle.AddCourse(
                    $"C-{i}",
                    $"Curso {i}",
                    $"CUR-{i:000}",
                    new Dictionary<string, string> { ["price"] = $"{100 + i}", ["billable"] = "1" }
                )
            )
            .ToList();
        var userIds = Enumerable
            .Range(1, learners)
            .Select(i => town.Moodle.AddUser($"u{i}", "Ana", $"Apellido{i}", $"u{i}@example.invalid"))
            .ToList();
        for (var i = 0; i < enrolments; i++)
        {
            var (learner, round) = (i % learners, i / learners);
            town.Moodle.Enrol(userIds[learner], courseIds[(learner + (7 * round)) % courses]);
        }
    }
}

/// <summary>What a command said with <c>--json</c>.</summary>
internal sealed record SyncAnswer(int Exit, JObject Document, string Error)
{
    public int Calls(string adapter) => Of(adapter).Sum(x => x.Value<int>("calls"));

    public int Writes(string adapter) =>
        Of(adapter).Where(x => x.Value<bool>("isWrite")).Sum(x => x.Value<int>("calls"));

    public long Count(string what) => Document.SelectToken("schools[0].counts")?.Value<long?>(what) ?? 0;

    public override string ToString() => $"{Exit} {Document} {Error}";

    private IEnumerable<JToken> Of(string adapter) =>
        Document["calls"]!.Where(x => x.Value<string>("adapter") == adapter);
}
