using Collections.Connector.Ports;

namespace Collections.Adapters.Http;

/// <summary>How one remote system is called. Every limit has a default and reaching it is an exception that says so.</summary>
public sealed record RemoteHostOptions
{
    /// <summary>Gets the adapter's name, for messages and counts.</summary>
    public required string Adapter { get; init; }

    /// <summary>Gets the address that every call begins with.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Gets the only host names that may be called.</summary>
    public required IReadOnlyCollection<string> AllowedHosts { get; init; }

    /// <summary>Gets what is asked before every write; null where writes need nobody's leave.</summary>
    public IWriteGate? Gate { get; init; }

    /// <summary>Gets a value indicating whether plain HTTP is allowed to hosts other than loopback. Default: no.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Gets a value indicating whether answers may come compressed. Default: yes; a remote that spoils them so is asked for <c>identity</c>.</summary>
    public bool CompressedAnswers { get; init; } = true;

    /// <summary>Gets how many calls may run at once. Default: 4.</summary>
    public int ParallelCalls { get; init; } = 4;

    /// <summary>Gets how many calls may wait for their turn before one is refused. Default: 1,000.</summary>
    public int WaitingCalls { get; init; } = 1_000;

    /// <summary>Gets how many calls may begin within a minute. Default: no limit.</summary>
    public int? CallsPerMinute { get; init; }

    /// <summary>Gets how long one try may take. Default: 120 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets how long a read may take with its retries. Default: 300 seconds.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets how often a read is tried again. Writes never are. Default: 3.</summary>
    public int ReadRetries { get; init; } = 3;

    /// <summary>Gets the pause before the first retry; it doubles, with jitter. Default: 500 milliseconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets the longest pause that a remote may ask for before a retry. Default: 30 seconds.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how many tries in a row without a trustworthy answer open the circuit, reads and writes counted together. Default: 8.</summary>
    public int CircuitFailures { get; init; } = 8;

    /// <summary>Gets how long an open circuit refuses calls. Default: 30 seconds.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how large an answer may be. Default: 64 MiB.</summary>
    public long ResponseLimitBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Checks address and hosts.</summary>
    /// <exception cref="AdapterSettingsException">The address is not https, or its host is not allowed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
        {
            faults.Add($"{Adapter}: baseUrl '{BaseUrl}' is not an http(s) address.");
        }
        else
        {
            if (BaseUrl.Scheme == "http" && !BaseUrl.IsLoopback && !AllowPlainHttp)
            {
                faults.Add(
                    $"{Adapter}: baseUrl uses plain http to '{BaseUrl.Host}'. Use https, or set allowPlainHttp if the network is yours."
                );
            }

            if (!AllowedHosts.Contains(BaseUrl.Host, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(
                    $"{Adapter}: host '{BaseUrl.Host}' is not in allowedHosts of the manifest or the configuration."
                );
            }
        }

        if (faults.Count > 0)
        {
            throw new AdapterSettingsException(faults);
        }
    }
}
