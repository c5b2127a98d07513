using System.CommandLine;
using System.Text;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Writes the journal for an auditor, who can verify it without the connector.</summary>
internal sealed class JournalExportVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<string> format = new("--format")
    {
        Description = "csv, or jsonl: one JSON object a line.",
        HelpName = "csv|jsonl",
        Required = true,
    };
    private readonly Option<DateOnly?> from = OptionRules.Day("--from", "The first day, in the school's zone.");
    private readonly Option<DateOnly?> to = OptionRules.Day("--to", "The last day, in the school's zone.");
    private readonly Option<bool> personal = new("--with-personal-data")
    {
        Description = "Payloads that may hold personal data too. Give the file only to who may read them.",
    };
    private readonly Option<string?> output = new("--output")
    {
        Description =
            "The file to write, for its owner alone; none of that name may be there. Default: standard output.",
        HelpName = "FILE",
    };

    /// <summary>Initializes a new instance of the <see cref="JournalExportVerb"/> class.</summary>
    public JournalExportVerb()
    {
        format.AcceptOnlyFromAmong("csv", "jsonl");
        to.Validators.Add(result =>
        {
            if (result.GetValue(from) is { } first && result.GetValue(to) is { } last && last < first)
            {
                result.AddError($"--to {last:yyyy-MM-dd} is before --from {first:yyyy-MM-dd}.");
            }
        });
    }

    /// <inheritdoc/>
    public string Name => "journal export";

    /// <inheritdoc/>
    public string Description => "Write the journal for an auditor, without personal data unless asked for.";

    /// <inheritdoc/>
    public string Example => "journal export --format csv --from 2026-09-01 --to 2026-09-30 --output september.csv";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, format, from, to, personal, output];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        if (context.Get(output) is null && context.Output.Mode == OutputMode.Json)
        {
            throw new ConfigurationException([
                new(
                    "--output",
                    0,
                    "With --json standard output holds one document, and the export is not it.",
                    "Add --output FILE, or leave --json out."
                ),
            ]);
        }

        var path = context.Get(output) is { } name
            ? OutputFile.New("--output", name, context.Host.WorkingDirectory)
            : null;
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        if (path is null)
        {
            await WriteAsync(context, installation, context.Host.Out, ct);
            return ExitCode.Done;
        }

        var count = 0L;
        await OwnerOnlyFile.WriteAsync(
            path,
            async file =>
            {
                await using var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
                count = await WriteAsync(context, installation, writer, ct);
            }
        );
        context.Output.Write(new { File = path, Entries = count }, page => page.Line($"{count} entries in {path}."));
        return ExitCode.Done;
    }

    private async Task<long> WriteAsync(
        VerbContext context,
        Installation installation,
        TextWriter writer,
        CancellationToken ct
    )
    {
        var wish = new JournalExportWish(
            context.Get(format) == "csv" ? JournalFormat.Csv : JournalFormat.Jsonl,
            context.Get(from),
            context.Get(to),
            context.Get(personal)
        );
        var count = 0L;
        JournalExport.WriteHeading(writer, wish.Format);
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            await using var ledger = installation.Ledger.CreateDbContext();
            count += await new JournalExport(school, wish).WriteAsync(ledger, writer, ct);
        }

        return count;
    }
}
