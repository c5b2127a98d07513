using System.CommandLine;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists the objections that wait for a person.</summary>
internal sealed class ObjectionListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "objection list";

    /// <inheritdoc/>
    public string Description =>
        "List what learners objected to on the self-service page and nobody has answered, in their own words.";

    /// <inheritdoc/>
    public string Example => "objection list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var open = new List<OpenObjection>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            open.AddRange(await new ObjectionDesk(installation.Ledger, school, context.Host.Clock).ListAsync(ct));
        }

        context.Output.Write(
            new { Objections = open },
            page =>
            {
                page.Line(open.Count == 0 ? "No objection waits." : "These wait for a person's answer:");
                if (open.Count > 0)
                {
                    page.Table(
                        ["School", "Reference", "Since", "What was written"],
                        [
                            .. open.Select(x =>
                                (IReadOnlyList<Cell>)[x.School, x.Reference, $"{x.At:yyyy-MM-dd HH:mm}", x.Text]
                            ),
                        ]
                    );
                }
            }
        );
        return open.Count == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }
}

/// <summary>Ends an objection, with who and why; the learner was answered by a person before.</summary>
internal sealed class ObjectionAnswerVerb : ICommandVerb
{
    private readonly Argument<string> reference = new("reference") { Description = "As `objection list` shows it." };
    private readonly Option<string> why = new("--why", "--reason")
    {
        Description = "What was answered, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="ObjectionAnswerVerb"/> class.</summary>
    public ObjectionAnswerVerb() => why.NotEmpty();

    /// <inheritdoc/>
    public string Name => "objection answer";

    /// <inheritdoc/>
    public string Description =>
        "Say that a learner's objection was answered: the steps go on, through all the guards.";

    /// <inheritdoc/>
    public string Example => "objection answer demo_enr_4-1217_1_1_1 --why \"the invoice is right; she was called\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, why];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var (wanted, answer) = (context.Get(reference)!, context.Get(why)!);
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            var desk = new ObjectionDesk(installation.Ledger, school, context.Host.Clock);
            if (await desk.AnswerAsync(wanted, context.ActsAs, answer, ct) is var debts and > 0)
            {
                context.Output.Write(
                    new
                    {
                        Reference = wanted,
                        School = school,
                        Debts = debts,
                        By = context.ActsAs,
                    },
                    page => page.Line($"The objection to {wanted} is answered, by {context.ActsAs}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("reference", 0, $"No objection waits for '{wanted}'.", "See `objection list`."),
        ]);
    }
}
