using System.Diagnostics;

namespace Collections.Flow.Tests.Ledger;

public sealed class FlowOnPostgreSqlTests
{
    [Fact]
    public async Task Every_test_with_a_ledger_holds_on_PostgreSQL_too()
    {
        // Those that have no ledger are left out, and those of the storages, which choose their database themselves.
        string[] without = ["Mapping", "Ports", "Escalation", "Ledger"];
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(FlowOnPostgreSqlTests).Assembly.Location,
                "-noColor",
                .. without.SelectMany(x => new[] { "-namespace-", $"Collections.Flow.Tests.{x}" }),
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment[TestLedgers.Variable] = "postgresql";
        using var run = Process.Start(start)!;

        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(run.ExitCode == 0, output);
        Assert.Matches("Total: [1-9][0-9]{2}", output);
    }
}
