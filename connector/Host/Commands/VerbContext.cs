using System.CommandLine;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Logging;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>What a verb works with: what was typed, where results go, and the files that it asks for.</summary>
internal sealed class VerbContext : IDisposable
{
    private readonly ParseResult parse;
    private readonly GlobalOptions options;

    /// <summary>Initializes a new instance of the <see cref="VerbContext"/> class.</summary>
    public VerbContext(ParseResult parse, GlobalOptions options, HostEnvironment host, Output output)
    {
        this.parse = parse;
        this.options = options;
        Host = host;
        Output = output;
        Logs = LoggerFactory.Create(logging =>
            ConsoleLogs.Configure(logging, LogLevelFor(LogLevel.Warning), host.OutIsTerminal)
        );
        Calls = new RemoteCallCounter(Logs.CreateLogger("Collections.RemoteCalls"));
    }

    /// <summary>Gets the process's surroundings.</summary>
    public HostEnvironment Host { get; }

    /// <summary>Gets where results go.</summary>
    public Output Output { get; }

    /// <summary>Gets the loggers.</summary>
    public ILoggerFactory Logs { get; }

    /// <summary>Gets the counter that every adapter of this run reports to.</summary>
    public RemoteCallCounter Calls { get; }

    /// <summary>Gets who acts, for the journal.</summary>
    public string ActsAs => parse.GetValue(options.As) ?? Host.UserName;

    /// <summary>Gets the configuration's file, a full path; it may not exist.</summary>
    public string ConfigurationFile =>
        Path.GetFullPath(parse.GetValue(options.Config) ?? ConfigurationLoader.FileName, Host.WorkingDirectory);

    /// <summary>The value of an option of the verb.</summary>
    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>The value of an argument of the verb.</summary>
    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>The level that <c>--verbose</c> asks for, or else the one given.</summary>
    public LogLevel LogLevelFor(LogLevel usual) => parse.GetValue(options.Verbose) ? LogLevel.Debug : usual;

    /// <summary>Where the manifest is: beside or above the program, or else the configuration.</summary>
    /// <exception cref="ConfigurationException">It is nowhere.</exception>
    public string LocateManifest() =>
        ManifestReader.Locate(Host.ProgramDirectory, Path.GetDirectoryName(ConfigurationFile)!);

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="ConfigurationException">It is wrong: every fault is in it.</exception>
    public PluginManifest LoadManifest() => ManifestReader.Read(LocateManifest());

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigurationException">It is wrong: every fault is in it.</exception>
    public ConnectorConfiguration LoadConfiguration(PluginManifest manifest) =>
        new ConfigurationLoader(Host.Variables, manifest).Load(ConfigurationFile);

    /// <summary>Makes the adapters of a school.</summary>
    /// <exception cref="ConfigurationException">Settings are wrong: every fault is in it.</exception>
    public Task<AdapterSet> CreateAdaptersAsync(
        SchoolConfiguration school,
        PluginManifest manifest,
        string schoolKey,
        string zoneId
    ) => AdapterSet.CreateAsync(school, manifest, schoolKey, zoneId, Host.Clock, Calls, ConfigurationFile);

    /// <inheritdoc/>
    public void Dispose() => Logs.Dispose();
}
