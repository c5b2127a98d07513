using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Explains one receivable: everything that the ledger knows of it.</summary>
internal sealed class ExplainVerb : ICommandVerb
{
    private readonly Argument<string> reference = new("reference")
    {
        Description = "A receivable's or document's reference, or an invoice's number.",
    };
    private readonly Option<string> language = new("--language")
    {
        Description = "Language of the sentence: es, en or pt. Default: the school's.",
        HelpName = "CODE",
    };

    /// <summary>Initializes a new instance of the <see cref="ExplainVerb"/> class.</summary>
    public ExplainVerb() => language.AcceptOnlyFromAmong("es", "en", "pt");

    /// <inheritdoc/>
    public string Name => "explain";

    /// <inheritdoc/>
    public string Description => "Explain one receivable: what is owed, why, what was said, and what happens next.";

    /// <inheritdoc/>
    public string Example => "explain INV/2026/00042";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, language];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var wanted = context.Get(reference)!;
        foreach (var one in installation.Schools)
        {
            await using var ledger = installation.Ledger.CreateDbContext();
            var school = one.Mapping.School;
            var spoken = context.Get(language) ?? school.Language;
            if (await Explanation.OfAsync(ledger, school.Key, wanted, spoken, ct) is { } known)
            {
                var found = known with { Policy = await one.ProveAsync(known.Reference, spoken, ct) };
                context.Output.Write(found, page => Show(page, found));
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new(
                "reference",
                0,
                $"Nothing is known of '{wanted}'.",
                "Give a receivable's or document's reference, or an invoice's number."
            ),
        ]);
    }

    private static void Show(IPage page, Explanation found)
    {
        page.Heading($"{found.Reference}: {found.Description}");
        page.Table(
            ["What", "Now"],
            [
                [
                    "Asked",
                    $"{found.Amount} {found.Basis.ToString().ToLowerInvariant()}, due {found.DueOn:yyyy-MM-dd}, payer {found.Payer}",
                ],
                [
                    "Owed",
                    found.Owed is { } owed
                        ? new Cell(owed.ToString(), owed.IsPositive ? Tone.Attention : Tone.Good)
                        : "no invoice yet",
                ],
                [
                    "State",
                    found.State switch
                    {
                        "WrittenOff" => new Cell("given up: not asked for any more", Tone.Attention),
                        "Cancelled" => new Cell("taken back: not asked for any more", Tone.Attention),
                        _ => "asked for",
                    },
                ],
                ["Decision", found.Decision is null ? "none yet" : $"{found.Decision} ({found.DecisionCode})"],
            ]
        );
        if (found.Policy is { } policy)
        {
            page.Table(
                ["Policy now", policy.Sentence],
                [
                    ["What would change it", policy.WouldChange],
                    ["Variants", policy.Variants.Count == 0 ? "none" : string.Join(", then ", policy.Variants)],
                    ["Steps", string.Join(", ", policy.Rungs)],
                    .. policy.Rules.Select(x =>
                        (IReadOnlyList<Cell>)
                            [x.Question, new Cell(x.Matched ? "yes" : "no", x.Decides ? Tone.Attention : Tone.Plain)]
                    ),
                ]
            );
        }

        List("Documents", found.Documents);
        List("Payments", found.Payments);
        List("Messages", found.Contacts);
        List("Access", found.Access);
        if (found.Guards.Count > 0)
        {
            page.Table(
                ["Guard", $"Looked at {found.Guards[0].LookedAt:yyyy-MM-dd HH:mm} UTC"],
                [
                    .. found.Guards.Select(x =>
                        (IReadOnlyList<Cell>)[x.Code, new Cell(x.Sentence, x.Holds ? Tone.Good : Tone.Bad)]
                    ),
                ]
            );
        }

        List("Needs a person", found.Parked);
        List("Journal", found.Journal);

        void List(string title, IReadOnlyList<string> lines)
        {
            if (lines.Count > 0)
            {
                page.Table([title], [.. lines.Select(x => (IReadOnlyList<Cell>)[x])]);
            }
        }
    }
}
