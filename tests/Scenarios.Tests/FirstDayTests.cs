using Collections.Connector.Host.Demo;

namespace Collections.Scenarios.Tests;

public sealed class FirstDayTests
{
    [Fact]
    public async Task Check_and_sync_run_on_the_twins_through_the_command_line()
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        await using var town = await TwinTown.StartAsync(
            new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero),
            Path.Combine(root, "mappings/schools/demo")
        );
        var course = town.Moodle.AddCourse(
            "PRO-1",
            "Programación",
            "CUR-1",
            new Dictionary<string, string> { ["price"] = "100", ["billable"] = "1" }
        );
        var user = town.Moodle.AddUser("ana", "Ana", "García", "ana@example.invalid");
        town.Moodle.Enrol(user, course);

        var output = new StringWriter();
        var check = await town.TypeAsync(output, output, "check");
        var sync = await town.TypeAsync(output, output, "sync", "--json");

        Assert.True(check == 0 && sync == 0, $"{check} {sync} {output}");
        var invoice = Assert.Single(town.Odoo.Invoices);
        Assert.Equal(("posted", 121m), (invoice.State, invoice.Total));
    }
}
