using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Runtime;

/// <summary>Only one process at a time runs cycles on one database file; a second one is refused, or waits.</summary>
internal sealed class RunLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Takes it, waiting a little for a run that is about to end.</summary>
    /// <exception cref="ConfigurationException">Another process holds it.</exception>
    public static async Task<RunLock> TakeAsync(string databasePath, TimeSpan patience, CancellationToken ct)
    {
        var path = databasePath + ".lock";
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (waited < patience)
            {
                await Task.Delay(Pause, ct);
            }
            catch (IOException)
            {
                throw new ConfigurationException([
                    new(
                        databasePath,
                        0,
                        "Another process is running a cycle on this database.",
                        "Wait until it is done; with `serve` running, cycles run by themselves."
                    ),
                ]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
