using System.Data.Common;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Terminal;

/// <summary>Why a verb did not do what it was asked: the one place where exceptions become exit codes.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Message">For people: what happened, and what to do.</param>
/// <param name="Faults">Every fault of the configuration; empty when it was something else.</param>
internal sealed record Failure(ExitCode Exit, string Code, string Message, IReadOnlyList<ConfigurationFault> Faults)
{
    /// <summary>Wrong usage of the command line.</summary>
    public static Failure Usage(string message) => new(ExitCode.Configuration, "usage", message, []);

    /// <summary>Judges an exception. Messages of foreign exceptions are not shown: they may quote data.</summary>
    public static Failure Of(Exception exception) =>
        exception switch
        {
            ConfigurationException wrong => new(
                ExitCode.Configuration,
                "configuration",
                wrong.Faults.Count == 1 ? "1 fault:" : $"{wrong.Faults.Count} faults:",
                wrong.Faults
            ),
            AdapterSettingsException wrong => new(ExitCode.Configuration, "settings", wrong.Message, []),
            RemoteMisconfiguredException wrong => new(ExitCode.Configuration, "misconfigured", wrong.Message, []),
            RemoteUnavailableException away => new(ExitCode.Unavailable, "unavailable", away.Message, []),
            RemoteOutcomeUnknownException unknown => new(ExitCode.NeedsPerson, "unknown", unknown.Message, []),
            RemoteRejectedException rejected => new(ExitCode.NeedsPerson, "rejected", rejected.Message, []),
            OperationCanceledException => new(
                ExitCode.NeedsPerson,
                "stopped",
                "Stopped before the end; the next run continues.",
                []
            ),
            IOException or UnauthorizedAccessException => new(ExitCode.Configuration, "files", exception.Message, []),
            _ when Storages.Unusable(exception) is { } unusable => new(
                unusable.MayPass ? ExitCode.Unavailable : ExitCode.Configuration,
                "database",
                unusable.Message,
                []
            ),
            DbException database => new(
                ExitCode.Invariant,
                "database",
                $"The database refused ({database.GetType().Name} {database.ErrorCode}). Check its file, its rights and the free space.",
                []
            ),
            _ => new(ExitCode.Invariant, "bug", Describe(exception), []),
        };

    /// <summary>The failure as a document.</summary>
    public object ToDocument() =>
        new
        {
            Error = new
            {
                Code,
                Message,
                Faults,
            },
            ExitCode = (int)Exit,
        };

    private static string Describe(Exception exception)
    {
        var cause = exception.GetBaseException();
        return $"This should not happen ({cause.GetType().Name}); nothing more was written. Please report it with these lines:"
            + Environment.NewLine
            + cause.StackTrace;
    }
}
