using System.CommandLine;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>One verb of the command line. To add one: a class like this, and a line in <see cref="Verbs"/>.</summary>
internal interface ICommandVerb
{
    /// <summary>Gets its words, such as <c>manifest validate</c>.</summary>
    string Name { get; }

    /// <summary>Gets what it does, in one sentence.</summary>
    string Description { get; }

    /// <summary>Gets an example without the program's name, such as <c>check --json</c>.</summary>
    string Example { get; }

    /// <summary>Gets its options and arguments; the verb reads them by <see cref="VerbContext.Get{T}(Option{T})"/>.</summary>
    IReadOnlyList<Symbol> Symbols => [];

    /// <summary>Does it. Exceptions become a message and an exit code, as <see cref="Failure.Of"/> says.</summary>
    Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct);
}
