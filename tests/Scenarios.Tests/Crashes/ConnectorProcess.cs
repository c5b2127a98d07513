using System.Diagnostics;
using Collections.Connector.Host.Demo;

namespace Collections.Scenarios.Tests.Crashes;

/// <summary>The connector as an operating system sees it: a process of its own, which can be killed.</summary>
internal sealed class ConnectorProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ConnectorProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public static ConnectorProcess Start(TwinTown town, params IEnumerable<string> words) =>
        Start(town.ConfigurationFile, town.Secrets, words);

    public static ConnectorProcess Start(
        string configuration,
        IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> words
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Collections.Connector.Host.dll"),
                .. words,
                "--config",
                configuration,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ConnectorProcess(Process.Start(start)!);
    }

    public int Id => process.Id;

    /// <summary>Everything that it said until its end.</summary>
    public async Task<string> SaidAsync() => await output + await error;

    /// <summary>Kills it at a moment that must come: a process that ends before by itself is a failure.</summary>
    public async Task KillAtAsync(Task moment, CancellationToken ct)
    {
        await Task.WhenAny(moment, process.WaitForExitAsync(ct)).WaitAsync(ct);
        Assert.True(moment.IsCompletedSuccessfully, process.HasExited ? await output + await error : "");
        process.Kill();
        await process.WaitForExitAsync(ct);
    }

    /// <summary>Asks it to stop, as a service manager does; nothing when it has ended already.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (process.HasExited)
        {
            return;
        }

        using var asking = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(ct);
        Assert.Equal(0, process.ExitCode);
    }

    public async Task<(int Code, string Output)> EndAsync(CancellationToken ct)
    {
        await process.WaitForExitAsync(ct);
        var (text, problems) = (await output, await error);
        return (process.ExitCode, text.Length > 0 ? text : problems);
    }

    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }
}
