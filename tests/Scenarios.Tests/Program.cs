using Collections.Scenarios.Tests.Crashes;
using Collections.Scenarios.Tests.Simulation;

namespace Collections.Scenarios.Tests;

/// <summary>The tests' own program: the test runner, and what is run by hand.</summary>
internal static class Program
{
    /// <summary>Runs a verb, or the tests.</summary>
    public static Task<int> Main(string[] args) =>
        args switch
        {
            ["simulate", .. var rest] => SimulateVerb.RunAsync(rest),
            ["crash-matrix", .. var rest] => CrashMatrixVerb.RunAsync(rest),
            [CrashingCommand.Verb, .. var rest] => CrashingCommand.RunAsync(rest),
            _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        };
}
