using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Canvas;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>The same road in a school whose LMS is Canvas: only the configuration and the price's place in the mapping differ.</summary>
public sealed class CanvasStoryTests
{
    [Fact]
    public async Task Who_does_not_pay_loses_both_sections_of_a_Canvas_course_and_gets_both_back_the_day_he_pays()
    {
        await using var school = await CanvasSchool.BeginAsync();
        var (ana, diego) = (school.Enrol("ana"), school.Enrol("diego", sections: 2));

        await school.SyncAsync("2026-09-01");
        Assert.Equal(2, school.Town.Odoo.Invoices.Count);
        school.PayByBank(ana, "2026-09-02");
        foreach (
            var day in new[] { "2026-09-08", "2026-09-14", "2026-09-21", "2026-10-01", "2026-10-04", "2026-10-10" }
        )
        {
            await school.SyncAsync(day);
            Assert.Equal(("active", "active active"), (school.StateOf(ana), school.StateOf(diego)));
        }

        await school.SyncAsync("2026-10-11");
        Assert.Equal(("active", "inactive inactive"), (school.StateOf(ana), school.StateOf(diego)));
        await school.SyncAsync("2026-10-12");
        Assert.Equal("inactive inactive", school.StateOf(diego));

        school.PayByBank(diego, "2026-10-13");
        await school.SyncAsync("2026-10-13");
        await school.SyncAsync("2026-10-14");

        Assert.Equal(("active", "active active"), (school.StateOf(ana), school.StateOf(diego)));
        Assert.Equal((2, 0m), (school.Town.Odoo.Invoices.Count, school.Town.Odoo.OpenTotal()));
    }

    [Fact]
    public async Task Check_and_reconcile_know_Canvas_without_having_heard_of_it()
    {
        await using var school = await CanvasSchool.BeginAsync();
        school.Enrol("ana");
        await school.SyncAsync("2026-09-01");

        var findings = (await school.TypeAsync("check"))
            .SelectTokens("systems[*].findings[*]")
            .Where(finding => $"{finding["code"]}".StartsWith("canvas.", StringComparison.Ordinal))
            .ToList();
        var compared = await school.TypeAsync("reconcile");

        Assert.Contains(findings, finding => $"{finding["code"]}" == "canvas.connection");
        Assert.DoesNotContain(findings, finding => $"{finding["result"]}" == "missing");
        Assert.Empty(compared.SelectTokens("schools[*].differences[*]"));
    }

    /// <summary>A town whose school has Canvas in the place of Moodle.</summary>
    private sealed class CanvasSchool : IAsyncDisposable
    {
        private readonly TwinServer server;

        private CanvasSchool(TwinTown town, CanvasTwin canvas, TwinServer server)
        {
            (Town, Canvas, this.server) = (town, canvas, server);
            Course = canvas.AddCourse("PRO-1", "Curso PRO-1", "CUR-1");
        }

        public TwinTown Town { get; }

        private CanvasTwin Canvas { get; }

        private long Course { get; }

        public static async Task<CanvasSchool> BeginAsync()
        {
            var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
            var town = await TwinTown.StartAsync(
                Story.Morning("2026-09-01"),
                Path.Combine(root, "mappings/schools/demo")
            );
            var canvas = new CanvasTwin(town.Clock, town.Moodle.Token);
            var server = await TwinServer.StartAsync(canvas, town.Clock);
            await EditAsync(
                town.ConfigurationFile,
                file =>
                    file["schools"]![0]!["adapters"]!["lms"] = new JObject
                    {
                        ["use"] = "canvas",
                        ["settings"] = new JObject { ["baseUrl"] = server.Url, ["token"] = "${env:TOWN_MOODLE_TOKEN}" },
                    }
            );

            // Canvas has no custom fields of courses: the price stands in the mapping, by the course's code.
            await EditAsync(
                Path.Combine(town.Folder, "school", "receivables.json"),
                file =>
                {
                    file["tables"]!["prices"] = new JObject { ["PRO-1"] = "100" };
                    file["price"]!["amount"] = new JObject
                    {
                        ["table"] = "prices",
                        ["by"] = "course.shortName",
                        ["onMiss"] = "error",
                    };
                    file.Remove("tests");
                }
            );
            return new CanvasSchool(town, canvas, server);
        }

        public long Enrol(string name, int sections = 1)
        {
            var user = Canvas.AddUser(name, "Ejemplo", Story.Email(name), locale: "es");
            Canvas.Enrol(user, Course);
            for (var section = 1; section < sections; section++)
            {
                Canvas.Enrol(user, Course, section: Canvas.AddSection(Course));
            }

            return user;
        }

        public string StateOf(long user) => string.Join(' ', Canvas.EnrolmentsOf(user, Course).Select(e => e.State));

        public void PayByBank(long user, string day)
        {
            var invoice = Assert.Single(Town.Odoo.Invoices, x => x.Reference == $"demo_enr_{Course}-{user}_1_1_1_inv1");
            Town.Odoo.PayByBank(invoice.Key, 121m, Story.Day(day));
        }

        /// <summary>On a day somebody types <c>sync</c>; every step comes to its end.</summary>
        public async Task SyncAsync(string day)
        {
            Town.Clock.MoveTo(Story.Morning(day));
            var steps = (await TypeAsync("sync"))["schools"]![0]!["steps"]!;
            Assert.DoesNotContain(steps, step => step["problem"]!.Type != JTokenType.Null);
        }

        /// <summary>Types a command that ends well or with something for a person.</summary>
        public async Task<JObject> TypeAsync(string verb)
        {
            var (output, error) = (new StringWriter(), new StringWriter());
            var code = await Town.TypeAsync(output, error, verb, "--json");
            Assert.True(code is 0 or 1, $"{verb}: {code}\n{error}\n{output}");
            return JObject.Parse(output.ToString());
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await Town.DisposeAsync();
        }

        private static async Task EditAsync(string path, Action<JObject> edit)
        {
            var file = JObject.Parse(await File.ReadAllTextAsync(path));
            edit(file);
            await File.WriteAllTextAsync(path, file.ToString());
        }
    }
}
