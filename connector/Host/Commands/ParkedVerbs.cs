using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists what needs a person.</summary>
internal sealed class ParkedListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "parked list";

    /// <inheritdoc/>
    public string Description => "List what needs a person, with the reason.";

    /// <inheritdoc/>
    public string Example => "parked list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var items = new List<(string School, ParkedItem Item)>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            var desk = new ParkedDesk(installation.Ledger, school, context.Host.Clock);
            items.AddRange((await desk.ListAsync(ct)).Select(x => (school, x)));
        }

        context.Output.Write(
            new
            {
                Parked = items.Select(x => new
                {
                    x.School,
                    x.Item.Kind,
                    x.Item.Reference,
                    x.Item.Reason,
                    x.Item.Since,
                    x.Item.Attempts,
                }),
            },
            page =>
            {
                if (items.Count == 0)
                {
                    page.Line("Nothing needs a person.");
                    return;
                }

                page.Table(
                    ["School", "Kind", "Reference", "Why", "Since"],
                    [
                        .. items.Select(x =>
                            (IReadOnlyList<Cell>)
                                [x.School, x.Item.Kind, x.Item.Reference, x.Item.Reason, $"{x.Item.Since:yyyy-MM-dd}"]
                        ),
                    ]
                );
            }
        );
        return items.Count == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }
}

/// <summary>Tries a parked intent again, or ends it, with who and why.</summary>
internal sealed class ParkedEndVerb : ICommandVerb
{
    private readonly bool dismiss;

    private readonly Argument<string> reference = new("reference") { Description = "As `parked list` shows it." };
    private readonly Option<string> why = new("--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="ParkedEndVerb"/> class.</summary>
    /// <param name="dismiss">Whether it ends it.</param>
    public ParkedEndVerb(bool dismiss)
    {
        this.dismiss = dismiss;
        why.NotEmpty();
    }

    /// <inheritdoc/>
    public string Name => dismiss ? "parked dismiss" : "parked retry";

    /// <inheritdoc/>
    public string Description =>
        dismiss ? "End a parked intent without doing it." : "Let the next run try a parked intent again.";

    /// <inheritdoc/>
    public string Example =>
        dismiss
            ? "parked dismiss demo_ct_l1217_k2j7 --why \"the payer says that it came\""
            : "parked retry demo_enr_4-1217_1_1_1_inv1 --why \"the tax is mended\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, why];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var (wanted, reason) = (context.Get(reference)!, context.Get(why)!);
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            var desk = new ParkedDesk(installation.Ledger, school, context.Host.Clock);
            var found = dismiss
                ? await desk.DismissAsync(wanted, context.ActsAs, reason, ct)
                : await desk.RetryAsync(wanted, context.ActsAs, reason, ct);
            if (found)
            {
                var what = dismiss ? "dismissed" : "will be tried again by the next run";
                context.Output.Write(
                    new
                    {
                        Reference = wanted,
                        School = school,
                        Dismissed = dismiss,
                    },
                    page => page.Line($"{wanted} {what}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("reference", 0, $"Nothing is parked under '{wanted}'.", "See `parked list`."),
        ]);
    }
}
