using System.Collections;

namespace Collections.Connector.Host.Terminal;

/// <summary>What the process was given by whoever started it.</summary>
internal sealed record HostEnvironment
{
    /// <summary>Gets the folder that it was started in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Gets the folder that the program lies in.</summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>Gets the environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Gets the system user: who acts, unless <c>--as</c> names somebody.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Gets where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Gets where errors, warnings and logs go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets a value indicating whether a person looks at the results as they come.</summary>
    public required bool OutIsTerminal { get; init; }

    /// <summary>Gets a value indicating whether the database is thrown away afterwards, and need not survive a power cut.</summary>
    public bool ThrowsDatabaseAway { get; init; }

    /// <summary>The environment of this process.</summary>
    public static HostEnvironment OfProcess() =>
        new()
        {
            WorkingDirectory = Environment.CurrentDirectory,
            ProgramDirectory = AppContext.BaseDirectory,
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal),
            UserName = Environment.UserName,
            Clock = TimeProvider.System,
            Out = Console.Out,
            Error = Console.Error,
            OutIsTerminal = !Console.IsOutputRedirected,
        };
}
