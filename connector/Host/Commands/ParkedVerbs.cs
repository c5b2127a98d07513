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
    public string Description =>
        "List what needs a person, with the last answer and the command that ends it; and, apart, what the next run looks up by itself.";

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

        var (parked, lookedUp) = (items.FindAll(x => x.Item.NeedsPerson), items.FindAll(x => !x.Item.NeedsPerson));
        context.Output.Write(
            new { Parked = parked.Select(Document), LookedUpByItself = lookedUp.Select(Document) },
            page =>
            {
                page.Line(parked.Count == 0 ? "Nothing needs a person." : "Needs a person:");
                Show(page, parked);
                if (lookedUp.Count > 0)
                {
                    page.Line("No trustworthy answer yet; the next run looks by itself:");
                    Show(page, lookedUp);
                }
            }
        );
        return parked.Count == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }

    private static object Document((string School, ParkedItem Item) one) =>
        new
        {
            one.School,
            one.Item.Kind,
            one.Item.Reference,
            one.Item.State,
            one.Item.Attempts,
            one.Item.Reason,
            one.Item.Since,
            one.Item.LastTriedAt,
            one.Item.NextAt,
            one.Item.EndsWith,
        };

    private static void Show(IPage page, List<(string School, ParkedItem Item)> items)
    {
        if (items.Count > 0)
        {
            page.Table(
                ["School", "Kind", "Reference", "Tried", "Since", "Next", "Last answer", "Ended by"],
                [
                    .. items.Select(x =>
                        (IReadOnlyList<Cell>)
                            [
                                x.School,
                                x.Item.Kind,
                                x.Item.Reference,
                                $"{x.Item.Attempts}",
                                $"{x.Item.Since:yyyy-MM-dd}",
                                x.Item.NextAt is { } next ? $"{next:yyyy-MM-dd HH:mm}"
                                : x.Item.NeedsPerson ? "-"
                                : "next run",
                                x.Item.Reason,
                                x.Item.EndsWith,
                            ]
                    ),
                ]
            );
        }
    }
}

/// <summary>Tries a parked intent again, or ends it, with who and why.</summary>
internal sealed class ParkedEndVerb : ICommandVerb
{
    private readonly bool dismiss;

    private readonly Argument<string> reference = new("reference") { Description = "As `parked list` shows it." };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
    };

    /// <summary>Initializes a new instance of the <see cref="ParkedEndVerb"/> class.</summary>
    /// <param name="dismiss">Whether it ends it.</param>
    public ParkedEndVerb(bool dismiss)
    {
        this.dismiss = dismiss;
        reason.Required = dismiss;
        reason.NotEmpty();
    }

    /// <inheritdoc/>
    public string Name => dismiss ? "parked dismiss" : "parked retry";

    /// <inheritdoc/>
    public string Description =>
        dismiss ? "End a parked intent without doing it." : "Let the next run try a parked intent again.";

    /// <inheritdoc/>
    public string Example =>
        dismiss
            ? "parked dismiss demo_ct_l1217_k2j7 --reason \"the payer says that it came\""
            : "parked retry demo_enr_4-1217_1_1_1_inv1 --reason \"the tax is mended\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var (wanted, why) = (context.Get(reference)!, context.Get(reason));
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            var desk = new ParkedDesk(installation.Ledger, school, context.Host.Clock);
            var found = dismiss
                ? await desk.DismissAsync(wanted, context.ActsAs, why!, ct)
                : await desk.RetryAsync(wanted, context.ActsAs, why, ct);
            if (found)
            {
                var what = dismiss ? "dismissed" : "will be tried again by the next run";
                context.Output.Write(
                    new
                    {
                        Reference = wanted,
                        School = school,
                        Dismissed = dismiss,
                        By = context.ActsAs,
                        Reason = why,
                    },
                    page => page.Line($"{wanted} {what}, by {context.ActsAs}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("reference", 0, $"Nothing is parked under '{wanted}'.", "See `parked list`."),
        ]);
    }
}
