using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.BadInput;

/// <summary>Two courses with two learners each, and a way to type commands.</summary>
internal sealed class SmallTown : IAsyncDisposable
{
    private SmallTown(TwinTown town) => Town = town;

    public TwinTown Town { get; }

    public long Course { get; private set; }

    public long OtherCourse { get; private set; }

    public string Database => Path.Combine(Town.Folder, "collections.db");

    public static async Task<SmallTown> BuildAsync(bool withReport = true)
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        var town = new SmallTown(
            await TwinTown.StartAsync(
                new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero),
                Path.Combine(root, "mappings/schools/demo"),
                withReport
            )
        );
        town.Course = town.AddCourse("PRO-1", "100");
        town.OtherCourse = town.AddCourse("CON-1", "200");
        foreach (var name in new[] { "ana", "bea" })
        {
            town.Enrol(name, town.Course, town.OtherCourse);
        }

        return town;
    }

    public long AddCourse(string shortName, string price, string currency = "")
    {
        var fields = new Dictionary<string, string> { ["price"] = price, ["billable"] = "1" };
        if (currency.Length > 0)
        {
            fields["currency"] = currency;
        }

        return Town.Moodle.AddCourse(shortName, shortName, $"CUR-{shortName}", fields);
    }

    public long Enrol(string name, params IReadOnlyList<long> courses) =>
        EnrolWith(name, $"{name}@example.invalid", courses);

    public long EnrolWith(string name, string email, params IReadOnlyList<long> courses)
    {
        var user = Town.Moodle.AddUser(name, name, "Ejemplo", email);
        foreach (var course in courses)
        {
            Town.Moodle.Enrol(user, course);
        }

        return user;
    }

    /// <summary>Types a command with <c>--json</c>.</summary>
    public async Task<Answer> TypeAsync(params IReadOnlyList<string> words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var exit = await Town.TypeAsync(output, error, [.. words, "--json"]);

        return new Answer(exit, JObject.Parse(output.ToString()), error.ToString());
    }

    public ValueTask DisposeAsync() => Town.DisposeAsync();
}

/// <summary>What a command said.</summary>
internal sealed record Answer(int Exit, JObject Document, string Error)
{
    /// <summary>Every sentence of the answer, to look for what a person would read.</summary>
    public string Text => Document.ToString() + Error;

    public IReadOnlyList<Said> Remarks =>
        [
            .. (Document.SelectToken("schools[0].remarks") ?? new JArray()).Select(x => new Said(
                x.Value<string>("code")!,
                x.Value<string>("where")!,
                $"{x["message"]} {x["hint"]}"
            )),
        ];

    public string? ProblemOf(string step) =>
        Document.SelectToken($"schools[0].steps[?(@.name == '{step}')].problem")?.Value<string>();

    public bool Ran(string step) =>
        Document.SelectToken($"schools[0].steps[?(@.name == '{step}')]") is { } found
        && found["problem"]!.Type == JTokenType.Null;

    public IReadOnlyList<string> Missing =>
        [
            .. Document
                .SelectTokens("systems[*].findings[?(@.result == 'missing')]")
                .Select(x => $"{x["what"]}: {x["consequence"]} {x["remedy"]}"),
        ];
}

/// <summary>A remark of a run.</summary>
internal sealed record Said(string Code, string Where, string Text);
