using System.Diagnostics;
using System.Globalization;
using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Terminal;

namespace Collections.Scenarios.Tests.Crashes;

/// <summary>
/// The program as it is, at an instant that is given, in a process that kills itself as <c>kill -9</c> does when it comes to
/// its Nth crash point. Without an N it writes their names to a file.
/// </summary>
internal static class CrashingCommand
{
    /// <summary>The verb: <c>crash-at N|list FILE INSTANT COMMAND...</c>.</summary>
    public const string Verb = "crash-at";

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (wanted, file, words) = (args[0], args[1], args[3..]);
        var at = DateTimeOffset.Parse(args[2], CultureInfo.InvariantCulture);
        var dieAt = wanted == "list" ? 0 : int.Parse(wanted, CultureInfo.InvariantCulture);
        var count = 0;
        using var listening = new CrashPoints(name =>
        {
            if (dieAt == 0)
            {
                File.AppendAllText(file, name + '\n');
            }
            else if (++count == dieAt)
            {
                File.WriteAllText(file, name);
                Die();
            }
        }).Listen();
        var host = HostEnvironment.OfProcess() with { Clock = new MovableClock(at) };
        return await new CommandLine(host, Verbs.All()).RunAsync(words);
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        new ManualResetEvent(false).WaitOne(); // The signal is on its way: nothing more is done here.
    }
}
