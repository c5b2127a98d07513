using System.Globalization;
using Collections.Adapters.Sandbox.Odoo;
using Collections.Adapters.Sandbox.Smtp;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>A town, a course, and days that go by: what a person at the command line does and sees.</summary>
internal sealed class Story : IAsyncDisposable
{
    private Story(TwinTown town, long course)
    {
        Town = town;
        Course = course;
    }

    public TwinTown Town { get; }

    public long Course { get; }

    public OdooTwin Odoo => Town.Odoo;

    /// <summary>The first of September 2026, with one course of 100 EUR net, which is 121 with tax.</summary>
    /// <param name="postgres">The connection string of an empty PostgreSQL database; null for a SQLite file.</param>
    /// <param name="quickTurns">Whether a turn that was cut off is free after a second.</param>
    public static async Task<Story> BeginAsync(string? postgres = null, bool quickTurns = false)
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        var town = await TwinTown.StartAsync(
            Morning("2026-09-01"),
            Path.Combine(root, "mappings/schools/demo"),
            postgres: postgres
        );
        if (quickTurns)
        {
            var configuration = JObject.Parse(await File.ReadAllTextAsync(town.ConfigurationFile));
            configuration["nodes"] = new JObject { ["lease"] = "00:00:06", ["remoteRun"] = "00:00:01" };
            await File.WriteAllTextAsync(town.ConfigurationFile, configuration.ToString());
        }

        return new Story(town, AddCourse(town, "PRO-1", "CUR-1"));
    }

    public static DateTimeOffset Morning(string day) => new(Day(day).ToDateTime(new TimeOnly(8, 0)), TimeSpan.Zero);

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Email(string name) => $"{name}@example.invalid";

    public long AddCourse(string shortName, string code) => AddCourse(Town, shortName, code);

    /// <summary>Somebody new is enrolled in the course.</summary>
    public long Enrol(string name)
    {
        var user = Town.Moodle.AddUser(name, name, "Ejemplo", Email(name));
        Town.Moodle.Enrol(user, Course);
        return user;
    }

    public bool CanEnter(long user) => Town.Moodle.CanEnter(user, Course);

    /// <summary>On a day, before noon, somebody types <c>sync</c>; every step comes to its end.</summary>
    public async Task<JObject> SyncAsync(string day)
    {
        Town.Clock.MoveTo(Morning(day));
        var school = (JObject)(await TypeAsync("sync", "--json"))["schools"]![0]!;
        Assert.DoesNotContain(school["steps"]!, step => step["problem"]!.Type != JTokenType.Null);
        return school;
    }

    /// <summary>Types a command that writes a document, and that ends well or with something for a person.</summary>
    public async Task<JObject> TypeAsync(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Town.TypeAsync(output, error, words);
        Assert.True(code is 0 or 1, $"{string.Join(' ', words)}: {code}\n{error}\n{output}");
        return JObject.Parse(output.ToString());
    }

    public string Receivable(long user, int episode = 1) => $"demo_enr_{Course}-{user}_{episode}_1_1";

    public OdooInvoice Invoice(long user, int episode = 1, int revision = 1) =>
        Document($"{Receivable(user, episode)}_inv{revision}");

    public OdooInvoice Document(string reference) => Assert.Single(Odoo.Invoices, x => x.Reference == reference);

    public void PayByBank(long user, decimal amount, string day) => Odoo.PayByBank(Invoice(user).Key, amount, Day(day));

    public void PayRevision(long user, int revision, decimal amount, string day) =>
        Odoo.PayByBank(Invoice(user, revision: revision).Key, amount, Day(day));

    /// <summary>The subjects of the mails that somebody got, oldest first.</summary>
    public IReadOnlyList<string> SubjectsTo(string name) => [.. MailsTo(name).Select(x => x.Subject)];

    public IReadOnlyList<SinkMessage> MailsTo(string name) =>
        [.. Town.Mail.Messages.Where(x => x.Recipients.Contains(Email(name)))];

    public ValueTask DisposeAsync() => Town.DisposeAsync();

    private static long AddCourse(TwinTown town, string shortName, string code) =>
        town.Moodle.AddCourse(
            shortName,
            $"Curso {shortName}",
            code,
            new Dictionary<string, string> { ["price"] = "100", ["billable"] = "1" }
        );
}
