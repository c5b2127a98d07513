using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ends_with_equal_control_totals_and_the_payer_back_in_the_course()
    {
        var output = new StringWriter();
        var host = HostEnvironment.OfProcess() with { Out = output, Error = output, OutIsTerminal = false };

        var exit = await new CommandLine(host, Verbs.All()).RunAsync(
            ["demo", "--json"],
            TestContext.Current.CancellationToken
        );

        Assert.True(exit == 0, output.ToString());
        var document = JObject.Parse(output.ToString());
        Assert.Equal(true, document["equal"]);
        Assert.Equal((2, 1), ((int)document["access"]!["suspended"]!, (int)document["access"]!["stillSuspended"]!));
        var rows = document["totals"]!.ToDictionary(x => (string)x["system"]!);
        Assert.Equal(420, (int)rows["LMS (Moodle)"]["enrolments"]!);
        Assert.Equal(420, (int)rows["Connector"]["enrolments"]!);
        Assert.Equal(420, (int)rows["Connector"]["invoices"]!);
        Assert.Equal(420, (int)rows["ERP (Odoo)"]["invoices"]!);
        Assert.True(JToken.DeepEquals(rows["Connector"]["open"], rows["ERP (Odoo)"]["open"]));
    }
}
