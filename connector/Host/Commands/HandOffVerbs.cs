using System.CommandLine;
using System.Text;
using Collections.Connector.Flow.HandOff;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists what the collector has.</summary>
internal sealed class HandOffListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "hand-off list";

    /// <inheritdoc/>
    public string Description => "List the receivables that an outside collector has. They are frozen here.";

    /// <inheritdoc/>
    public string Example => "hand-off list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var all = new List<HandedOff>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            all.AddRange(await new HandOffDesk(installation.Ledger, school, context.Host.Clock).ListAsync(ct));
        }

        context.Output.Write(
            new { HandedOff = all },
            page =>
            {
                page.Line(all.Count == 0 ? "Nothing is handed off." : "An outside collector has these:");
                if (all.Count > 0)
                {
                    page.Table(
                        ["Receivable", "Collector", "Since", "Collector was told"],
                        [
                            .. all.Select(x =>
                                (IReadOnlyList<Cell>)[x.Receivable, x.Collector, $"{x.Since:yyyy-MM-dd}", x.Told]
                            ),
                        ]
                    );
                }
            }
        );
        return ExitCode.Done;
    }
}

/// <summary>Writes the file for the collector.</summary>
internal sealed class HandOffExportVerb : ICommandVerb
{
    private readonly Option<string> path = new("--out")
    {
        Description = "The file to write: .csv for one line a receivable, .json with the whole evidence.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };

    /// <inheritdoc/>
    public string Name => "hand-off export";

    /// <inheritdoc/>
    public string Description =>
        "Write what the collector has, with its documents and the record of contacts, into a file that only its owner reads.";

    /// <inheritdoc/>
    public string Example => "hand-off export --out collector.json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [path, only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var evidence = new List<Evidence>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            evidence.AddRange(await new HandOffDesk(installation.Ledger, school, context.Host.Clock).EvidenceAsync(ct));
        }

        var file = OutputFile.New("--out", context.Get(path)!, context.Host.WorkingDirectory);
        var text = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => ToCsv(evidence),
            ".json" => JsonConvert.SerializeObject(evidence, Formatting.Indented, Evidence.Json),
            _ => throw new ConfigurationException([
                new(
                    "--out",
                    0,
                    $"'{Path.GetFileName(file)}' is neither .csv nor .json.",
                    "Name it collector.csv or collector.json."
                ),
            ]),
        };
        await OutputFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), ct);
        context.Output.Write(
            new { File = file, Receivables = evidence.Count },
            page => page.Line($"{evidence.Count} receivables in {file}. It holds personal data.")
        );
        return ExitCode.Done;
    }

    private static string ToCsv(IEnumerable<Evidence> evidence)
    {
        var text = new StringBuilder(
            "reference,due_on,owed,description,debtor,tax_id,email,phone,country,invoices,contacts\r\n"
        );
        foreach (var one in evidence)
        {
            string?[] cells =
            [
                one.Reference,
                $"{one.DueOn:yyyy-MM-dd}",
                one.Owed,
                one.Description,
                one.Debtor.Name,
                one.Debtor.TaxId,
                one.Debtor.Email,
                one.Debtor.Phone,
                one.Debtor.Country,
                string.Join(' ', one.Documents.Select(x => x.Number)),
                string.Join(
                    ' ',
                    one.Contacts.Where(x => x.At is not null)
                        .Select(x => $"{x.At:yyyy-MM-dd}:{x.Step}:{x.Channel}:{x.State}")
                ),
            ];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    // RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe, but for telephone numbers.
    private static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 1 && text[0] is '=' or '-' or '@' or '+' && !text.Skip(1).All(char.IsAsciiDigit))
        {
            text = $"'{text}";
        }

        return text.AsSpan().IndexOfAny("\",\r\n") >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}

/// <summary>Ends a hand-off: recalled, or with a result.</summary>
internal sealed class HandOffEndVerb : ICommandVerb
{
    private readonly bool recall;
    private readonly Argument<string> reference = new("reference")
    {
        Description = "The receivable, as `hand-off list` shows it.",
    };
    private readonly Option<string> outcome = new("--outcome")
    {
        Description = "What the collector says: collected, partly-collected or uncollectable.",
        HelpName = "OUTCOME",
        Required = true,
    };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="HandOffEndVerb"/> class.</summary>
    /// <param name="recall">Whether the school takes it back; otherwise the collector's result ends it.</param>
    public HandOffEndVerb(bool recall)
    {
        this.recall = recall;
        outcome.AcceptOnlyFromAmong([.. HandOffDesk.Results]);
        reason.NotEmpty();
    }

    /// <inheritdoc/>
    public string Name => recall ? "hand-off recall" : "hand-off result";

    /// <inheritdoc/>
    public string Description =>
        recall
            ? "Take a receivable back from the collector. Tell the collector yourself; the steps that were taken stay taken."
            : "Note what the collector says. Money that it collected is entered in the ERP by the accountant.";

    /// <inheritdoc/>
    public string Example =>
        recall
            ? "hand-off recall demo_enr_12-345_1_1_1 --reason \"the family agreed on a plan\" --by ana"
            : "hand-off result demo_enr_12-345_1_1_1 --outcome uncollectable --reason \"moved away\" --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => recall ? [reference, reason] : [reference, outcome, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var wanted = context.Get(reference)!;
        var result = recall ? "recalled" : context.Get(outcome)!;
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            var desk = new HandOffDesk(installation.Ledger, school, context.Host.Clock);
            if (await desk.EndAsync(wanted, result, context.ActsAs, context.Get(reason)!, ct))
            {
                context.Output.Write(
                    new
                    {
                        School = school,
                        Receivable = wanted,
                        Outcome = result,
                    },
                    page => page.Line($"Noted: {wanted} is {result}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("reference", 0, $"No collector has '{wanted}'.", "Type `hand-off list`."),
        ]);
    }
}
