using System.CommandLine;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows the JSON Schemas of the files that people write, or puts them where an editor finds them.</summary>
internal sealed class MapSchemaVerb : ICommandVerb
{
    private readonly Argument<string?> file = new("name")
    {
        Description = "Which schema to print, such as connector. Without it the names are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> folder = new("--out")
    {
        Description = "Write the schemas into this folder instead.",
        HelpName = "FOLDER",
    };

    /// <inheritdoc/>
    public string Name => "map schema";

    /// <inheritdoc/>
    public string Description => "Show the JSON Schemas of connector.json and of the mapping's files, for editors.";

    /// <inheritdoc/>
    public string Example => "map schema --out .schemas";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [file, folder];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var name = context.Get(file);
        var names = name is null ? Schemas.Names : [name];
        if (name is not null && Schemas.Find(name) is null)
        {
            throw new ConfigurationException([
                new ConfigurationFault(
                    name,
                    0,
                    "There is no schema of this name.",
                    $"There are: {string.Join(", ", Schemas.Names)}."
                ),
            ]);
        }

        if (context.Get(folder) is { } target)
        {
            await WriteAsync(names, Path.GetFullPath(target, context.Host.WorkingDirectory), context.Output, ct);
        }
        else if (name is not null)
        {
            var text = Schemas.Find(name)!;
            context.Output.Write(JObject.Parse(text), page => page.Line(text.TrimEnd()));
        }
        else
        {
            context.Output.Write(
                new { Schemas = names.Select(n => new { Name = n, File = FileOf(n) }) },
                page => page.Table(["Schema", "File"], [.. names.Select(n => (IReadOnlyList<Cell>)[n, FileOf(n)])])
            );
        }

        return ExitCode.Done;
    }

    private static async Task WriteAsync(
        IReadOnlyList<string> names,
        string target,
        Output output,
        CancellationToken ct
    )
    {
        Directory.CreateDirectory(target);
        var written = names.Select(n => Path.Combine(target, FileOf(n))).ToList();
        foreach (var (name, path) in names.Zip(written))
        {
            await File.WriteAllTextAsync(path, Schemas.Find(name), ct);
        }

        output.Write(new { Written = written }, page => written.ForEach(page.Line));
    }

    private static string FileOf(string name) => $"{name}.schema.json";
}
