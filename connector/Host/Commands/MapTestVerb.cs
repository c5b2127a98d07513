using System.CommandLine;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Runs the tests that a mapping carries.</summary>
internal sealed class MapTestVerb : ICommandVerb
{
    private readonly Argument<string> folder = new("folder")
    {
        Description = "The school's folder, such as mappings/schools/demo.",
    };

    /// <inheritdoc/>
    public string Name => "map test";

    /// <inheritdoc/>
    public string Description => "Validate a school's mapping and run the tests that it carries. Asks no other system.";

    /// <inheritdoc/>
    public string Example => "map test mappings/schools/demo";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [folder];

    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var (mapping, faults) = SchoolMappingLoader.Load(
            Path.GetFullPath(context.Get(folder)!, context.Host.WorkingDirectory)
        );
        if (mapping is null)
        {
            throw new ConfigurationException(faults);
        }

        var results = MappingTests.Run(mapping);
        var failed = results.Count(x => !x.Passed);
        context.Output.Write(
            new
            {
                Results = results,
                Passed = results.Count - failed,
                Failed = failed,
            },
            page =>
            {
                page.Table(
                    ["Where", "Test", "Result"],
                    [
                        .. results.Select(x =>
                            (IReadOnlyList<Cell>)
                                [
                                    $"{x.File}:{x.Line}",
                                    x.Name,
                                    x.Passed
                                        ? new Cell("passed", Tone.Good)
                                        : new Cell(string.Join(" ", x.Differences), Tone.Bad),
                                ]
                        ),
                    ]
                );
                page.Line($"{results.Count - failed} passed, {failed} failed");
            }
        );
        return Task.FromResult(failed == 0 ? ExitCode.Done : ExitCode.Configuration);
    }
}
