using System.CommandLine;
using System.Text;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manual;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Commands;

/// <summary>Writes the policy in force as a document for families.</summary>
internal sealed class PolicyManualVerb : ICommandVerb
{
    private readonly Option<string?> language = new("--language")
    {
        Description = "es, en or pt. Without it: the school's.",
        HelpName = "CODE",
    };
    private readonly Option<string?> format = new("--format")
    {
        Description = "md, html or pdf. Without it: by the file's name, or md.",
        HelpName = "FORMAT",
    };
    private readonly Option<string?> path = new("--out")
    {
        Description = "The file to write. Without it: Markdown or HTML on standard output.",
        HelpName = "FILE",
    };
    private readonly Option<string?> only = new("--school")
    {
        Description = "The school's key, where there are several.",
        HelpName = "KEY",
    };

    /// <summary>Initializes a new instance of the <see cref="PolicyManualVerb"/> class.</summary>
    public PolicyManualVerb()
    {
        language.AcceptOnlyFromAmong([.. ManualWords.Languages]);
        format.AcceptOnlyFromAmong("md", "html", "pdf");
    }

    /// <inheritdoc/>
    public string Name => "policy manual";

    /// <inheritdoc/>
    public string Description =>
        "Write the policy in force as a plain document to publish, so that every family knows the same rules.";

    /// <inheritdoc/>
    public string Example => "policy manual --language es --out manual.pdf";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [language, format, path, only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var configuration = context.LoadConfiguration(context.LoadManifest());
        var schools = SchoolSelection.Load(configuration, context.Get(only)).Select(x => x.Mapping).ToList();
        if (schools.Count != 1)
        {
            throw new ConfigurationException([
                new(
                    "--school",
                    0,
                    $"There are {schools.Count} schools, and each has its own manual.",
                    $"Name one: {string.Join(", ", schools.Select(x => x.School.Key))}."
                ),
            ]);
        }

        var school = schools[0];
        var spoken = context.Get(language) ?? SpokenBy(school.School.Language);
        var paper = PolicyManual.Of(school, spoken, school.School.DayOf(context.Host.Clock.GetUtcNow()));
        var kind = context.Get(format) ?? KindOf(context.Get(path));
        if (context.Get(path) is not { } name)
        {
            if (kind == "pdf" || context.Output.Mode == OutputMode.Json)
            {
                throw new ConfigurationException([
                    new("--out", 0, "This needs a file.", "Add --out manual.pdf, or another name."),
                ]);
            }

            await context.Host.Out.WriteAsync(kind == "html" ? HtmlWriter.Write(paper) : MarkdownWriter.Write(paper));
            return ExitCode.Done;
        }

        var file = OutputFile.New("--out", name, context.Host.WorkingDirectory);
        await OutputFile.WriteAsync(file, PaperFile.Write(paper, kind), ct);
        context.Output.Write(
            new
            {
                School = school.School.Key,
                File = file,
                Language = spoken,
                Format = kind,
            },
            page => page.Line($"The manual of {school.School.Name} is in {file}.")
        );
        return ExitCode.Done;
    }

    private static string SpokenBy(string code) =>
        ManualWords.Languages.FirstOrDefault(x => code.StartsWith(x, StringComparison.Ordinal)) ?? "en";

    private static string KindOf(string? name) =>
        Path.GetExtension(name ?? "").ToLowerInvariant() switch
        {
            ".html" => "html",
            ".pdf" => "pdf",
            _ => "md",
        };
}

/// <summary>Papers as the bytes of a file.</summary>
internal static class PaperFile
{
    /// <summary>Writes a paper.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="kind"><c>md</c>, <c>html</c> or <c>pdf</c>.</param>
    public static byte[] Write(Paper paper, string kind) =>
        kind switch
        {
            "pdf" => PdfWriter.Write(paper),
            "html" => Encoding.UTF8.GetBytes(HtmlWriter.Write(paper)),
            _ => Encoding.UTF8.GetBytes(MarkdownWriter.Write(paper)),
        };
}
