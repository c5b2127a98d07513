using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what each open receivable would get today under another policy.</summary>
internal sealed class PolicyCompareVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> policy = new("--policy")
    {
        Description = "The other policy, a file as policy.json.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string> language = FigureOptions.Language();

    /// <inheritdoc/>
    public string Name => "policy compare";

    /// <inheritdoc/>
    public string Description => "Show what every open receivable would get today under another policy; does nothing.";

    /// <inheritdoc/>
    public string Example => "policy compare --policy milder.json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [policy, only, language];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        var path = Path.GetFullPath(context.Get(policy)!, context.Host.WorkingDirectory);
        var other = SchoolMappingLoader.LoadPolicy(school.Folder, path);
        FigureOptions.Refuse(other.Faults);

        var comparison = await PolicyComparison.OfAsync(
            school.Mapping,
            school.Ledger,
            context.Host.Clock,
            other.Value!,
            context.Get(language) ?? school.Mapping.School.Language,
            ct
        );
        context.Output.Write(comparison, page => Show(page, comparison));
        return ExitCode.Done;
    }

    private static void Show(IPage page, PolicyComparison comparison)
    {
        page.Heading(
            $"{comparison.School}, {comparison.Today:yyyy-MM-dd}: "
                + $"{comparison.Differing} of {comparison.Receivables} receivables get another answer"
        );
        page.Table(
            ["Answer", "In force", "Other"],
            [.. comparison.Answers.Select(x => (IReadOnlyList<Cell>)[x.Answer, $"{x.InForce}", $"{x.Other}"])]
        );
        if (comparison.First.Count > 0)
        {
            page.Table(
                ["Receivable", "Payer", "Owed", "Due", "In force", "Other"],
                [
                    .. comparison.First.Select(x =>
                        (IReadOnlyList<Cell>)
                            [x.Reference, x.Payer, x.Owed.ToString(), $"{x.DueOn:yyyy-MM-dd}", x.InForce, x.Other]
                    ),
                ]
            );
        }
    }
}
